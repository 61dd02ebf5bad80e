package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lighterman.testing.batch.BatchSnapshot.Lease;
import io.github.lighterman.testing.batch.BatchSnapshot.Scaling;
import io.github.lighterman.testing.batch.BatchSnapshot.Target;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nodes cost, and how they are seen from outside. */
final class NodeHoursTest {
  private static final String SIZE = "standard_d2s_v5";

  private final Fixture fixture =
      new Fixture(
          builder -> builder.allocationTime(Duration.ofSeconds(1)).bootTime(Duration.ofSeconds(4)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void nodeCountsFromItsAllocationUntilItLeaves() {
    assertThat(fixture.emulator.nodeHours()).isEmpty();
    fixture.addPool("p", 2, ",'targetLowPriorityNodes':1");

    assertThat(fixture.emulator.nodeHours())
        .containsExactlyInAnyOrder(
            new NodeHours("p", SIZE, Lease.DEDICATED, Duration.ofSeconds(18)),
            new NodeHours("p", SIZE, Lease.SPOT, Duration.ofSeconds(9)));
    ok(202, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':0}")));
    fixture.advance(100);

    assertThat(time(Lease.DEDICATED)).isEqualTo(Duration.ofSeconds(20));
    assertThat(time(Lease.SPOT)).isEqualTo(Duration.ofSeconds(109));
    ok(202, fixture.client.delete("/pools/p"));
    fixture.advance(100);
    assertThat(fixture.emulator.snapshot().pools()).isEmpty();
    assertThat(time(Lease.SPOT)).isEqualTo(Duration.ofSeconds(109));
  }

  @Test
  void preemptedNodeCostsNothing() {
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':1");
    String id = fixture.nodes("p").get(0).path("id").asText();
    fixture.emulator.preemptNode("p", id);
    fixture.advance(1000);
    assertThat(time(Lease.SPOT)).isEqualTo(Duration.ofSeconds(9));

    fixture.emulator.restoreNode("p", id);
    fixture.advance(11);

    assertThat(time(Lease.SPOT)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void nodeThatCannotRunTasksCostsAllTheSame() {
    fixture.addPool("p", 1, "");
    fixture.emulator.loseNode("p", fixture.nodes("p").get(0).path("id").asText());
    fixture.advance(3591);

    assertThat(time(Lease.DEDICATED)).isEqualTo(Duration.ofHours(1));
    assertThat(fixture.emulator.nodeHours().get(0).hours()).isEqualTo(1, within(1e-9));
  }

  @Test
  void snapshotTellsSizesTargetsAndLeases() {
    fixture.addPool("p", 1, ",'targetLowPriorityNodes':1,'taskSlotsPerNode':4");
    BatchSnapshot.PoolView pool = fixture.emulator.snapshot().pools().get(0);

    assertThat(pool.vmSize()).isEqualTo(SIZE);
    assertThat(pool.slotsPerNode()).isEqualTo(4);
    assertThat(pool.target()).isEqualTo(new Target(1, 1, Scaling.FIXED));
    assertThat(pool.nodes())
        .allSatisfy(
            node ->
                assertThat(node.lease())
                    .isEqualTo(node.id().endsWith("_p") ? Lease.SPOT : Lease.DEDICATED))
        .extracting(BatchSnapshot.NodeView::lease)
        .containsExactlyInAnyOrder(Lease.DEDICATED, Lease.SPOT);
    ok(
        200,
        fixture.client.post(
            "/pools/p/enableautoscale", json("{'autoScaleFormula':'$TargetDedicatedNodes=2;'}")));
    assertThat(fixture.emulator.snapshot().pools().get(0).target())
        .isEqualTo(new Target(2, 1, Scaling.AUTOMATIC));
    assertThat(fixture.emulator.pools()).isEqualTo(fixture.emulator.snapshot().pools());
  }

  private Duration time(Lease lease) {
    return fixture.emulator.nodeHours().stream()
        .filter(each -> each.lease() == lease)
        .findFirst()
        .orElseThrow()
        .time();
  }
}
