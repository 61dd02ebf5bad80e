package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A task is on its way to the next Batch job, and waits there for one of which nobody knew that it
 * had come to the Batch job before. That one comes to its end meanwhile.
 */
final class NextBatchJobTest {
  private final CompletableFuture<JobHandle> upstream = new CompletableFuture<>();
  private final CompletableFuture<Wiretap> wire = new CompletableFuture<>();
  private final AtomicBoolean hasCome = new AtomicBoolean();
  private volatile boolean isUnderWay;

  private interface Story {
    void tell(Rig rig, AzureBatchExecutor executor, WorkflowRun run) throws Exception;
  }

  /** Whether the driver hears that the task has come to the next Batch job. */
  private enum Answer {
    COMES,
    IS_LOST
  }

  private void given(Answer ofNext, Story story) throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2);
        Wiretap tap = new Wiretap(rig.batch().endpoint(), request -> answer(ofNext, request))) {
      wire.complete(tap);
      AzureBatchExecutor executor =
          rig.open(config -> config.batchEndpoint(tap.endpoint()).retryTime(Duration.ofMillis(1)));
      WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
      Fault slow = Fault.SLOW_ANSWER;
      rig.batch().inject(FaultRule.of(slow).withTime(Duration.ofMillis(1)).on("Job_Patch"));
      JobHandle first = Rig.submit(run, Rig.any("hang"));
      Rig.until("it ends when all is done", () -> rig.batch().faultCount(slow) > 0);
      upstream.complete(Rig.submit(run, Rig.any("upstream")));
      Rig.until("it has run", () -> "completed".equals(rig.states().get("upstream")));
      first.cancel();
      Rig.until("the Batch job is over", () -> rig.jobs().get(0).state().equals("completed"));
      Rig.submit(run, Rig.any("job").dependsOn(upstream.join().id()));
      story.tell(rig, executor, run);
    }
  }

  private Optional<HttpReply> answer(Answer ofNext, HttpRequest request) {
    String body = new String(request.body(), UTF_8);
    boolean adds = request.path().endsWith("/addtaskcollection");
    try {
      // It gets there, and nobody knows until the other is on its way.
      if (adds && body.contains(id("upstream")) && hasCome.compareAndSet(false, true)) {
        return lostAnswerTo(request);
      }
      if (request.path().endsWith("_1/tasks/upstream") && !isUnderWay) {
        return Optional.of(HttpReply.of(503));
      }
      if (adds && body.contains(id("job")) && request.path().contains("_2/")) {
        isUnderWay = true;
        Rig.in(JobState.SUCCEEDED, upstream.join());
        return ofNext == Answer.COMES ? Optional.empty() : lostAnswerTo(request);
      }
      return Optional.empty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Optional<HttpReply> lostAnswerTo(HttpRequest request) throws IOException {
    var unused = wire.join().passOn(request);
    return Optional.of(HttpReply.of(503));
  }

  private static String id(String task) {
    return "\"id\":\"" + task + "\"";
  }

  @Test
  void doesNotWaitThereForEver() throws Exception {
    given(
        Answer.COMES,
        (rig, executor, run) -> {
          assertThat(Rig.await(run.jobs().get(2))).succeeded();
          assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
        });
  }

  @Test
  void doesNotWaitThereForEverThoughItsDriverDiesBeforeItKnows() throws Exception {
    given(
        Answer.IS_LOST,
        (rig, executor, run) -> {
          Rig.until("it waits there", () -> "active".equals(rig.states().get("job")));
          executor.halt();

          WorkflowRun again = rig.open().attach(run.id());
          assertThat(Rig.await(again.jobs().get(2))).succeeded();
          assertThat(again.close(ClosePolicy.CLEAN)).leftNothing();
        });
  }
}
