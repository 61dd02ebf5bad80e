package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.RecordedRequest;
import io.github.lighterman.testing.blob.BlobRequest;
import io.github.lighterman.testing.http.HttpRequest;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That no secret, key or signature is where somebody might read it. */
final class SecretsOnTheWireTest {
  private static final String CANARY = "c4n4ry-in-the-mine";

  @Test
  void secretsAreInNoRequestAndInNoWords() throws Exception {
    try (LogRecords records = LogRecords.capture();
        Rig rig = Rig.real();
        Wiretap wire = new Wiretap(rig.batch())) {
      Files.writeString(rig.path("secret"), CANARY + "\n");
      AzureBatchExecutor executor = rig.open(config -> config.batchEndpoint(wire.endpoint()));
      WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
      JobHandle job =
          Rig.submit(
              run,
              JobSpec.builder("job")
                  .shell("expr length \"$TOKEN\"; exit 9")
                  .secret("TOKEN", SecretRef.of("file:" + rig.path("secret"))));
      Rig.await(job);
      assertThat(job).printed(CANARY.length() + "\n");
      run.close(ClosePolicy.KEEP);
      String words =
          String.join(
              "\n",
              List.of(
                  job.toString(),
                  job.spec().toString(),
                  job.status().toString(),
                  Rig.await(job).toString(),
                  run.toString(),
                  rig.config().toString(),
                  records.text()));

      assertThat(wire.requests()).isNotEmpty();
      for (HttpRequest request : wire.requests()) {
        assertThat(request.target() + request.headers() + new String(request.body(), UTF_8))
            .doesNotContain(CANARY, base64(CANARY), rig.batch().accountKey(), rig.blobs().key());
        assertThat(request.target()).doesNotContain("sig=");
      }
      assertThat(rig.batch().requests())
          .extracting(RecordedRequest::target)
          .noneMatch(it -> it.contains(CANARY));
      assertThat(rig.blobs().requests())
          .extracting(BlobRequest::target)
          .noneMatch(it -> it.contains(CANARY));
      for (String blob : rig.blobNames()) {
        // Secrets are deleted soon after their job's end, some between the list and here.
        byte[] content = rig.blobs().content(rig.config().container(), blob).orElse(new byte[0]);
        assertThat(new String(content, UTF_8)).as(blob).doesNotContain(CANARY, base64(CANARY));
      }
      assertThat(words).doesNotContain(CANARY, rig.batch().accountKey(), rig.blobs().key(), "sig=");
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
