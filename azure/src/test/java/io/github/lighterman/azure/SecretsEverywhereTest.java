package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That no secret is anywhere where somebody might read it, and that the search would find it. */
final class SecretsEverywhereTest {
  private static final String SECRET = "c4n4ry/in+the=\"mine\"";

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "a%s", "ab%s", "abc%s and so on"})
  void searchFindsASecretInEveryForm(String around) {
    Canaries canaries = new Canaries().add("secret", SECRET);
    String text = around.formatted(SECRET);

    assertThat(canaries.in(text)).isNotEmpty();
    assertThat(canaries.in(URLEncoder.encode(text, UTF_8))).isNotEmpty();
    assertThat(canaries.in(text.replace("\"", "\\\"").replace("/", "\\/"))).isNotEmpty();
    assertThat(canaries.in(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)))).isNotEmpty();
    assertThat(canaries.in("nothing of the kind")).isEmpty();
  }

  @Test
  void secretsOfARunThatFailsAreNowhere() throws Exception {
    try (LogRecords records = LogRecords.capture();
        Rig rig = Rig.real();
        Wiretap wire = new Wiretap(rig.batch().endpoint(), SecretsEverywhereTest::refusesSome)) {
      Canaries canaries =
          new Canaries()
              .add("secret of a job", SECRET)
              .add("key of Batch", rig.batch().accountKey())
              .add("key of storage", rig.blobs().key());
      Files.writeString(rig.path("secret"), SECRET);
      AzureBatchExecutor executor = rig.open(config -> config.batchEndpoint(wire.endpoint()));
      WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
      List<String> words = new ArrayList<>(List.of(run.toString(), rig.config().toString()));
      List<JobSpec.Builder> jobs =
          List.of(
              JobSpec.builder("good").shell("expr length \"$TOKEN\""),
              JobSpec.builder("bad").shell("exit 9"),
              JobSpec.builder("refused").shell("true"),
              JobSpec.builder("lacking").shell("true").secret("NO", SecretRef.of("file:/none")));
      for (JobSpec.Builder spec : jobs) {
        JobHandle job =
            Rig.submit(
                run,
                spec.retry(RetryPolicy.none())
                    .secret("TOKEN", SecretRef.of("file:" + rig.path("secret"))));
        try {
          words.add(Rig.await(job).toString());
        } catch (ExecutionException e) {
          words.add(trace(e));
        }
        words.add(job + " " + job.spec() + " " + job.status() + " " + job.attempts());
      }
      words.add(run.close(ClosePolicy.KEEP) + " " + run);
      words.add(records.text());

      assertThat(words).allSatisfy(text -> assertThat(canaries.in(text)).isEmpty());
      assertThat(words).noneMatch(text -> text.contains("sig="));
      assertThat(wire.requests()).isNotEmpty();
      for (HttpRequest request : wire.requests()) {
        String head = request.method() + " " + request.target() + " " + request.headers();
        assertThat(canaries.in(head)).as(head).isEmpty();
        assertThat(canaries.in(request.body())).as(head).isEmpty();
        // Only what Azure itself fetches by may hold a signature, and that stands in bodies.
        assertThat(head).doesNotContain("sig=");
      }
      for (String blob : rig.blobNames()) {
        assertThat(canaries.in(rig.blobs().content(rig.config().container(), blob).orElseThrow()))
            .as(blob)
            .isEmpty();
      }
    }
  }

  /** What stands in the way of one job repeats all that it was sent. */
  private static Optional<HttpReply> refusesSome(HttpRequest request) {
    String body = new String(request.body(), UTF_8);
    return request.target().contains("addtaskcollection") && body.contains("\"refused\"")
        ? Optional.of(
            HttpReply.of(400)
                .body(
                    "{\"code\":\"InvalidPropertyValue\",\"message\":{\"value\":\"no\"},\"values\":["
                        + "{\"key\":\"PropertyValue\",\"value\":\"http://x/y?sig=abc\"}]}"))
        : Optional.empty();
  }
}
