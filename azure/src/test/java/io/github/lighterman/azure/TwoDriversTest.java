package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two drivers that want one run one has it, and the other is told. */
final class TwoDriversTest {
  private static final int MANY = 4;

  @ParameterizedTest
  @ValueSource(ints = {-30, 0, 30})
  void secondOneIsRefusedWhateverItsClockSays(int days) throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      // Clients sign with the real time; all else goes by this one.
      Clock other = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
      AzureBatchExecutor second = rig.open(config -> config, other);

      assertThatExceptionOfType(RunInUseException.class)
          .isThrownBy(() -> second.attach(run.id()))
          .withMessageContaining("" + run.id());

      assertThat(job).isIn(JobState.RUNNING);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void ofManyThatWantARunWhoseDriverDiedOneHasIt() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      AzureBatchExecutor gone = rig.open();
      WorkflowRun left = gone.start(WorkflowSpec.of(rig.run()));
      Rig.in(JobState.RUNNING, Rig.submit(left, Rig.any("hang")));
      gone.halt();

      List<WorkflowRun> taken = race(rig, executor -> executor.attach(left.id()));

      assertThat(taken).hasSize(1);
      assertThat(taken.get(0).close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void ofManyThatStartOneRunOneHasIt() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowSpec spec = WorkflowSpec.of(rig.run());

      List<WorkflowRun> made = race(rig, executor -> executor.start(spec));

      assertThat(made).hasSize(1);
      assertThat(Rig.await(Rig.submit(made.get(0), Rig.any("job")))).succeeded();
      assertThat(made.get(0).close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void oneThatHasLostItsRunIsToldThatAnotherHasIt() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2)) {
      WorkflowRun first = rig.start();
      JobHandle live = Rig.in(JobState.RUNNING, Rig.submit(first, Rig.any("hang")));
      RunLayout layout = new RunLayout(rig.config().prefix(), first.id(), InputCache.RUN);
      // As if the first had been silent for so long that another could take the run.
      rig.upload(layout.driver(), "{\"driver\":\"another\"}");
      WorkflowRun second = rig.open().attach(first.id());
      Rig.await(Rig.submit(second, Rig.any("job"))).orElseThrow();

      Rig.until("the first knows", () -> isLost(first));

      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> first.submit(List.of(Rig.any("more").build())),
              first::awaitIdle,
              first::cancel,
              live::cancel)) {
        assertThatExceptionOfType(RunClosedException.class)
            .isThrownBy(call)
            .withMessageContaining("another driver");
      }
      assertThat(first.close(ClosePolicy.CLEAN).failed())
          .anySatisfy(it -> assertThat(it).contains("another driver"));
      assertThat(second.job(live.id()).orElseThrow()).isIn(JobState.RUNNING);
      assertThat(second.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void oneThatDoesNotKnowYetThatItHasLostItsRunCannotChangeIt() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2)) {
      WorkflowRun first = rig.start(config -> config.driverLease(Duration.ofHours(1)));
      JobHandle live = Rig.in(JobState.RUNNING, Rig.submit(first, Rig.any("hang")));
      // Nothing is heard of the first for as long as the second waits for a sign.
      WorkflowRun second = rig.open().attach(first.id());

      assertThatExceptionOfType(WorkflowException.class)
          .isThrownBy(() -> first.submit(List.of(Rig.any("late").build())))
          .withMessageContaining("another driver");
      assertThatExceptionOfType(WorkflowException.class)
          .isThrownBy(live::cancel)
          .withMessageContaining("another driver");

      assertThat(Rig.await(Rig.submit(second, Rig.any("job")))).succeeded();
      assertThat(second.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  private static boolean isLost(WorkflowRun run) {
    try {
      run.validate(List.of(Rig.any("more").build()));
      return false;
    } catch (RunClosedException e) {
      return true;
    }
  }

  /** How a run is had. */
  private interface Take {
    WorkflowRun from(AzureBatchExecutor executor);
  }

  private static List<WorkflowRun> race(Rig rig, Take take) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MANY);
    CountDownLatch ready = new CountDownLatch(MANY);
    List<Future<WorkflowRun>> tries = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        AzureBatchExecutor executor = rig.open();
        tries.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return take.from(executor);
                }));
      }
      List<WorkflowRun> taken = new ArrayList<>();
      for (Future<WorkflowRun> each : tries) {
        try {
          taken.add(each.get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(RunInUseException.class);
        }
      }
      return taken;
    } finally {
      threads.shutdownNow();
    }
  }
}
