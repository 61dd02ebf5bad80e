package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.Node.Lease;
import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.azure.NodeView.State;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done to pools and nodes that are there. */
final class SdkPoolCareTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final BatchAccount account = new BatchAccount();
  private final SdkBatchGateway gateway = account.gateway;

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void poolIsBroughtToASize() throws Exception {
    account.addPool("p");

    gateway.resizePool("p", 2, 3);
    assertFails(Kind.LATER, "PoolBeingResized", () -> gateway.resizePool("p", 2, 3));
    account.advance(10);

    assertThat(pool().nodes()).isEqualTo(new PoolView.Nodes(2, 3, 2, 3));
    assertThat(account.emulator.requestCount("Pool_Resize")).isEqualTo(2);
    assertFails(Kind.NOT_FOUND, "PoolNotFound", () -> gateway.resizePool("none", 0, 0));
    assertThatThrownBy(() -> gateway.resizePool("p", -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 or more");
  }

  @Test
  void nodeThatGoesFinishesItsTask() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "endless");

    gateway.resizePool("p", 0, 0);
    account.advance(60);

    assertThat(gateway.nodes("p", Set.of()))
        .singleElement()
        .satisfies(node -> assertThat(node.state()).isEqualTo(State.LEAVING_POOL));
    assertThat(gateway.task("j", "endless").orElseThrow().state())
        .isEqualTo(TaskView.State.RUNNING);
    assertThat(gateway.terminateTask("j", "endless")).isTrue();
    account.advance(60);
    assertThat(gateway.nodes("p", Set.of())).isEmpty();
  }

  @Test
  void poolScalesItselfUntilItIsTold() throws Exception {
    account.addPool("p");

    gateway.autoscalePool("p", "$TargetDedicatedNodes=3;", QUARTER);
    account.advance(10);

    PoolView.AutoScale scale = pool().autoScale().orElseThrow();
    assertThat(scale.formula()).isEqualTo("$TargetDedicatedNodes=3;");
    assertThat(scale.interval()).isEqualTo(QUARTER);
    PoolView.AutoScale.Run run = scale.lastRun().orElseThrow();
    assertThat(run.time()).isAfter(Instant.EPOCH);
    assertThat(run.results()).contains("$TargetDedicatedNodes=3");
    assertThat(run.error()).isEmpty();
    assertThat(pool().nodes().dedicated()).isEqualTo(3);
    assertFails(
        Kind.CONFLICT, "OperationInvalidForCurrentState", () -> gateway.resizePool("p", 1, 0));
    gateway.fixPool("p");
    gateway.fixPool("p");
    assertThat(pool().autoScale()).isEmpty();
    gateway.resizePool("p", 1, 0);
  }

  @Test
  void evaluationThatFailsSaysWhy() throws Exception {
    account.addPool("p");

    gateway.autoscalePool("p", "$TargetDedicatedNodes=1/0;", QUARTER);

    PoolView.AutoScale.Run run = pool().autoScale().orElseThrow().lastRun().orElseThrow();
    assertThat(run.error().orElseThrow().code()).isEqualTo("AutoScalingFormulaEvaluationError");
    assertThat(run.error().orElseThrow().message()).isNotEmpty();
  }

  @Test
  void secondFormulaWithinHalfAMinuteIsForLaterAndNotTriedAgain() throws Exception {
    account.addPool("p");
    gateway.autoscalePool("p", "$TargetDedicatedNodes=1;", QUARTER);

    assertFails(
        Kind.LATER,
        "TooManyEnableAutoScaleRequests",
        () -> gateway.autoscalePool("p", "$TargetDedicatedNodes=2;", QUARTER));
    assertThat(account.emulator.requestCount("Pool_EnableAutoScale")).isEqualTo(2);
    account.advance(30);
    gateway.autoscalePool("p", "$TargetDedicatedNodes=2;", QUARTER);
  }

  @Test
  void busyServiceIsAskedForAFormulaAgain() throws Exception {
    account.addPool("p");
    account.emulator.inject(
        FaultRule.of(Fault.SERVER_BUSY)
            .on("Pool_EnableAutoScale")
            .times(1)
            .withTime(Duration.ZERO));

    gateway.autoscalePool("p", "$TargetDedicatedNodes=1;", QUARTER);

    assertThat(account.emulator.requestCount("Pool_EnableAutoScale")).isEqualTo(2);
  }

  @Test
  void poolInTheMidstOfAResizeTakesNoFormulaYet() throws Exception {
    account.addPool("p");
    gateway.resizePool("p", 2, 0);

    assertFails(
        Kind.LATER,
        "PoolBeingResized",
        () -> gateway.autoscalePool("p", "$TargetDedicatedNodes=1;", QUARTER));
  }

  @Test
  void formulaAndIntervalAreChecked() throws Exception {
    account.addPool("p");

    assertFails(
        Kind.INVALID,
        "AutoScalingFormulaSyntaxError",
        () -> gateway.autoscalePool("p", "$TargetDedicatedNodes=(;", QUARTER));
    for (Duration interval : List.of(Duration.ofSeconds(299), Duration.ofDays(8))) {
      assertThatThrownBy(() -> gateway.autoscalePool("p", "x=1;", interval))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("5 minutes to 7 days");
    }
    assertThat(account.emulator.requestCount("Pool_EnableAutoScale")).isEqualTo(1);
  }

  @Test
  void metadataIsReplacedAsAWhole() throws Exception {
    account.addPool("p");

    gateway.markPool("p", Map.of("expires", "2027-01-01", "run", "r"));
    assertThat(pool().metadata())
        .containsOnly(Map.entry("expires", "2027-01-01"), Map.entry("run", "r"));
    gateway.markPool("p", Map.of());
    assertThat(pool().metadata()).isEmpty();
    assertFails(Kind.NOT_FOUND, "PoolNotFound", () -> gateway.markPool("none", Map.of()));
  }

  @Test
  void nodesSayWhatTheyAreAndSinceWhen() throws Exception {
    Instant start = account.clock.instant();
    gateway.addPool(
        BatchAccount.pool(
            "p", PoolSpec.builder("Standard_D2s_v5").scale(PoolScale.fixed(1, 1)).build()));
    account.advance(10);
    List<NodeView> nodes = gateway.nodes("p", Set.of());

    assertThat(nodes)
        .extracting(NodeView::lease)
        .containsExactlyInAnyOrder(Lease.DEDICATED, Lease.SPOT);
    assertThat(nodes)
        .allSatisfy(
            node -> {
              assertThat(node.state()).isEqualTo(State.IDLE);
              assertThat(node.since()).isBetween(start, start.plusSeconds(10));
              assertThat(node.allocated().orElseThrow()).isBetween(start, node.since());
              assertThat(node.reason()).isEmpty();
              assertThat(node.startFailure()).isEmpty();
            });
  }

  @Test
  void nodesAreListedByState() throws Exception {
    gateway.addPool(
        BatchAccount.pool(
            "p", PoolSpec.builder("Standard_D2s_v5").scale(PoolScale.fixed(2, 1)).build()));
    account.advance(10);
    String spot = node(Lease.SPOT);
    String lost = node(Lease.DEDICATED);
    account.emulator.preemptNode("p", spot);
    account.emulator.loseNode("p", lost);

    assertThat(gateway.nodes("p", Set.of(State.PREEMPTED)))
        .extracting(NodeView::id)
        .containsExactly(spot);
    assertThat(gateway.nodes("p", NodeView.OUT_OF_USE))
        .extracting(NodeView::id)
        .containsExactlyInAnyOrder(spot, lost);
    assertThat(gateway.nodes("p", Set.of())).hasSize(3);
    assertThat(gateway.nodes("p", Set.of(State.UNKNOWN, State.OFFLINE))).isEmpty();
  }

  @Test
  void nodesAreRemovedAndThePoolWantsFewer() throws Exception {
    gateway.addPool(BatchAccount.pool("p", PoolSpec.of("Standard_D2s_v5", 3)));
    assertFails(Kind.LATER, "PoolBeingResized", () -> gateway.removeNodes("p", List.of("x")));
    account.advance(10);
    String gone = node(Lease.DEDICATED);

    gateway.removeNodes("p", List.of(gone));
    account.advance(10);

    assertThat(pool().nodes()).isEqualTo(new PoolView.Nodes(2, 0, 2, 0));
    assertThat(gateway.nodes("p", Set.of())).extracting(NodeView::id).doesNotContain(gone);
    assertFails(Kind.NOT_FOUND, "NodeNotFound", () -> gateway.removeNodes("p", List.of(gone)));
    for (List<String> ids : List.of(List.<String>of(), Collections.nCopies(101, gone))) {
      assertThatThrownBy(() -> gateway.removeNodes("p", ids))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 100");
    }
  }

  @Test
  void nodeThatBootsAgainDoesItsTasksElsewhereAndComesBack() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "endless");
    String id = node(Lease.DEDICATED);

    gateway.rebootNode("p", id);
    account.advance(0);
    gateway.rebootNode("p", id);

    assertThat(gateway.nodes("p", Set.of(State.REBOOTING))).hasSize(1);
    assertThat(gateway.task("j", "endless").orElseThrow().state()).isEqualTo(TaskView.State.ACTIVE);
    account.advance(10);
    assertThat(gateway.nodes("p", Set.of(State.RUNNING))).hasSize(1);
    assertFails(Kind.NOT_FOUND, "NodeNotFound", () -> gateway.rebootNode("p", "none"));
  }

  @Test
  void youngNodeCantBootAgainYetAndAPreemptedOneNotAtAll() throws Exception {
    gateway.addPool(
        BatchAccount.pool(
            "p", PoolSpec.builder("Standard_D2s_v5").scale(PoolScale.fixed(1, 1)).build()));
    account.clock.advance(Duration.ofMillis(200));
    String id = node(Lease.SPOT);

    assertFails(Kind.LATER, "NodeBeingCreated", () -> gateway.rebootNode("p", id));
    account.advance(10);
    account.emulator.preemptNode("p", id);
    assertFails(Kind.CONFLICT, "OperationNotValidOnNode", () -> gateway.rebootNode("p", id));
  }

  @Test
  void startTaskThatFailedTellsItsCodeAndItsWords() throws Exception {
    account.emulator.seed(
        ("{'pools':[{'id':'p','vmSize':'standard_d2s_v5','virtualMachineConfiguration':"
                + "{'imageReference':{'publisher':'canonical','offer':'ubuntu-24_04-lts',"
                + "'sku':'server'},'nodeAgentSKUId':'batch.node.ubuntu 24.04'},"
                + "'targetDedicatedNodes':1,'startTask':{'commandLine':'spoil'}}]}")
            .replace('\'', '"'));
    account.advance(10);

    NodeView node = gateway.nodes("p", Set.of(State.START_TASK_FAILED)).get(0);
    NodeView.StartFailure failure = node.startFailure().orElseThrow();
    assertThat(failure.exitCode()).isEqualTo(OptionalInt.of(7));
    assertThat(failure.code()).isEqualTo("FailureExitCode");
    assertThat(failure.message()).contains("exit code");
    assertThat(read(node.id(), "startup/stdout.txt")).isEqualTo("no disk\n");
    assertThat(read(node.id(), "startup/stderr.txt")).isEmpty();
    assertFails(Kind.NOT_FOUND, "FileNotFound", () -> read(node.id(), "startup/none.txt"));
    assertFails(Kind.NOT_FOUND, "NodeNotFound", () -> read("none", "startup/stdout.txt"));
  }

  @Test
  void jobWithAPoolOfItsOwnSaysWhichOrWhyThereIsNone() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.POOL_QUOTA).after(1));
    account.emulator.seed(
        ("{'jobs':[" + autoPoolJob("a") + "," + autoPoolJob("b") + "]}").replace('\'', '"'));

    JobView made = gateway.job("a").orElseThrow();
    assertThat(gateway.pool(made.poolId())).isPresent();
    assertThat(made.schedulingError()).isEmpty();
    JobView failed = gateway.job("b").orElseThrow();
    assertThat(failed.poolId()).isEmpty();
    assertThat(failed.schedulingError().orElseThrow().code())
        .isEqualTo("AutoPoolCreationFailedWithQuotaReached");
  }

  private static String autoPoolJob(String id) {
    return "{'id':'"
        + id
        + "','poolInfo':{'autoPoolSpecification':{'poolLifetimeOption':'job','pool':{"
        + "'vmSize':'standard_d2s_v5','virtualMachineConfiguration':"
        + "{'imageReference':{'publisher':'canonical','offer':'ubuntu-24_04-lts',"
        + "'sku':'server'},'nodeAgentSKUId':'batch.node.ubuntu 24.04'},"
        + "'targetDedicatedNodes':1}}}}";
  }

  private PoolView pool() throws BatchException {
    return gateway.pool("p").orElseThrow();
  }

  private String node(Lease lease) throws BatchException {
    return gateway.nodes("p", Set.of()).stream()
        .filter(node -> node.lease() == lease)
        .findFirst()
        .orElseThrow()
        .id();
  }

  private String read(String node, String path) throws Exception {
    try (InputStream in = gateway.openNodeFile("p", node, path)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void assertFails(Kind kind, String code, ThrowingCallable call) {
    BatchException e = catchThrowableOfType(BatchException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.kind()).as(e.toString()).isEqualTo(kind);
    assertThat(e.code()).isEqualTo(code);
  }
}
