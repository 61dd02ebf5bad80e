package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.RecordedRequest;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What dead runs have left is found and goes, and nothing else does. */
final class AzureBatchJanitorTest {
  private static final Duration LATER = Duration.ofDays(2);
  private static final PoolSpec SPEC =
      PoolSpec.builder("Standard_D2s_v5").scale(PoolScale.fixed(2, 0)).slotsPerNode(1).build();

  private final Rig rig = Rig.scripted(Rig::byName, 1);

  @AfterEach
  void close() {
    rig.close();
  }

  private AzureBatchJanitor janitor(Duration ahead) {
    return janitor(ahead, config -> config);
  }

  /** Returns one that comes that much later. */
  private AzureBatchJanitor janitor(
      Duration ahead, UnaryOperator<AzureBatchConfig.Builder> change) {
    return AzureBatchJanitor.of(
        change.apply(rig.config().toBuilder()).build(), Clock.offset(Clock.systemUTC(), ahead));
  }

  /** Starts a run in a pool of its own whose driver falls when its jobs are in these states. */
  private RunId fallen(PoolSpec pool, String... jobs) throws Exception {
    AzureBatchExecutor executor = rig.open(config -> config.pool(pool));
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    for (String job : jobs) {
      Rig.in(
          job.startsWith("hang")
              ? JobState.RUNNING
              : job.startsWith("fail") ? JobState.FAILED : JobState.SUCCEEDED,
          Rig.submit(run, Rig.any(job)));
    }
    executor.halt();
    return run.id();
  }

  private static List<String> names(List<Leftover> found) {
    return found.stream().map(each -> each.kind() + " " + each.name()).toList();
  }

  private List<String> pools() {
    return rig.batch().snapshot().pools().stream()
        .filter(pool -> !pool.state().equals("deleting"))
        .map(BatchSnapshot.PoolView::id)
        .filter(id -> !id.equals(rig.pool()))
        .toList();
  }

