package io.github.lighterman.testing;

import static io.github.lighterman.JobState.FAILED;
import static io.github.lighterman.JobState.FINALIZING;
import static io.github.lighterman.JobState.PREPARING;
import static io.github.lighterman.JobState.QUEUED;
import static io.github.lighterman.JobState.RUNNING;
import static io.github.lighterman.JobState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobStatus;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RecordingListenerTest {
  private final RecordingListener listener = new RecordingListener();
  private final RunByHand run = new RunByHand();

  @BeforeEach
  void listen() {
    run.addListener(listener);
  }

  @Test
  void everyStatusAndTheResultAreKeptInOrder() {
    JobHandle second = submit("second");
    JobHandle first = submit("first");
    run.exits(first, 0);
    run.fails(second, JobFailure.of(FailureKind.IMAGE, "no such image"));

    assertThat(listener.jobs()).containsExactly(JobId.of("second"), JobId.of("first"));
    assertThat(listener.states(first.id()))
        .containsExactly(QUEUED, PREPARING, RUNNING, FINALIZING, SUCCEEDED);
    assertThat(listener.states(second.id())).containsExactly(QUEUED, FAILED);
    assertThat(listener.statuses(first.id())).extracting(JobStatus::sequence).isSorted();
    assertThat(listener.results(first.id()))
        .containsExactly(first.resultNow().orElseThrow())
        .extracting(JobResult::state)
        .containsExactly(SUCCEEDED);
  }

  @Test
  void answersStayAsTheyAreAndCanNotBeChanged() {
    JobHandle job = submit("job");
    List<JobStatus> statuses = listener.statuses(job.id());
    List<JobResult> results = listener.results(job.id());
    List<JobId> jobs = listener.jobs();
    run.exits(job, 0);
    submit("other");

    assertThat(statuses).hasSize(1);
    assertThat(results).isEmpty();
    assertThat(jobs).hasSize(1);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(statuses::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(results::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(jobs::clear);
  }

  @Test
  void jobThatWasNeverToldHasNothing() {
    submit("known");

    assertThat(listener.statuses(JobId.of("unknown"))).isEmpty();
    assertThat(listener.states(JobId.of("unknown"))).isEmpty();
    assertThat(listener.results(JobId.of("unknown"))).isEmpty();
    assertThat(listener.history(JobId.of("unknown")))
        .isEqualTo("job unknown: nothing was told of it, but of these: known");
  }

  @Test
  void historyTellsEverythingForPeople() {
    JobHandle job = submit("align");
    run.waits(job, PendingReason.Cause.QUOTA, "no cores left; ask for more");
    run.clock.advance(Duration.ofMinutes(2));
    run.runs(job, new Node("node-7", Optional.of("D2"), Node.Lease.SPOT));
    run.clock.advance(Duration.ofSeconds(90));
    run.exits(job, 3);

    assertThat(listener.history(job.id()))
        .isEqualTo(
            """
            job align
              2030-01-01T00:00:00Z attempt 1: QUEUED
              2030-01-01T00:00:00Z attempt 1: QUEUED, QUOTA: no cores left; ask for more
              2030-01-01T00:02:00Z attempt 1: PREPARING
              2030-01-01T00:02:00Z attempt 1: RUNNING
              2030-01-01T00:03:30Z attempt 1: FAILED
              ended FAILED after 1 attempt
                attempt 1: 2030-01-01T00:02:00Z to 2030-01-01T00:03:30Z (1m30s), on node-7 (D2, SPOT), exit code 3
                  USER_EXIT: the command exited with code 3""");
  }

  @Test
  void severalThreadsLoseNothing() throws ExecutionException, InterruptedException {
    JobHandle job = submit("job");
    JobStatus status = job.status();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 1_000; i++) {
                    listener.onStatus(job, status);
                    assertThat(listener.statuses(job.id())).isNotEmpty();
                  }
                }));
      }
      for (Future<?> each : work) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(listener.statuses(job.id())).hasSize(4_001);
    assertThat(listener).hasToString("RecordingListener[1 job]");
  }

  private JobHandle submit(String id) {
    return run.submit(JobSpec.builder(id).command("true").build());
  }
}
