package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolsRig.LARGE;
import static io.github.lighterman.azure.PoolsRig.SMALL;
import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools that are made half-way or not at all, and images that come to an end. */
final class PoolCreationTroubleTest {
  private static final String[] UBUNTU = {"canonical", "ubuntu-24_04-lts", "server"};

  @ParameterizedTest
  @CsvSource({
    "CONNECTION_RESET_AFTER_WRITE, Pool_Add",
    "TRUNCATED_ANSWER, Pool_Get",
    "CONNECTION_RESET, Pool_Add",
    "SERVER_BUSY, Pool_Add",
    "CONNECTION_RESET_AFTER_WRITE, Job_Add",
    "UNAVAILABLE, Job_Add",
    "INTERNAL_ERROR, Job_Add"
  })
  void troubleHalfWayMakesNoSecondPoolAndLeavesNone(Fault fault, String operation)
      throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL);
      FaultRule rule = FaultRule.of(fault).on(operation).times(2);
      pools.rig.batch().inject(fault == Fault.SERVER_BUSY ? rule.withTime(Duration.ZERO) : rule);

      assertThat(Rig.await(Rig.submit(run, Rig.any("job")))).succeeded().afterAttempts(1);
      assertThat(pools.rig.batch().pools()).hasSize(2);
      assertThat(pools.rig.jobs()).hasSize(1);
      assertThat(pools.ran()).containsExactly("job@small");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"Pool_Add", "Job_Add"})
  void closeWhileAPoolIsHalfMadeLeavesNothing(String operation) throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL, LARGE);
      pools.rig.batch().inject(FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE).on(operation));
      Rig.submit(run, Rig.any("hang"));
      Rig.until(
          "it's tried", () -> pools.rig.batch().faultCount(Fault.CONNECTION_RESET_AFTER_WRITE) > 0);

      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  /** What only the service can know, such as that a subnet is in another region. */
  @Test
  void whatTheServiceAloneKnowsFailsJobsWithItsWords() throws Exception {
    String answer =
        """
        {"code": "InvalidPropertyValue", "message": {"value":
          "The value provided for one of the properties in the request body is invalid."},
         "values": [{"key": "PropertyName", "value": "subnetId"}, {"key": "Reason",
          "value": "The subnet must be in the same region as the Azure Batch account"}]}
        """;
    try (PoolsRig pools = new PoolsRig();
        Wiretap wiretap =
            new Wiretap(
                pools.rig.batch().endpoint(),
                request ->
                    request.method().equals("POST") && request.target().startsWith("/pools?")
                        ? Optional.of(
                            HttpReply.of(400)
                                .header("Content-Type", "application/json")
                                .body(answer.getBytes(UTF_8)))
                        : Optional.empty())) {
      WorkflowRun run = pools.start(config -> config.batchEndpoint(wiretap.endpoint()), SMALL);
      JobHandle job = Rig.submit(run, Rig.any("job"));

      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.INVALID_SPEC)
          .withMessageContaining("lm_" + run.id() + "_small")
          .withMessageContaining("same region");
      assertThat(job.result().get().failure().orElseThrow().code())
          .contains("InvalidPropertyValue");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void mountThatFailsOnEveryNodeFailsJobsWithTheServicesWords() throws Exception {
    TaskFailure failure =
        TaskFailure.ofUser("MountConfigurationFailed", "mount error(13): Permission denied");
    try (PoolsRig pools = PoolsRig.withNodes(order -> Optional.of(failure))) {
      WorkflowRun run = pools.start(SMALL);
      JobHandle job = Rig.submit(run, Rig.any("job"));

      assertThat(Rig.pending(job, PendingReason.Cause.POOL_BROKEN))
          .contains("unusable", "MountConfigurationFailed", "Permission denied");
      pools.pass(PoolsRig.LONG);
      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.NODE_SETUP)
          .withMessageContaining("Permission denied");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void poolThatBatchCanNotMakeWithAJobIsToldAndFailsJobsForTheQuota() throws Exception {
    PoolSpec spec = SMALL.toBuilder().lifetime(PoolLifetime.BATCH_JOB).build();
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().inject(FaultRule.of(Fault.POOL_QUOTA));
      WorkflowRun run = pools.start(spec);
      JobHandle job = Rig.submit(run, Rig.any("job"));

      assertThat(Rig.pending(job, PendingReason.Cause.QUOTA))
          .contains("pool 'small' can't be made", "QuotaReached", "delete pools");
      pools.pass(PoolsRig.LONG);
      assertThat(Rig.await(job)).failed().withKind(FailureKind.QUOTA);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void imageThatVanishesBeforeTheFirstJobIsReplacedByTheNextBest() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL);
      pools.rig.batch().withdrawImage(UBUNTU[0], UBUNTU[1], UBUNTU[2]);

      assertThat(Rig.await(Rig.submit(run, Rig.any("job")))).succeeded();
      assertThat(pools.rig.batch().state()).contains("0001-com-ubuntu-server-jammy");
    }
  }

  @Test
  void namedImageThatVanishesBeforeTheFirstJobFailsJobsWithTheNearest() throws Exception {
    PoolSpec spec =
        SMALL.toBuilder().image(PoolImage.named(UBUNTU[0], UBUNTU[1], UBUNTU[2])).build();
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(spec);
      pools.rig.batch().withdrawImage(UBUNTU[0], UBUNTU[1], UBUNTU[2]);

      assertThat(Rig.await(Rig.submit(run, Rig.any("job"))))
          .failed()
          .withKind(FailureKind.INVALID_SPEC)
          .withMessageContaining("offers no image 'canonical ubuntu-24_04-lts server'")
          .withMessageContaining("PoolImage.found()");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void imageNearItsEndIsWarnedOfWhenTheExecutorIsOpened() throws Exception {
    PoolSpec spec =
        SMALL.toBuilder().image(PoolImage.named(UBUNTU[0], UBUNTU[1], UBUNTU[2])).build();
    Instant end = Instant.now().plus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
    try (PoolsRig pools = new PoolsRig();
        LogRecords log = LogRecords.capture()) {
      pools.rig.batch().endImageSupport(UBUNTU[0], UBUNTU[1], UBUNTU[2], end);

      pools.open(config -> config, spec);

      assertThat(log.warnings())
          .anyMatch(
              line ->
                  line.contains("gives up the image")
                      && line.contains("'small'")
                      && line.contains(end.toString()));
    }
  }
}
