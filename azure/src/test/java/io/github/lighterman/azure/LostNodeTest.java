package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What comes of an attempt that the service runs again, since its node was lost. */
final class LostNodeTest {
  private static final RetryPolicy ONCE_MORE =
      RetryPolicy.builder().retry(FailureKind.NODE_LOST, 1).build();

  private final AtomicInteger starts = new AtomicInteger();

  /** The first time it runs for ever, and then for as long as this. */
  private TaskScript after(Duration time, TaskOrder order) {
    return !Rig.id(order).equals("job")
        ? TaskScript.succeed()
        : TaskScript.succeed().after(starts.incrementAndGet() == 1 ? Duration.ofDays(1) : time);
  }

  private JobHandle lostByItsNode(Rig rig, WorkflowRun run) throws Exception {
    JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("job").retry(ONCE_MORE)));
    String node =
        rig.jobs().stream()
            .flatMap(it -> it.tasks().stream())
            .flatMap(it -> it.nodeId().stream())
            .findAny()
            .orElseThrow();
    rig.batch().loseNode(rig.pool(), node);
    return job;
  }

  private static boolean ends(HttpRequest request) {
    return request.path().contains("/tasks/job")
        && (request.path().endsWith("/terminate") || request.method().equals("DELETE"));
  }

  @Test
  void endThatTheServicesOwnAttemptComesToJustThenCountsAndIsNotRunAgain() throws Exception {
    try (Rig rig = Rig.scripted(order -> after(Duration.ofMillis(300), order), 2);
        Wiretap wire =
            new Wiretap(
                rig.batch().endpoint(), request -> ends(request) ? over(rig) : Optional.empty())) {
      WorkflowRun run = rig.start(config -> config.batchEndpoint(wire.endpoint()));

      JobHandle job = lostByItsNode(rig, run);

      assertThat(Rig.await(job)).succeeded().afterAttempts(1);
      assertThat(starts).hasValue(2);
      assertThat(wire.requests()).anyMatch(LostNodeTest::ends);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  /** Lets a request pass once the task is over. */
  private static Optional<HttpReply> over(Rig rig) {
    try {
      Rig.until("the task is over", () -> "completed".equals(rig.states().get("job")));
      return Optional.empty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void attemptThatADriverHadJustEndedForItsLostNodeIsTriedAgainByTheNext() throws Exception {
    try (Rig rig = Rig.scripted(order -> after(Duration.ofSeconds(2), order), 2);
        Wiretap wire =
            new Wiretap(
                rig.batch().endpoint(),
                request -> {
                  if (ends(request)) {
                    // From now on the driver can put nothing on record.
                    rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));
                  }
                  return Optional.empty();
                })) {
      AzureBatchExecutor first = rig.open(config -> config.batchEndpoint(wire.endpoint()));
      WorkflowRun run = first.start(WorkflowSpec.of(rig.run()));
      lostByItsNode(rig, run);
      Rig.until("it's ended", () -> "completed".equals(rig.states().get("job")));
      first.halt();
      rig.blobs().clearFaults();

      WorkflowRun again = rig.open().attach(run.id());
      JobHandle job = again.job(run.jobs().get(0).id()).orElseThrow();

      assertThat(Rig.await(job)).succeeded().afterAttempts(2);
      assertThat(job.attempts().get(0).failure().orElseThrow().kind())
          .isEqualTo(FailureKind.NODE_LOST);
      assertThat(again.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }
}
