package io.github.lighterman.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class ManualClockTest {
  private static final Instant NOON = Instant.parse("2031-05-06T12:00:00Z");

  private final ManualClock clock = ManualClock.at(NOON);
  private final List<String> ran = new ArrayList<>();

  @Test
  void standsStillUntilItIsAdvanced() {
    assertThat(clock.instant()).isEqualTo(NOON).isEqualTo(clock.instant());
    clock.advance(Duration.ofHours(2));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(7200));
    clock.advanceTo(NOON.plusSeconds(7201));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(7201));
  }

  @Test
  void nothingRunsExceptInsideAdvance() {
    clock.execute(() -> ran.add("now"));
    schedule("later", 1);
    Future<?> submitted = clock.submit(() -> ran.add("submitted"));
    assertThat(ran).isEmpty();
    assertThat(submitted.isDone()).isFalse();
    clock.advance(Duration.ZERO);
    assertThat(ran).containsExactly("now", "submitted");
    clock.advance(Duration.ofMillis(999));
    assertThat(ran).hasSize(2);
    clock.advance(Duration.ofMillis(1));
    assertThat(ran).containsExactly("now", "submitted", "later");
  }

  @Test
  void tasksRunInTheOrderInWhichTheyAreDueAtTheTimeAtWhichTheyAreDue() {
    for (int seconds : new int[] {5, 1, 3, 1}) {
      var unused =
          clock.schedule(
              () -> ran.add(seconds + "@" + Duration.between(NOON, clock.instant()).toSeconds()),
              seconds,
              TimeUnit.SECONDS);
    }
    schedule("second of two at 1", 1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(ran).containsExactly("1@1", "1@1", "second of two at 1", "3@3", "5@5");
  }

  @Test
  void whatATaskSchedulesRunsInTheSameCallIfItIsDueByThen() {
    clock.execute(
        () -> {
          schedule("soon", 1);
          schedule("too late", 3);
          clock.execute(() -> ran.add("at once"));
        });
    clock.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("at once", "soon");
    assertThat(clock.nextDue()).contains(NOON.plusSeconds(3));
  }

  @Test
  void periodicTaskRunsOncePerPeriodUntilItIsCancelled() {
    ScheduledFuture<?> tick =
        clock.scheduleAtFixedRate(() -> ran.add("tick"), 1, 10, TimeUnit.SECONDS);
    clock.advance(Duration.ofSeconds(31));
    assertThat(ran).hasSize(4);
    assertThat(tick.getDelay(TimeUnit.SECONDS)).isEqualTo(10);
    tick.cancel(false);
    clock.advance(Duration.ofDays(1));
    assertThat(ran).hasSize(4);
    assertThat(clock.nextDue()).isEmpty();
  }

  @Test
  void ofTwoTasksThatAreDueNowTheOneScheduledFirstRunsFirst() {
    schedule("scheduled", 0);
    clock.execute(() -> ran.add("executed"));
    schedule("scheduled later", 0);
    var unused = clock.schedule(() -> clock.execute(() -> ran.add("inside")), 1, TimeUnit.SECONDS);
    schedule("beside", 1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("scheduled", "executed", "scheduled later", "beside", "inside");
  }

  @Test
  void cancelledTaskNeverRuns() {
    clock.schedule(() -> ran.add("cancelled"), 1, TimeUnit.SECONDS).cancel(true);
    clock.advance(Duration.ofSeconds(1));
    assertThat(ran).isEmpty();
  }

  @Test
  void failureOfAnExecutedTaskComesOutOfAdvanceAndTheRestStaysScheduled() {
    var unused =
        clock.schedule(
            () ->
                clock.execute(
                    () -> {
                      throw new IllegalStateException("broken");
                    }),
            1,
            TimeUnit.SECONDS);
    schedule("after", 2);
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.advance(Duration.ofSeconds(5)))
        .withMessage("broken");
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1));
    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).containsExactly("after");
  }

  @Test
  void failureOfAScheduledTaskIsInItsFuture() {
    ScheduledFuture<String> failing =
        clock.schedule(
            () -> {
              throw new IllegalStateException("broken");
            },
            1,
            TimeUnit.SECONDS);
    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(failing::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("broken");
  }

  @Test
  void clockMovedBackwardsSaysWhatToDoInstead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advance(Duration.ofSeconds(-3)))
        .withMessageContainingAll("can't go back by PT3S", "ManualClock.at");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advanceTo(NOON.minusSeconds(1)))
        .withMessageContainingAll("2031-05-06T11:59:59Z", "ManualClock.at");
    assertThat(clock.instant()).isEqualTo(NOON);
  }

  @Test
  void taskThatAdvancesTheClockIsRefused() {
    clock.execute(() -> clock.advance(Duration.ofSeconds(1)));
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.advance(Duration.ZERO))
        .withMessageContaining("schedule what should run later");
  }

  @Test
  void waitingCallWaitsForAnotherThreadToAdvance() throws Exception {
    CompletableFuture<List<Future<String>>> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return clock.invokeAll(List.of(() -> "a", () -> "b"));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    while (!waiting.isDone()) {
      clock.advance(Duration.ZERO);
      Thread.onSpinWait();
    }
    assertThat(waiting.get()).extracting(Future::get).containsExactly("a", "b");
    assertThat(clock.submit(() -> {}, "given").isDone()).isFalse();
  }

  @Test
  void shutDownTakesNothingMoreButRunsWhatIsScheduled() {
    schedule("scheduled", 1);
    var unused = clock.scheduleAtFixedRate(() -> ran.add("tick"), 1, 1, TimeUnit.SECONDS);
    clock.shutdown();
    assertThat(clock.isShutdown()).isTrue();
    assertThat(clock.isTerminated()).isFalse();
    assertThat(clock.awaitTermination(1, TimeUnit.DAYS)).isFalse();
    assertThatThrownBy(() -> clock.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("make a new one");
    clock.advance(Duration.ofSeconds(9));
    assertThat(ran).containsExactly("scheduled");
    assertThat(clock.isTerminated()).isTrue();
  }

  @Test
  void shutDownNowReturnsWhatWasScheduled() {
    schedule("never", 1);
    clock.execute(() -> ran.add("never either"));
    assertThat(clock.shutdownNow()).hasSize(2);
    clock.advance(Duration.ofSeconds(9));
    assertThat(ran).isEmpty();
  }

  @Test
  void showsItsTimeInAnyZone() {
    var tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokyo.instant()).isEqualTo(clock.instant());
    assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(tokyo.withZone(ZoneOffset.UTC).instant()).isEqualTo(clock.instant());
    assertThat(clock.getZone().getId()).isEqualTo("Z");
  }

  /** Against a list that is searched anew for each task. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyScheduleRunsInOrder(long seed) {
    Random random = new Random(seed);
    List<Integer> due = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      due.add(random.nextInt(50));
      schedule("task " + i, due.get(i));
    }
    for (int second = 0; second < 50; second++) {
      for (int i = 0; i < due.size(); i++) {
        if (due.get(i) == second) {
          expected.add("task " + i);
        }
      }
    }
    while (clock.nextDue().isPresent()) {
      clock.advance(Duration.ofSeconds(random.nextInt(7)));
    }
    assertThat(ran).isEqualTo(expected);
  }

  private void schedule(String name, int seconds) {
    var unused = clock.schedule(() -> ran.add(name), seconds, TimeUnit.SECONDS);
  }
}
