package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DataSize;
import io.github.lighterman.RunId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private static final RunId RUN = RunId.of("run");
  private static final Demand SMALL = new Demand(1000, 0, 0);
  private static final Demand LARGE = new Demand(4000, 0, 0);

  private final Admission admission = new Admission(new Machine(4000, DataSize.ofBytes(100), 2));
  private final List<String> started = new ArrayList<>();
  private final Deque<Admission.Grant> running = new ArrayDeque<>();

  private void enter(String name, Demand demand, int priority) {
    enter(RUN, name, demand, priority);
  }

  private void enter(RunId run, String name, Demand demand, int priority) {
    admission.enqueue(
        run,
        demand,
        priority,
        grant -> {
          started.add(name);
          running.add(grant);
        });
  }

  private void endOne() {
    admission.release(running.remove());
  }

  @Test
  void attemptsStartWhileThereIsRoom() {
    for (int i = 0; i < 6; i++) {
      enter("s" + i, SMALL, 0);
    }

    assertThat(started).containsExactly("s0", "s1", "s2", "s3");
    endOne();
    assertThat(started).containsExactly("s0", "s1", "s2", "s3", "s4");
  }

  @Test
  void memoryAndGpusAreCountedToo() {
    enter("memory", new Demand(1, 60, 0), 0);
    enter("too much memory", new Demand(1, 60, 0), 0);
    enter("gpus", new Demand(1, 0, 2), 0);
    enter("no gpu left", new Demand(1, 0, 1), 0);

    assertThat(started).containsExactly("memory", "gpus");
  }

  @Test
  void greaterPriorityComesFirst() {
    enter("all", LARGE, 0);
    enter("low", LARGE, -1);
    enter("high", LARGE, 5);
    enter("middle", LARGE, 0);
    for (int i = 0; i < 3; i++) {
      endOne();
    }

    assertThat(started).containsExactly("all", "high", "middle", "low");
  }

  @Test
  void largeOneIsOvertakenABoundedNumberOfTimes() {
    enter("first", SMALL, 0);
    enter("large", LARGE, 0);
    for (int i = 0; i < 1000; i++) {
      enter("s" + i, SMALL, 0);
    }
    while (!running.isEmpty() && !started.contains("large")) {
      endOne();
    }

    assertThat(started.indexOf("large")).isEqualTo(1 + Admission.MOST_OVERTAKES);
  }

  @Test
  void runsTakeTurns() {
    RunId other = RunId.of("other");
    enter("all", LARGE, 0);
    for (int i = 0; i < 10; i++) {
      enter("a" + i, LARGE, 0);
    }
    for (int i = 0; i < 3; i++) {
      enter(other, "b" + i, LARGE, 0);
    }
    for (int i = 0; i < 7; i++) {
      endOne();
    }

    assertThat(started.subList(1, 7)).contains("a0", "b0", "a1", "b1", "a2", "b2");
  }

  @Test
  void whoLeavesIsNeverStartedAndLetsOthersPass() {
    enter("half", new Demand(2000, 0, 0), 0);
    Admission.Ticket ticket =
        admission.enqueue(RUN, LARGE, 1, grant -> started.add("left")).orElseThrow();
    for (int i = 0; i < 200; i++) {
      enter("s" + i, SMALL, 0);
      if (running.size() > 1) {
        admission.release(running.removeLast());
      }
    }

    assertThat(admission.leave(ticket)).isTrue();
    assertThat(admission.leave(ticket)).isFalse();
    while (!running.isEmpty()) {
      endOne();
    }
    assertThat(started).doesNotContain("left").hasSize(201);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverMoreIsGivenThanThereIsAndEverybodyStarts(long seed) {
    Random random = new Random(seed);
    AtomicLong cpus = new AtomicLong();
    int entered = 0;
    for (int i = 0; i < 3000; i++) {
      if (random.nextBoolean() && entered < 1000) {
        Demand demand =
            new Demand(1 + random.nextInt(4000), random.nextInt(100), random.nextInt(3));
        RunId run = RunId.of("r" + random.nextInt(3));
        entered++;
        admission.enqueue(
            run,
            demand,
            random.nextInt(3),
            grant -> {
              started.add("x");
              assertThat(cpus.addAndGet(demand.milliCpus())).isLessThanOrEqualTo(4000);
              running.add(grant);
            });
      } else if (!running.isEmpty()) {
        Admission.Grant grant = running.remove();
        cpus.addAndGet(-grant.demand().milliCpus());
        admission.release(grant);
      }
    }
    while (!running.isEmpty()) {
      Admission.Grant grant = running.remove();
      cpus.addAndGet(-grant.demand().milliCpus());
      admission.release(grant);
    }

    assertThat(started).hasSize(entered);
  }
}
