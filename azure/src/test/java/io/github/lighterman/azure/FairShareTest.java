package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FairShareTest {
  private static final int FLOOD = 5_000;

  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();

  private void submit(FairShare share, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      String name = prefix + i;
      share.execute(() -> done.add(name));
    }
  }

  private void work() {
    for (Runnable next = threads.poll(); next != null; next = threads.poll()) {
      next.run();
    }
  }

  @Test
  void littleWorkComesInBetweenMuch() {
    submit(new FairShare(threads::add, 2), "much", 6);
    submit(new FairShare(threads::add, 2), "little", 2);

    work();

    assertThat(done)
        .containsExactly(
            "much0", "much1", "little0", "little1", "much2", "much3", "much4", "much5");
  }

  @Test
  void workThatFailsHoldsUpNoOther() {
    FairShare share = new FairShare(threads::add, 1);
    share.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    submit(share, "after", 2);

    for (Runnable next = threads.poll(); next != null; next = threads.poll()) {
      try {
        next.run();
      } catch (IllegalStateException e) {
        done.add(e.getMessage());
      }
    }

    assertThat(done).containsExactly("on purpose", "after0", "after1");
  }

  /**
   * Batch takes nothing until both runs have submitted all. Some 2,800 wait for calls or are in
   * them, so that work in the order of its coming would leave no more than these for later.
   */
  @Test
  void floodOfOneRunHoldsUpNoOther() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 100)) {
      AzureBatchExecutor executor = rig.open(config -> config.capacity(FLOOD));
      WorkflowRun flood = executor.start(WorkflowSpec.of(rig.run()));
      WorkflowRun few = executor.start(WorkflowSpec.of(rig.run()));
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("Task_AddCollection"));
      flood.submit(IntStream.range(0, FLOOD).mapToObj(i -> Rig.any("flood-" + i).build()).toList());
      JobHandle one = Rig.submit(few, Rig.any("one"));
      rig.batch().clearFaults();

      Instant started = started(one);
      flood.awaitIdle();
      assertThat(flood.jobs())
          .filteredOn(job -> started(job).isAfter(started))
          .hasSizeGreaterThan(3_200);
      assertThat(flood.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(few.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  private static Instant started(JobHandle job) {
    return job.result().join().attempts().get(0).started().orElseThrow();
  }
}
