package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.testing.LeakCheck;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.LoopbackServer;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What may come over the wire. */
final class OddAnswersTest {
  private static final String JOB =
      "{\"id\":\"j\",\"state\":\"active\",\"poolInfo\":{\"poolId\":\"p\"}}";

  @RegisterExtension
  final LeakCheck leaks =
      LeakCheck.create()
          .allowing(
              "OkHttp TaskRunner", "shared by all of OkHttp, and ends a minute after its work")
          .allowing("Okio Watchdog", "shared by all of Okio, and ends a minute after its work");

  @Test
  void cookiesAreNotKept() throws Exception {
    Queue<HttpRequest> requests = new ConcurrentLinkedQueue<>();
    with(
        request -> {
          requests.add(request);
          return HttpReply.of(200).header("Set-Cookie", "spy=1; Path=/").body(JOB);
        },
        fake -> {
          fake.job("j");
          return fake.job("j");
        });

    assertThat(requests)
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
  }

  @Test
  void redirectionIsNotFollowed() throws Exception {
    List<String> targets = new CopyOnWriteArrayList<>();
    BatchException e =
        with(
            request -> {
              targets.add(request.path());
              return HttpReply.of(302).header("Location", "/elsewhere");
            },
            fake -> catchThrowableOfType(BatchException.class, () -> fake.job("j")));

    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e).hasMessageContaining("302");
    assertThat(targets).containsExactly("/jobs/j");
  }

  @Test
  void headersThatTheSdkDoesNotLikeDoNoHarm() throws Exception {
    Optional<JobView> job =
        with(
            request ->
                HttpReply.of(200)
                    .header("request-id", "not-a-uuid")
                    .header("client-request-id", "neither")
                    .header("etag", "0x1")
                    .header("last-modified", "yesterday")
                    .header("content-type", "application/json")
                    .body(JOB),
            fake -> fake.job("j"));

    assertThat(job).contains(new JobView("j", JobView.State.LIVE, "p", Optional.empty(), Map.of()));
  }

  @Test
  void partOfAFileMayBeAnsweredAsAPart() throws Exception {
    List<String> ranges = new CopyOnWriteArrayList<>();
    byte[] part =
        with(
            request -> {
              ranges.add(request.header("ocp-range").orElse(""));
              return HttpReply.of(206).header("Content-Type", "text/plain").body("part");
            },
            fake -> {
              try (InputStream in = fake.openTaskFile("j", "t", "wd/a b+c%.txt", 10, 4)) {
                return in.readAllBytes();
              }
            });

    assertThat(part).asString().isEqualTo("part");
    assertThat(ranges).containsExactly("bytes=10-13");
  }

  @Test
  void stateThatTheSdkHasNeverHeardOfDoesNoHarm() throws Exception {
    List<TaskView> tasks =
        with(
            request ->
                HttpReply.of(200)
                    .body(
                        "{\"value\":[{\"id\":\"t\",\"state\":\"dreaming\",\"news\":1},"
                            + "{\"id\":\"u\",\"state\":\"COMPLETED\"}]}"),
            fake -> fake.tasks("j", Optional.empty()));

    assertThat(tasks)
        .extracting(TaskView::state)
        .containsExactly(TaskView.State.RUNNING, TaskView.State.COMPLETED);
  }

  @Test
  void taskOfWhichTheAnswerSaysNothingMayBeTriedAgain() throws Exception {
    List<AddedTask> added =
        with(
            request ->
                HttpReply.of(200).body("{\"value\":[{\"status\":\"Success\",\"taskId\":\"B\"}]}"),
            fake ->
                fake.addTasks(
                    "j", List.of(BatchAccount.task("a", "x"), BatchAccount.task("b", "x"))));

    assertThat(added)
        .extracting(AddedTask::status)
        .containsExactly(AddedTask.Status.TRY_AGAIN, AddedTask.Status.ADDED);
  }

  /** What is asked of a gateway. */
  private interface Asked<T> {
    T of(SdkBatchGateway fake) throws Exception;
  }

  private static <T> T with(Function<HttpRequest, HttpReply> service, Asked<T> asked)
      throws Exception {
    try (LoopbackServer server = LoopbackServer.builder().start(service::apply);
        SdkBatchGateway fake = SdkBatchGateway.open(BatchAccount.config(server.uri()).build())) {
      return asked.of(fake);
    }
  }
}
