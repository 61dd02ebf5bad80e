package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Node;
import io.github.lighterman.Resources;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pools of ours have had of machines, how they get others, and how they stay marked. */
final class PoolUseTest {
  private static final String SIZE = "Standard_X2";
  private static final PoolSpec SPEC =
      PoolSpec.builder(SIZE).scale(PoolScale.fixed(1, 2)).slotsPerNode(1).build();
  private static final PoolPolicy POLICY =
      PoolPolicy.ofDefaults()
          .withForgottenAfter(Duration.ofHours(8))
          .withVmSizes(
              VmSizes.builtIn()
                  .with(
                      VmSize.of(SIZE, 2, DataSize.ofGibibytes(8))
                          .withPrice(0.5)
                          .withSpotPrice(0.1)));

  private final ManualClock clock = ManualClock.at(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final Rig rig =
      Rig.of(
          settings ->
              settings
                  .clock(clock)
                  .spotCoreQuota(1_000)
                  .execution(
                      ScriptedExecution.builder().time(clock, clock).tasks(Rig::byName).build()),
          0);

  @AfterEach
  void close() {
    rig.close();
  }

  private AzureBatchExecutor executor(PoolChoice pool) {
    return executor(pool, clock);
  }

  private AzureBatchExecutor executor(PoolChoice pool, Clock its) {
    return rig.open(config -> config.pool(pool).poolPolicy(POLICY), its);
  }

  private static JobSpec.Builder job(String id) {
    return Rig.any(id).resources(Resources.builder().spot(Spot.ALLOW).build());
  }

  /** Has a run's pool have its machines. */
  private WorkflowRun busy(AzureBatchExecutor executor) throws Exception {
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    var unused = Rig.submit(run, job("hang"));
    Rig.until("it runs", this::runs);
    return run;
  }

  private boolean runs() {
    clock.advance(Duration.ZERO);
    return rig.states().containsValue("running");
  }

  private void look(AzureBatchExecutor executor, WorkflowRun run, Duration time) throws Exception {
    double before = hours(executor.poolUse(run.id()));
    clock.advance(time);
    Rig.until("time is counted", () -> hours(executor.poolUse(run.id())) > before);
  }

  private static double hours(List<PoolUse> uses) {
    return uses.stream().mapToDouble(use -> use.used().hours()).sum();
  }

  private PoolView pool(WorkflowRun run) throws BatchException {
    return rig.gateway().pool("lm_" + run.id()).orElseThrow();
  }

  private int looks() {
    return (int) rig.batch().requestCount("Pool_Get");
  }

  private void awaitLook() throws Exception {
    int before = looks();
    Rig.until("the pool was looked at", () -> looks() > before + 1);
  }

  @Test
  void poolsCostWhatTheServiceCountsIdleTimeAndAll() throws Exception {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = busy(executor);
    assertThat(executor.poolUse(run.id())).isEmpty();
    awaitLook();
    clock.advance(Duration.ofHours(3));
    awaitLook();
    executor.resizePool(run.id(), "main", 1, 4);
    clock.advance(Duration.ZERO);
    awaitLook();
    clock.advance(Duration.ofHours(2));
    awaitLook();

    List<PoolUse> uses = executor.poolUse(run.id());

    assertThat(uses)
        .extracting(PoolUse::pool, PoolUse::poolId, PoolUse::vmSize, PoolUse::lease)
        .containsExactly(
            tuple("main", "lm_" + run.id(), SIZE, Node.Lease.DEDICATED),
            tuple("main", "lm_" + run.id(), SIZE, Node.Lease.SPOT));
    double counted =
        rig.batch().nodeHours().stream()
            .filter(line -> line.poolId().equals("lm_" + run.id()))
            .mapToDouble(line -> line.time().toMillis() / 3_600_000.0)
            .sum();
    assertThat(hours(uses)).isCloseTo(counted, within(1e-6));
    assertThat(uses.get(0).used()).isEqualTo(new NodeHours(5, 0, OptionalDouble.of(2.5)));
    assertThat(uses.get(1).used().hours()).isCloseTo(14, within(1e-6));
    assertThat(uses.get(1).used().cost()).hasValueCloseTo(1.4, within(1e-6));
  }

  @Test
  void machinesWithoutAPriceAreNotTakenForFree() throws Exception {
    AzureBatchExecutor executor = executor(PoolSpec.of("Standard_X1_v99", 1));
    WorkflowRun run = busy(executor);
    awaitLook();

    look(executor, run, Duration.ofHours(1));

    assertThat(executor.poolUse(run.id()))
        .extracting(PoolUse::used)
        .containsExactly(new NodeHours(1, 1, OptionalDouble.empty()));
  }

  @Test
  void poolThatWasThereIsNotCounted() throws Exception {
    clock.advance(Duration.ZERO);
    rig.gateway().resizePool(rig.pool(), 1, 0);
    clock.advance(Duration.ZERO);
    AzureBatchExecutor executor = executor(PoolChoice.existing(rig.pool()));
    WorkflowRun run = busy(executor);
    clock.advance(Duration.ofHours(1));

    assertThat(executor.poolUse(run.id())).isEmpty();
  }

  @Test
  void onlyRunsThatAreOpenAreAnswered() {
    AzureBatchExecutor executor = executor(SPEC);

    assertThatExceptionOfType(RunNotFoundException.class)
        .isThrownBy(() -> executor.poolUse(rig.run()))
        .withMessageContaining("is not open here");
    assertThatExceptionOfType(RunNotFoundException.class)
        .isThrownBy(() -> executor.resizePool(rig.run(), "main", 1, 0));
  }

  @Test
  void resizedPoolIsKeptAtItsNewSize() throws Exception {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = busy(executor);

    executor.resizePool(run.id(), "main", 2, 2);
    clock.advance(Duration.ZERO);
    assertThat(pool(run).nodes()).isEqualTo(new PoolView.Nodes(2, 2, 2, 2));
    // Somebody takes nodes away while jobs wait for them.
    for (int i = 0; i < 8; i++) {
      var unused = Rig.submit(run, job("hang-" + i));
    }
    rig.gateway().resizePool(pool(run).id(), 1, 1);
    clock.advance(Duration.ofDays(1));
    for (int i = 0; i < 8; i++) {
      var unused = Rig.submit(run, job("hang-again-" + i));
    }
    Rig.until(
        "the pool has its size again",
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return pool(run).nodes().targetDedicated() == 2 && pool(run).nodes().targetSpot() == 2;
        });
  }