  @Test
  void poolOfAFallenDriverGoesAndItsRunCanBeGoneOnWith() throws Exception {
    RunId run = fallen(SPEC, "first");
    assertThat(janitor(Duration.ZERO).find()).isEmpty();
    assertThat(janitor(Duration.ofHours(23)).find()).isEmpty();

    List<Leftover> found = janitor(LATER).find();

    assertThat(names(found)).containsExactly("POOL lm_" + run);
    assertThat(found.get(0).run()).contains(run);
    assertThat(found.get(0).why()).isEqualTo("its run has no driver and nothing runs in it");
    assertThat(found.get(0).since()).isPresent();
    assertThat(found.get(0).nodes()).isEqualTo(2);
    assertThat(found.get(0).costPerHour().orElseThrow())
        .isEqualTo(
            2
                * VmSizes.builtIn()
                    .find("Standard_D2s_v5")
                    .orElseThrow()
                    .price()
                    .dedicated()
                    .orElseThrow());
    LeftoverReport report = janitor(LATER).delete(found);
    assertThat(names(report.deleted())).containsExactlyElementsOf(names(found));
    assertThat(report.kept()).isEmpty();
    assertThat(report.failed()).isEmpty();
    assertThat(pools()).isEmpty();
    assertThat(janitor(LATER).find()).isEmpty();

    WorkflowRun again = rig.open(config -> config.pool(SPEC)).attach(run);
    assertThat(Rig.await(Rig.submit(again, Rig.any("second")))).succeeded();
    assertThat(again.close(ClosePolicy.CLEAN)).deletedAllItShould();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void searchChangesNothing() throws Exception {
    RunId run = fallen(SPEC, "job");
    List<String> before = rig.leftovers();
    int requests = rig.batch().requests().size();

    assertThat(names(janitor(LATER).withAge(Duration.ofHours(1)).find()))
        .containsExactly(
            "POOL lm_" + run, "BATCH_JOB lm_" + run + "_1", "BLOBS lighterman/runs/" + run + "/");

    assertThat(rig.leftovers()).isEqualTo(before);
    assertThat(rig.batch().requests().stream().skip(requests).map(RecordedRequest::operation))
        .allMatch(it -> it.endsWith("_List") || it.endsWith("_Get"));
  }

  @Test
  void onlyWhatWasFoundIsDeleted() throws Exception {
    fallen(SPEC, "job");
    List<String> before = rig.leftovers();

    assertThat(janitor(LATER).delete(List.of()).deleted()).isEmpty();

    assertThat(rig.leftovers()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClosePolicy.class,
      names = {"KEEP", "DETACH"})
  void runThatIsOverGoesAfterTheAgeThatWasAskedFor(ClosePolicy policy) throws Exception {
    WorkflowRun run = rig.start(config -> config.pool(SPEC));
    assertThat(Rig.await(Rig.submit(run, Rig.any("job")))).succeeded();
    run.close(policy);
    Duration age = Duration.ofDays(30);
    assertThat(janitor(Duration.ofDays(29)).withAge(age).find()).isEmpty();
    assertThat(janitor(Duration.ofDays(31)).find()).isEmpty();

    AzureBatchJanitor janitor = janitor(Duration.ofDays(31)).withAge(age);
    LeftoverReport report = janitor.delete(janitor.find());

    assertThat(report.failed()).isEmpty();
    assertThat(names(report.deleted()))
        .containsExactly(
            "BATCH_JOB lm_" + run.id() + "_1", "BLOBS lighterman/runs/" + run.id() + "/");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void allOfAnAbandonedRunGoesAtOnce() throws Exception {
    fallen(SPEC, "job", "fails");

    AzureBatchJanitor janitor = janitor(LATER).withAge(Duration.ofDays(1));
    assertThat(janitor.delete(janitor.find()).failed()).isEmpty();

    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void nothingGoesOfARunWhoseTasksRun() throws Exception {
    fallen(SPEC, "hang");

    assertThat(janitor(Duration.ofDays(20)).withAge(Duration.ofDays(1)).find()).isEmpty();
  }

  @Test
  void poolWhoseTasksWaitForOneThatFailedIsForgottenAfterAWhile() throws Exception {
    AzureBatchExecutor executor = rig.open(config -> config.pool(SPEC));
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    // The driver falls before it can end the one that waits.
    Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    var unused = Rig.submit(run, Rig.any("next").dependsOn(JobId.of("hang")));
    Rig.until("both are there", () -> rig.states().size() == 2);
    executor.halt();
    rig.gateway().terminateTask("lm_" + run.id() + "_1", "hang");
    Rig.until("it has ended", () -> "completed".equals(rig.states().get("hang")));
    assertThat(rig.states()).containsEntry("next", "active");

    assertThat(janitor(Duration.ofHours(23)).find()).isEmpty();
    assertThat(janitor(LATER).delete(janitor(LATER).find()).failed()).isEmpty();

    assertThat(pools()).isEmpty();
    assertThat(rig.jobs()).extracting(BatchSnapshot.JobView::state).doesNotContain("active");
  }

  @Test
  void livingDriversPoolIsNoLeftoverThoughItsMarkHasExpired() throws Exception {
    AzureBatchExecutor executor =
        rig.open(
            config -> config.pool(SPEC),
            Clock.offset(Clock.systemUTC(), Duration.ofDays(10).negated()));
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    Rig.await(Rig.submit(run, Rig.any("job")));
    assertThat(PoolMarks.expiry(rig.gateway().pool("lm_" + run.id()).orElseThrow().metadata()))
        .get(InstanceOfAssertFactories.INSTANT)
        .isBefore(Instant.now());

    assertThat(janitor(Duration.ZERO).withAge(Duration.ofHours(1)).find()).isEmpty();
  }

  @Test
  void driverThatLivesKeepsAllEvenIfTheJanitorsClockIsDaysAhead() throws Exception {
    WorkflowRun run = rig.start(config -> config.pool(SPEC));
    Rig.await(Rig.submit(run, Rig.any("job")));
    Rig.until("its Batch job has ended", () -> rig.jobs().get(0).state().equals("completed"));
    List<String> before = rig.leftovers();

    AzureBatchJanitor wrong = janitor(LATER).withAge(Duration.ofHours(1));
    List<Leftover> found = wrong.find();
    assertThat(found).hasSize(3);
    LeftoverReport report = wrong.delete(found);

    assertThat(report.deleted()).isEmpty();
    assertThat(report.failed()).isEmpty();
    assertThat(names(report.kept())).containsExactlyElementsOf(names(found));
    assertThat(rig.leftovers()).containsAll(before);
    assertThat(Rig.await(Rig.submit(run, Rig.any("more")))).succeeded();
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
  }

  @Test
  void runThatWasAttachedToSinceTheSearchIsKept() throws Exception {
    RunId id = fallen(SPEC, "job");
    AzureBatchJanitor janitor = janitor(LATER).withAge(Duration.ofHours(1));
    List<Leftover> found = janitor.find();
    WorkflowRun run = rig.open(config -> config.pool(SPEC)).attach(id);

    LeftoverReport report = janitor.delete(found);

    assertThat(report.deleted()).isEmpty();
    assertThat(names(report.kept())).containsExactlyElementsOf(names(found));
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void whatIsLeftOfADeletedRunGoesAtOnce() throws Exception {
    WorkflowRun run = rig.start(config -> config.pool(SPEC));
    Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    run.close(ClosePolicy.DETACH);
    assertThat(janitor(Duration.ZERO).find()).isEmpty();

    rig.delete("lighterman/runs/" + run.id() + "/run.json");
    List<Leftover> found = janitor(Duration.ZERO).find();

    assertThat(names(found))
        .containsExactly(
            "POOL lm_" + run.id(),
            "BATCH_JOB lm_" + run.id() + "_1",
            "BLOBS lighterman/runs/" + run.id() + "/");
    assertThat(found).extracting(Leftover::why).containsOnly("its run is gone");
    assertThat(janitor(Duration.ZERO).delete(found).failed()).isEmpty();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void driverWhoseRecordSomebodyDeletedLosesNothing() throws Exception {
    WorkflowRun run = rig.start(config -> config.pool(SPEC));
    Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    rig.delete("lighterman/runs/" + run.id() + "/run.json");

    assertThat(janitor(Duration.ofHours(1)).find()).isEmpty();
    assertThat(janitor(LATER).delete(janitor(LATER).find()).deleted()).isEmpty();
  }

  @Test
  void whatOthersMadeIsNeverFound() throws Exception {
    rig.batch()
        .seed(
            """
            {"pools": [
              {"id": "lm_mine", "vmSize": "standard_d2s_v5",
               "virtualMachineConfiguration": {
                 "imageReference": {
                   "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
                 "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
               "metadata": [{"name": "lighterman-run", "value": "mine"}],
               "targetDedicatedNodes": 0}],
             "jobs": [{"id": "lm_mine_1", "poolInfo": {"poolId": "lm_mine"}}]}
            """);
    rig.upload("runs/mine/file", "x");
    rig.upload("lighterman/inputs/abc", "x");
    rig.upload("lighterman/other/file", "x");
    WorkflowRun elsewhere =
        rig.open(config -> config.pool(SPEC).prefix("elsewhere/"))
            .start(WorkflowSpec.of(rig.run()));
    Rig.await(Rig.submit(elsewhere, Rig.any("job")));
    elsewhere.close(ClosePolicy.KEEP);
    fallen(SPEC.toBuilder().name("b").build(), "job");
    List<String> before = rig.leftovers();

    AzureBatchJanitor janitor =
        janitor(Duration.ofDays(90), config -> config.prefix("nobody/"))
            .withAge(Duration.ofHours(1));
    assertThat(janitor.find()).isEmpty();
    AzureBatchJanitor ours = janitor(Duration.ofDays(90)).withAge(Duration.ofHours(1));
    assertThat(ours.delete(ours.find()).deleted()).hasSize(3);

    assertThat(rig.leftovers())
        .containsAll(
            before.stream().filter(it -> it.contains("elsewhere") || it.contains("mine")).toList())
        .contains("runs/mine/file", "lighterman/inputs/abc", "lighterman/other/file");
    assertThat(rig.gateway().pool("lm_mine")).isPresent();
    assertThat(rig.gateway().job("lm_mine_1")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void severalJanitorsAtOnceDeleteAllAndFailInNothing(int round) throws Exception {
    fallen(SPEC, "job");
    fallen(SPEC, "other");
    AzureBatchJanitor janitor = janitor(LATER).withAge(Duration.ofHours(1));
    List<Leftover> found = janitor.find();
    assertThat(found).hasSize(6);
    CyclicBarrier start = new CyclicBarrier(round + 1);
    ExecutorService threads = Executors.newFixedThreadPool(round + 1);
    try {
      List<Future<LeftoverReport>> reports = new ArrayList<>();
      for (int i = 0; i <= round; i++) {
        reports.add(
            threads.submit(
                () -> {
                  start.await();
                  return janitor.delete(found);
                }));
      }
      for (Future<LeftoverReport> report : reports) {
        assertThat(report.get().failed()).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
    // What one has left to another that was slower than it, the next finds.
    assertThat(janitor.delete(janitor.find()).failed()).isEmpty();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void poolOfSeveralRunsGoesOnceItIsIdleAndForgotten() throws Exception {
    PoolSpec warm =
        SPEC.toBuilder()
            .scale(PoolScale.auto().nodes(0, 2).build())
            .lifetime(PoolLifetime.KEEP_WARM)
            .build();
    String id = TaskNames.warmPool(warm);
    AzureBatchExecutor executor = rig.open(config -> config.pool(warm));
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    executor.halt();
    assertThat(janitor(LATER).find()).isEmpty();
    rig.gateway().terminateTask("lm_" + run.id() + "_1", "hang");
    Rig.until("it has ended", () -> !rig.states().containsValue("running"));
    assertThat(janitor(Duration.ofHours(23)).find()).isEmpty();

    List<Leftover> found = janitor(LATER).find();

    assertThat(names(found)).containsExactly("POOL " + id);
    assertThat(found.get(0).run()).isEmpty();
    assertThat(janitor(LATER).delete(found).failed()).isEmpty();
    assertThat(pools()).isEmpty();
  }

  @Test
  void poolThatBatchMadeForAFallenDriversJobGoes() throws Exception {
    AzureBatchExecutor executor =
        rig.open(config -> config.pool(SPEC.toBuilder().lifetime(PoolLifetime.BATCH_JOB).build()));
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    var unused = Rig.submit(run, Rig.any("next").dependsOn(JobId.of("hang")));
    Rig.until("both are there", () -> rig.states().size() == 2);
    executor.halt();
    rig.gateway().terminateTask("lm_" + run.id() + "_1", "hang");
    Rig.until("it has ended", () -> "completed".equals(rig.states().get("hang")));
    assertThat(pools()).hasSize(1);

    assertThat(janitor(LATER).delete(janitor(LATER).find()).failed()).isEmpty();

    Rig.until("it's gone", () -> pools().isEmpty());
  }

  @Test
  void whatCanNotBeDeletedIsNamedAndTheRestGoes() throws Exception {
    RunId run = fallen(SPEC, "job");
    AzureBatchJanitor janitor =
        janitor(LATER, config -> config.retryTime(Duration.ZERO)).withAge(Duration.ofHours(1));
    List<Leftover> found = janitor.find();
    rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("Pool_Delete"));

    LeftoverReport report = janitor.delete(found);

    assertThat(report.failed())
        .satisfiesExactly(
            pool ->
                assertThat(pool)
                    .startsWith("pool lm_" + run + ", which costs as long as it's there: "),
            job ->
                assertThat(job)
                    .isEqualTo(
                        "Batch job lm_" + run + "_1: not tried, since Batch can't be reached"));
    assertThat(names(report.deleted())).containsExactly("BLOBS lighterman/runs/" + run + "/");
    rig.batch().clearFaults();
    assertThat(names(janitor.find()))
        .containsExactly("POOL lm_" + run, "BATCH_JOB lm_" + run + "_1");
    assertThat(janitor.delete(janitor.find()).failed()).isEmpty();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void blobsThatCanNotBeDeletedAreNamedAndFoundAgain() throws Exception {
    RunId run = fallen(SPEC, "job");
    AzureBatchJanitor janitor =
        janitor(LATER, config -> config.retryTime(Duration.ZERO)).withAge(Duration.ofHours(1));
    List<Leftover> found = janitor.find();
    rig.blobs()
        .inject(
            BlobFaultRule.of(BlobFault.UNAVAILABLE)
                .on(BlobOperation.DELETE_BLOB, BlobOperation.BATCH)
                .after(1));

    LeftoverReport report = janitor.delete(found);

    assertThat(report.failed())
        .singleElement()
        .asString()
        .startsWith("blobs lighterman/runs/" + run + "/: ");
    rig.blobs().clearFaults();
    assertThat(names(janitor.find())).containsExactly("BLOBS lighterman/runs/" + run + "/");
    assertThat(janitor.delete(janitor.find()).failed()).isEmpty();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void serviceThatDoesNotAnswerIsTold() {
    rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE));

    assertThatExceptionOfType(WorkflowException.class)
        .isThrownBy(() -> janitor(LATER, config -> config.retryTime(Duration.ZERO)).find())
        .withMessageStartingWith("leftovers can't be searched for: ")
        .satisfies(e -> assertThat(e.retry()).isEqualTo(WorkflowException.Retry.CAN_HELP));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT59M", "PT0S", "P3651D"})
  void ageOutOfRangeIsRefused(Duration age) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> janitor(LATER).withAge(age))
        .withMessageContaining("age must be 1 hour to 3,650 days");
  }
}
