package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobPermission;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** That no secret is anywhere where somebody might read it, and that the search would find it. */
final class SecretsEverywhereTest {
  private static final String SECRET = "c4n4ry/in+the=\"mine\"";
  private static final String TOKEN = "eyJ0.c4n4ry-t0ken_of.Batch";

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

  /** By what the executor is let in, and how much of it must stand in what it sends. */
  enum Login {
    /** Keys sign, and are sent to nobody. */
    KEYS,
    /** Tokens stand in one header. */
    TOKENS,
    /** A signature stands in addresses, also those that nodes get. */
    SIGNATURE
  }

  private static Rig rig() {
    return Rig.of(settings -> settings.execution(ProcessExecution.create()).acceptToken(TOKEN), 2);
  }

  private static AzureBatchConfig.Builder login(
      Login login, Rig rig, AzureBatchConfig.Builder config, Canaries canaries) {
    canaries.add("key of Batch", rig.batch().accountKey()).add("key of storage", rig.blobs().key());
    return switch (login) {
      case KEYS -> config;
      case TOKENS -> {
        String storage = rig.blobs().bearerToken(Duration.ofHours(1));
        canaries.add("token of Batch", TOKEN).add("token of storage", storage);
        yield config.batchAuth(token(TOKEN)).storageAuth(token(storage));
      }
      case SIGNATURE -> {
        String sas =
            rig.blobs()
                .sas(
                    rig.config().container(),
                    Duration.ofHours(1),
                    BlobPermission.READ,
                    BlobPermission.values());
        canaries.add("signature", sas.substring(sas.indexOf("sig=") + "sig=".length()));
        yield config.storageAuth(AzureAuth.sas(sas));
      }
    };
  }

  private static AzureAuth token(String token) {
    return AzureAuth.identity(
        request ->
            Mono.just(
                new AccessToken(
                    token, Instant.now().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))));
  }

  @ParameterizedTest
  @EnumSource
  void secretsOfARunThatFailsAreNowhere(Login login) throws Exception {
    try (LogRecords records = LogRecords.capture();
        Rig rig = rig();
        Wiretap wire = new Wiretap(rig.batch().endpoint(), SecretsEverywhereTest::refusesSome)) {
      Canaries canaries = new Canaries().add("secret of a job", SECRET);
      Files.writeString(rig.path("secret"), SECRET);
      AzureBatchExecutor executor =
          rig.open(config -> login(login, rig, config, canaries).batchEndpoint(wire.endpoint()));
      WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
      List<String> words = new ArrayList<>(List.of(run.toString()));
      words.addAll(failing(rig, run));
      words.add(run.close(ClosePolicy.KEEP) + " " + run);
      words.add(records.text());

      assertThat(words).allSatisfy(text -> assertThat(canaries.in(text)).isEmpty());
      assertThat(words).noneMatch(text -> text.contains("sig="));
      assertThat(wire.requests()).isNotEmpty();
      for (HttpRequest request : wire.requests()) {
        String headers =
            request.headers().entries().stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("Authorization"))
                .toList()
                .toString();
        String head = request.method() + " " + request.target() + " " + headers;
        assertThat(canaries.in(head)).as(head).isEmpty();
        // Only what Azure itself fetches by may hold a signature, and that stands in bodies.
        assertThat(head).doesNotContain("sig=");
        if (login != Login.SIGNATURE) {
          assertThat(canaries.in(request.body())).as(head).isEmpty();
        }
      }
      for (String blob : rig.blobNames()) {
        // What a job needed for its secrets goes soon after its end, perhaps since it was listed.
        byte[] content = rig.blobs().content(rig.config().container(), blob).orElse(new byte[0]);
        assertThat(canaries.in(content)).as(blob).isEmpty();
      }
    }
  }

  /** Returns all that is told of jobs that fail in all the ways that tell of secrets. */
  private static List<String> failing(Rig rig, WorkflowRun run) throws Exception {
    List<String> words = new ArrayList<>();
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
    return words;
  }

  @ParameterizedTest
  @EnumSource
  void secretsAreInNoTextOfWhatHoldsThem(Login login) {
    try (Rig rig = rig()) {
      Canaries canaries = new Canaries();
      AzureBatchConfig.Builder config = login(login, rig, rig.config().toBuilder(), canaries);

      for (Object holder : List.of(config, config.build(), config.build().batchAuth())) {
        assertThat(canaries.in(holder.toString())).isEmpty();
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
