package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobPermission;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that could outlast the one signature that nodes have. */
final class SignatureEndTest {
  private BatchEmulator batch;
  private BlobEmulator blobs;

  @BeforeEach
  void start() {
    batch = BatchEmulator.start();
    blobs = BlobEmulator.start();
    blobs.createContainer("box");
  }

  @AfterEach
  void stop() {
    batch.close();
    blobs.close();
  }

  private List<Problem> problems(
      UnaryOperator<AzureBatchConfig.Builder> change, Timeouts timeouts) {
    AzureBatchConfig.Builder config =
        AzureBatchConfig.builder()
            .batchEndpoint(batch.endpoint())
            .batchAuth(AzureAuth.sharedKey(batch.accountName(), batch.accountKey()))
            .storageEndpoint(blobs.endpoint())
            .storageAuth(
                AzureAuth.sas(
                    blobs.sas(
                        "box", Duration.ofHours(2), BlobPermission.READ, BlobPermission.values())))
            .container("box")
            .pool(PoolSpec.of("Standard_D2s_v5", 1))
            .retryTime(Duration.ZERO);
    JobSpec job = JobSpec.builder("long").command("true").timeouts(timeouts).build();
    try (AzureBatchExecutor executor = AzureBatchExecutor.open(change.apply(config).build());
        WorkflowRun run = executor.start(WorkflowSpec.of("test"))) {
      return run.validate(List.of(job));
    }
  }

  @Test
  void jobThatMayOutlastTheSignatureIsRefused() {
    for (Timeouts timeouts :
        List.of(
            Timeouts.ofRun(Duration.ofHours(3)),
            Timeouts.none().withQueue(Duration.ofHours(3)),
            Timeouts.ofRun(Duration.ofMinutes(70)).withQueue(Duration.ofMinutes(70)))) {
      List<Problem> problems = problems(config -> config, timeouts);

      assertThat(problems).hasSize(1);
      assertThat(problems.get(0).kind()).isEqualTo(Problem.Kind.UNSUPPORTED);
      assertThat(problems.get(0).toString())
          .startsWith("job long may end at ")
          .containsPattern("the shared access signature for storage ends at \\d{4}-\\d\\d-\\d\\dT")
          .contains("Open the executor with one that is good for longer")
          .doesNotContain("sig=");
    }
  }

  @Test
  void jobThatEndsBeforeTheSignatureIsTaken() {
    Timeouts brief = Timeouts.ofRun(Duration.ofMinutes(50)).withQueue(Duration.ofMinutes(50));

    assertThat(problems(config -> config, brief)).isEmpty();
    assertThat(problems(config -> config, Timeouts.none())).isEmpty();
  }

  @Test
  void signatureDoesNotMatterToNodesWithAnIdentity() {
    assertThat(
            problems(
                config -> config.nodeIdentity("/subscriptions/1/id"),
                Timeouts.ofRun(Duration.ofDays(3))))
        .isEmpty();
  }

  @Test
  void signaturesMadeWithAKeyCanBeAsLongAsNeeded() {
    assertThat(
            problems(
                config -> config.storageAuth(AzureAuth.sharedKey(blobs.account(), blobs.key())),
                Timeouts.ofRun(Duration.ofDays(3))))
        .isEmpty();
  }
}
