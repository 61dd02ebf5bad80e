package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.lighterman.Attempt;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.Node;
import io.github.lighterman.Resources;
import io.github.lighterman.Usage;
import io.github.lighterman.WorkflowRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NodeHoursTest {
  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
  private static final VmSizes SIZES =
      VmSizes.builtIn()
          .with(
              VmSize.of("Standard_X4", 4, DataSize.ofGibibytes(16))
                  .withPrice(0.4)
                  .withSpotPrice(0.1),
              VmSize.of("Standard_X8", 8, DataSize.ofGibibytes(32)).withPrice(0.8));

  @Test
  void jobPaysForItsShareOfTheNode() {
    NodeHours used =
        NodeHours.of(job(attempt(Duration.ofHours(3), node("Standard_X4", 0.25))), SIZES);

    assertThat(used.hours()).isCloseTo(0.75, within(1e-9));
    assertThat(used.cost()).hasValueCloseTo(0.3, within(1e-9));
    assertThat(used.unpriced()).isZero();
  }

  @Test
  void everyAttemptCountsWithThePriceOfItsLease() {
    Node spot = new Node("n", Optional.of("standard_x4"), Node.Lease.SPOT).withShare(1);

    NodeHours used =
        NodeHours.of(
            job(
                attempt(Duration.ofMinutes(30), spot),
                attempt(Duration.ofHours(1), node("Standard_X4", 1))),
            SIZES);

    assertThat(used.hours()).isCloseTo(1.5, within(1e-9));
    assertThat(used.cost()).hasValueCloseTo(0.45, within(1e-9));
  }

  @Test
  void runIsTheSumOfItsJobs() {
    JobResult one = job(attempt(Duration.ofHours(1), node("Standard_X4", 0.5)));
    JobResult other = job(attempt(Duration.ofHours(2), node("Standard_X8", 0.5)));

    NodeHours used = NodeHours.of(List.of(one, other), SIZES);

    assertThat(used.hours()).isCloseTo(1.5, within(1e-9));
    assertThat(used.cost()).hasValueCloseTo(1.0, within(1e-9));
  }

  @Test
  void unknownShareIsAWholeNode() {
    Node node = new Node("n", Optional.of("Standard_X4"), Node.Lease.DEDICATED);

    assertThat(NodeHours.of(job(attempt(Duration.ofHours(2), node)), SIZES))
        .isEqualTo(new NodeHours(2, 0, OptionalDouble.of(0.8)));
  }

  @Test
  void hoursWithoutAPriceAreToldApartAndNotTakenForFree() {
    Node spotOfUnknownPrice = new Node("n", Optional.of("Standard_X8"), Node.Lease.SPOT);
    Node untyped = new Node("n", Optional.empty(), Node.Lease.DEDICATED);
    JobResult priced = job(attempt(Duration.ofHours(1), node("Standard_X4", 1)));
    JobResult unpriced =
        job(
            attempt(Duration.ofHours(1), spotOfUnknownPrice),
            attempt(Duration.ofHours(2), untyped),
            attempt(Duration.ofHours(4), node("Standard_X1_v99", 1)));

    assertThat(NodeHours.of(unpriced, SIZES))
        .isEqualTo(new NodeHours(7, 7, OptionalDouble.empty()));
    assertThat(NodeHours.of(List.of(priced, unpriced), SIZES))
        .isEqualTo(new NodeHours(8, 7, OptionalDouble.of(0.4)));
  }

  @Test
  void jobThatNeverStartedCostsNothing() {
    Attempt waited =
        new Attempt(
            1,
            Optional.empty(),
            START,
            Optional.of(node("Standard_X4", 1)),
            OptionalInt.empty(),
            Usage.unknown(),
            Optional.of(JobFailure.of(FailureKind.QUEUE_TIMEOUT, "too long")));
    NodeHours nothing = new NodeHours(0, 0, OptionalDouble.of(0));

    assertThat(NodeHours.of(job(waited), SIZES)).isEqualTo(nothing);
    assertThat(NodeHours.of(job(), SIZES)).isEqualTo(nothing);
    assertThat(NodeHours.of(List.of(), SIZES)).isEqualTo(nothing);
  }

  @Test
  void clockOfTheNodeThatGoesBackwardsMakesNoNegativeHours() {
    assertThat(
            NodeHours.of(job(attempt(Duration.ofHours(-1), node("Standard_X4", 1))), SIZES).hours())
        .isZero();
  }

  @Test
  void numbersThatCanNotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeHours(-1, 0, OptionalDouble.empty()))
        .withMessageContaining("hours");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeHours(1, 2, OptionalDouble.empty()))
        .withMessageContaining("unpriced");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeHours(1, 0, OptionalDouble.of(Double.NaN)))
        .withMessageContaining("cost");
  }

  @Test
  void attemptOnTheEmulatorTellsItsShareOfTheNode() throws Exception {
    PoolSpec pool = PoolSpec.of("Standard_D4s_v5", 1).withSlotsPerNode(4);
    try (Rig rig = Rig.scripted(Rig::byName, 0)) {
      WorkflowRun run = rig.start(config -> config.pool(pool));

      JobResult half = Rig.await(Rig.submit(run, Rig.any("half").resources(Resources.of(2))));
      JobResult all = Rig.await(Rig.submit(run, Rig.any("all").resources(Resources.of(3.5))));

      assertThat(half.attempts().get(0).node().orElseThrow().share()).hasValue(0.5);
      assertThat(all.attempts().get(0).node().orElseThrow().share()).hasValue(1);
      assertThat(NodeHours.of(List.of(half, all), VmSizes.builtIn()).unpriced()).isZero();
    }
  }

  private static Node node(String size, double share) {
    return new Node("n", Optional.of(size), Node.Lease.DEDICATED).withShare(share);
  }

  private static Attempt attempt(Duration duration, Node node) {
    return new Attempt(
        1,
        Optional.of(START),
        START.plus(duration),
        Optional.of(node),
        OptionalInt.of(0),
        Usage.unknown(),
        Optional.empty());
  }

  private static JobResult job(Attempt... attempts) {
    return new JobResult(
        JobId.of("a"), JobState.SUCCEEDED, List.of(attempts), Optional.empty(), List.of());
  }
}
