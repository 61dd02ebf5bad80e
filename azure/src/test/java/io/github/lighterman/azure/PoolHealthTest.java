package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason.Cause;
import io.github.lighterman.azure.NodeView.State;
import io.github.lighterman.azure.PoolHealth.Grade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pool's counts, errors and nodes come to for those who wait. */
final class PoolHealthTest {
  private static final Instant TIME = Instant.parse("2030-01-01T00:00:00Z");

  private static PoolView pool(
      int nodes, int target, PoolView.Allocation allocation, String... errors) {
    List<PoolView.ResizeError> all = new ArrayList<>();
    for (String code : errors) {
      all.add(new PoolView.ResizeError(code, "words"));
    }
    return new PoolView(
        "p",
        PoolView.State.ACTIVE,
        allocation,
        "standard_d2s_v5",
        2,
        Containers.NONE,
        new PoolView.Nodes(nodes, 0, target, 0),
        all,
        Optional.empty(),
        Map.of());
  }

  private static PoolView steady(int nodes, int target, String... errors) {
    return pool(nodes, target, PoolView.Allocation.STEADY, errors);
  }

  private static NodeView node(State state) {
    return node(state, "", Optional.empty());
  }

  private static NodeView node(
      State state, String reason, Optional<NodeView.StartFailure> startFailure) {
    return new NodeView(
        "n", state, Node.Lease.DEDICATED, TIME, Optional.of(TIME), reason, startFailure);
  }

  private static PoolHealth health(PoolView pool, State... notReady) {
    List<NodeView> nodes = new ArrayList<>();
    for (State state : notReady) {
      nodes.add(node(state));
    }
    return PoolHealth.of(pool, nodes, "");
  }

  @Test
  void poolWithANodeThatCanRunTasksIsGoodWhateverTheOthersDo() {
    PoolHealth good = health(steady(4, 4), State.UNUSABLE, State.STARTING, State.START_TASK_FAILED);

    assertThat(good.grade()).isEqualTo(Grade.GOOD);
    assertThat(good.reason().cause()).isEqualTo(Cause.BUSY);
    assertThat(health(steady(2, 4, "AccountCoreQuotaReached"), State.UNUSABLE).grade())
        .isEqualTo(Grade.GOOD);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {
        "CREATING",
        "STARTING",
        "WAITING_FOR_START_TASK",
        "REBOOTING",
        "REIMAGING",
        "UPGRADING_OS"
      })
  void nodesThatGetReadyAreNeitherGoodNorBad(State state) {
    PoolHealth coming = health(steady(2, 2), state, State.UNUSABLE);

    assertThat(coming.grade()).isEqualTo(Grade.COMING);
    assertThat(coming.isBad()).isFalse();
    assertThat(coming.reason().message()).isEqualTo("the machine of pool p is getting ready");
  }

  @ParameterizedTest
  @CsvSource({
    "PREEMPTED, taken away",
    "OFFLINE, disabled its scheduling",
    "UNKNOWN, nothing is heard"
  })
  void poolAllOfWhoseNodesAreAwayIsShort(State state, String word) {
    PoolHealth gone = health(steady(1, 1), state);

    assertThat(gone.grade()).isEqualTo(Grade.SHORT);
    assertThat(gone.reason().cause()).isEqualTo(Cause.NO_NODE);
    assertThat(gone.reason().message()).contains(word, "pool p");
    assertThat(gone.kind()).isEqualTo(FailureKind.CAPACITY);
  }

  @Test
  void brokenNodesTellWhatTheirStartTaskSaid() {
    NodeView failed =
        node(
            State.START_TASK_FAILED,
            "FailureExitCode: it exited",
            Optional.of(
                new NodeView.StartFailure(OptionalInt.of(3), "FailureExitCode", "it exited")));

    PoolHealth broken = PoolHealth.of(steady(1, 1), List.of(failed), "no mirror");

    assertThat(broken.grade()).isEqualTo(Grade.BROKEN);
    assertThat(broken.kind()).isEqualTo(FailureKind.NODE_SETUP);
    assertThat(broken.reason().message())
        .isEqualTo(
            "no machine of pool p can run tasks: node n is starttaskfailed: FailureExitCode: it"
                + " exited; its start task exited with 3; its start task said: no mirror");
  }

  @Test
  void imageThatCanNotBePulledIsTheImagesFault() {
    NodeView node = node(State.UNUSABLE, "ContainerInvalidImage: no such image", Optional.empty());

    assertThat(PoolHealth.of(steady(1, 1), List.of(node), "").kind()).isEqualTo(FailureKind.IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "AccountCoreQuotaReached, QUOTA, QUOTA",
    "AccountLowPriorityCoreQuotaReached, QUOTA, QUOTA",
    "AllocationFailed, NO_NODE, CAPACITY",
    "AllocationTimedout, NO_NODE, CAPACITY",
    "OverconstrainedAllocationRequest, NO_NODE, CAPACITY"
  })
  void errorsOfAResizeAreQuotaOrCapacity(String code, Cause cause, FailureKind kind) {
    PoolHealth shortOfAll = health(steady(0, 2, code));

    assertThat(shortOfAll.grade()).isEqualTo(Grade.SHORT);
    assertThat(shortOfAll.reason().cause()).isEqualTo(cause);
    assertThat(shortOfAll.kind()).isEqualTo(kind);
    assertThat(shortOfAll.reason().message()).contains("gets no machine", "words", code);
    assertThat(health(pool(0, 2, PoolView.Allocation.RESIZING, code)).grade())
        .isEqualTo(Grade.COMING);
    assertThat(health(steady(1, 2, code), State.STARTING).grade()).isEqualTo(Grade.COMING);
    assertThat(health(steady(1, 2, code), State.UNUSABLE).grade()).isEqualTo(Grade.BROKEN);
  }

  @Test
  void poolThatWasBroughtToNoNodeSaysSo() {
    assertThat(health(steady(0, 0)).reason().message()).contains("is to have none; resize it");
    assertThat(health(steady(0, 2)).reason().message()).isEqualTo("pool p has no machine yet");
  }

  @Test
  void formulaThatFailsIsTold() {
    PoolView plain = steady(0, 0);
    PoolView scaled =
        new PoolView(
            plain.id(),
            plain.state(),
            plain.allocation(),
            plain.vmSize(),
            plain.slotsPerNode(),
            plain.containers(),
            plain.nodes(),
            List.of(),
            Optional.of(
                new PoolView.AutoScale(
                    "x",
                    Duration.ofMinutes(5),
                    Optional.of(
                        new PoolView.AutoScale.Run(
                            TIME, "", Optional.of(new ServiceError("Overflow", "too much")))))),
            Map.of());

    assertThat(health(scaled).grade()).isEqualTo(Grade.BROKEN);
    assertThat(health(scaled).reason().message())
        .isEqualTo("pool p can't scale itself: too much (Overflow)");
  }
}