  @Test
  void poolThatIsNotMadeYetIsMadeWithItsNewSize() throws Exception {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));

    executor.resizePool(run.id(), "main", 3, 1);
    assertThat(rig.batch().requestCount("Pool_Resize")).isZero();
    var unused = Rig.submit(run, job("hang"));
    Rig.until("it runs", this::runs);

    assertThat(pool(run).nodes()).isEqualTo(new PoolView.Nodes(3, 1, 3, 1));
  }

  @Test
  void sizeThatTheServiceDoesNotTakeIsNotKept() throws Exception {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = busy(executor);
    // It's in the midst of that as long as no time passes.
    executor.resizePool(run.id(), "main", 1, 1);

    assertThatExceptionOfType(WorkflowException.class)
        .isThrownBy(() -> executor.resizePool(run.id(), "main", 9, 9))
        .withMessageContaining("pool 'main' of run " + run.id() + " can't be resized")
        .satisfies(e -> assertThat(e.retry()).isEqualTo(WorkflowException.Retry.CAN_HELP));

    clock.advance(Duration.ofDays(1));
    awaitLook();
    assertThat(pool(run).nodes()).isEqualTo(new PoolView.Nodes(1, 1, 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "other | 1 | 1 | has no pool 'other'; its pools are [main]",
        "main | 0 | 0 | a pool of a fixed size must have a node",
        "main | -1 | 0 | nodes must be 0 to 1,000",
        "main | 1001 | 0 | nodes must be 0 to 1,000"
      })
  void sizeThatCanNotBeIsRefused(String pool, int nodes, int spotNodes, String message) {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> executor.resizePool(run.id(), pool, nodes, spotNodes))
        .withMessageContaining(message);
  }

  @Test
  void poolThatIsNotOursToResizeIsLeftAlone() {
    refused(PoolChoice.existing(rig.pool()), 1, 0, "was there before and is never changed");
    refused(
        SPEC.toBuilder().scale(PoolScale.auto().nodes(0, 5).build()).build(),
        1,
        0,
        "scales itself");
    refused(PoolSpec.of(SIZE, 1), 1, 1, "without machines that can be taken away");
    refused(
        SPEC.toBuilder().scale(PoolScale.fixed(0, 1)).build(), 1, 1, "without dedicated machines");
  }

  private void refused(PoolChoice choice, int nodes, int spotNodes, String message) {
    AzureBatchExecutor executor = executor(choice);
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> executor.resizePool(run.id(), "main", nodes, spotNodes))
        .withMessageStartingWith("pool 'main' can't be resized: it ")
        .withMessageContaining(message);
  }

  @Test
  void livingDriverKeepsItsPoolMarkedWithOneRequestAQuarter() throws Exception {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = busy(executor);
    Instant start = clock.instant();
    assertThat(expiry(pool(run))).isEqualTo(start.plus(Duration.ofHours(8)));

    clock.advance(Duration.ofMinutes(119));
    awaitLook();
    assertThat(rig.batch().requestCount("Pool_Patch")).isZero();

    clock.advance(Duration.ofMinutes(1));
    Rig.until("it's marked", () -> expiry(pool(run)).isAfter(start.plus(Duration.ofHours(9))));
    awaitLook();
    assertThat(rig.batch().requestCount("Pool_Patch")).isEqualTo(1);
    assertThat(expiry(pool(run))).isEqualTo(start.plus(Duration.ofHours(10)));
    assertThat(pool(run).metadata()).containsEntry(RunJobs.RUN, run.id().value());
  }

  @Test
  void poolIsMarkedWhileNothingWaitsOrRuns() throws Exception {
    AzureBatchExecutor executor = executor(SPEC);
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    var job = Rig.submit(run, job("quick"));
    Rig.until(
        "it has ended",
        () -> {
          clock.advance(Duration.ZERO);
          return job.status().state() == JobState.SUCCEEDED;
        });
    Instant start = clock.instant();

    clock.advance(Duration.ofHours(7));

    Rig.until("it's marked", () -> expiry(pool(run)).isAfter(start.plus(Duration.ofHours(14))));
    assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();
  }

  @Test
  void markOfAWarmPoolIsRenewedAndKeepsWhoMadeItAndALaterEnd() throws Exception {
    PoolSpec warm =
        SPEC.toBuilder()
            .scale(PoolScale.auto().nodes(0, 2).build())
            .lifetime(PoolLifetime.KEEP_WARM)
            .build();
    AzureBatchExecutor maker = executor(warm);
    WorkflowRun run = busy(maker);
    String id = TaskNames.warmPool(warm);
    Map<String, String> marks = new TreeMap<>(rig.gateway().pool(id).orElseThrow().metadata());
    marks.put(RunJobs.STORE, "another's");
    marks.put("team", "a");
    marks.put(PoolMarks.EXPIRES, clock.instant().plus(Duration.ofDays(20)).toString());
    rig.gateway().markPool(id, marks);
    awaitLook();
    assertThat(rig.gateway().pool(id).orElseThrow().metadata()).isEqualTo(marks);

    marks.put(PoolMarks.EXPIRES, clock.instant().minusSeconds(1).toString());
    rig.gateway().markPool(id, marks);
    run.close(ClosePolicy.DETACH);
    WorkflowRun next = executor(warm).start(WorkflowSpec.of(rig.run()));
    var unused = Rig.submit(next, job("hang-too"));
    Rig.until(
        "it's marked", () -> expiry(rig.gateway().pool(id).orElseThrow()).isAfter(clock.instant()));
    marks.put(PoolMarks.EXPIRES, clock.instant().plus(Duration.ofHours(8)).toString());
    assertThat(rig.gateway().pool(id).orElseThrow().metadata()).isEqualTo(marks);
  }

  private static Instant expiry(PoolView pool) {
    return PoolMarks.expiry(pool.metadata()).orElseThrow();
  }
}
