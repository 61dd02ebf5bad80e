package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.DataSize;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  private static final PoolOffer SMALL = offer("small", "Standard_D4s_v5", 4);
  private static final PoolOffer AMD = offer("amd", "Standard_D4as_v5", 4);
  private static final PoolOffer LARGE = offer("large", "Standard_D32s_v5", 32);
  private static final PoolOffer MEMORY = offer("memory", "Standard_E16as_v5", 16);
  private static final PoolOffer GPU = offer("gpu", "Standard_NC4as_T4_v3", 4);
  private static final PoolOffer ARM = offer("arm", "Standard_D4ps_v5", 4);
  private static final PoolOffer UNKNOWN = offer("unknown", "Standard_X1_v99", 4);
  private static final PoolOffer SPOT =
      offer("spot", "Standard_D4s_v5", 4).withLease(PoolOffer.Lease.SPOT);

  @Test
  void cheapestFitComesFirstAndNotTheSmallest() {
    Placement placement = placement(SMALL, LARGE, AMD, GPU, MEMORY);

    assertThat(chosen(placement, Resources.of(1))).isEqualTo("amd");
    assertThat(chosen(placement, Resources.of(8))).isEqualTo("large");
    assertThat(chosen(placement, Resources.of(20))).isEqualTo("large");
    // On the small machine it takes three of four slots, on the one with much memory one of 16.
    assertThat(chosen(placement, Resources.of(1, DataSize.ofGibibytes(7)))).isEqualTo("memory");
    assertThat(chosen(placement, Resources.builder().gpus(1).build())).isEqualTo("gpu");
  }

  @Test
  void choiceTellsSlotsAndShare() {
    Placement.Choice choice =
        placement(LARGE).choose(demand(Resources.of(7.5)), 1, 0, Set.of()).orElseThrow();

    assertThat(choice.slots()).isEqualTo(8);
    assertThat(choice.share()).isEqualTo(0.25);
  }

  @Test
  void equalOnesAreTakenInTheOrderGiven() {
    PoolOffer twin = offer("twin", "Standard_D4s_v5", 4);

    assertThat(chosen(placement(SMALL, twin), Resources.of(1))).isEqualTo("small");
    assertThat(chosen(placement(twin, SMALL), Resources.of(1))).isEqualTo("twin");
    assertThat(chosen(placement(LARGE, SMALL), Resources.of(1))).isEqualTo("large");
  }

  @Test
  void unknownPriceComesAfterAllKnownOnesAndByCores() {
    PoolOffer few = offer("few", "Standard_F4als_v6", 4);
    PoolOffer many = offer("many", "Standard_F64als_v6", 4);

    assertThat(chosen(placement(UNKNOWN, many, few, GPU), Resources.of(1))).isEqualTo("gpu");
    assertThat(chosen(placement(UNKNOWN, many, few), Resources.of(1))).isEqualTo("few");
    assertThat(chosen(placement(UNKNOWN, many), Resources.of(1))).isEqualTo("many");
    assertThat(chosen(placement(UNKNOWN), Resources.of(4))).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "NEVER, DEDICATED, MIXED, DEDICATED",
    "NEVER, SPOT, DEDICATED, DEDICATED",
    "NEVER, SPOT, MIXED, ",
    "ALLOW, DEDICATED, SPOT, SPOT",
    "ALLOW, DEDICATED, MIXED, DEDICATED",
    "ALLOW, MIXED, DEDICATED, MIXED",
    "REQUIRE, DEDICATED, SPOT, SPOT",
    "REQUIRE, DEDICATED, MIXED, ",
  })
  void spotWishIsKept(
      Spot.Preference wish,
      PoolOffer.Lease one,
      PoolOffer.Lease other,
      PoolOffer.@Nullable Lease expected) {
    Placement placement =
        placement(
            offer("one", "Standard_D4s_v5", 4).withLease(one),
            offer("other", "Standard_D4s_v5", 4).withLease(other));
    JobDemand job = demand(Resources.builder().spot(new Spot(wish, 0)).build());

    assertThat(placement.choose(job, 1, 0, Set.of()).map(choice -> choice.offer().lease()))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void firstAttemptsGoToSpotNodesAndLaterOnesDoNot() {
    Placement placement = placement(SMALL, SPOT);
    JobDemand job = demand(Resources.builder().spot(Spot.firstAttempts(2)).build());

    assertThat(placement.choose(job, 1, 0, Set.of()).orElseThrow().offer()).isEqualTo(SPOT);
    assertThat(placement.choose(job, 2, 1, Set.of()).orElseThrow().offer()).isEqualTo(SPOT);
    assertThat(placement.choose(job, 3, 2, Set.of()).orElseThrow().offer()).isEqualTo(SMALL);
  }

  @Test
  void preemptedJobGoesToDedicatedNodesIfItMayAndSomeFit() {
    JobDemand allows = demand(Resources.builder().spot(Spot.ALLOW).build());
    JobDemand requires = demand(Resources.builder().spot(Spot.REQUIRE).build());
    JobDemand large = demand(Resources.builder().cpus(16).spot(Spot.ALLOW).build());
    PoolOffer largeSpot =
        offer("large-spot", "Standard_D16s_v5", 16).withLease(PoolOffer.Lease.SPOT);
    Placement placement = placement(SPOT, SMALL, largeSpot);

    assertThat(placement.choose(allows, 3, 2, Set.of()).orElseThrow().offer()).isEqualTo(SPOT);
    assertThat(placement.choose(allows, 4, 3, Set.of()).orElseThrow().offer()).isEqualTo(SMALL);
    assertThat(placement.choose(requires, 9, 8, Set.of()).orElseThrow().offer()).isEqualTo(SPOT);
    assertThat(placement.choose(large, 9, 8, Set.of()).orElseThrow().offer()).isEqualTo(largeSpot);
  }

  @Test
  void leftOutPoolsArePassedOverAsLongAsAnotherFits() {
    Placement placement = placement(AMD, SMALL, LARGE);
    JobDemand job = demand(Resources.of(1));
    String amd = AMD.name();
    String small = SMALL.name();

    assertThat(placement.choose(job, 1, 0, Set.of(amd)).orElseThrow().offer()).isEqualTo(SMALL);
    assertThat(placement.choose(job, 1, 0, Set.of(amd, small)).orElseThrow().offer())
        .isEqualTo(LARGE);
    assertThat(placement.choose(job, 1, 0, Set.of(amd, small, LARGE.name())).orElseThrow().offer())
        .isEqualTo(AMD);
    assertThat(placement.choose(demand(Resources.of(32)), 1, 0, Set.of(LARGE.name()))).isPresent();
  }

  @Test
  void leftOutDedicatedNodesAreNoRefugeFromPreemptions() {
    PoolOffer spot = offer("spot", "Standard_D8s_v5", 8).withLease(PoolOffer.Lease.SPOT);
    JobDemand job = demand(Resources.builder().spot(Spot.ALLOW).build());

    assertThat(placement(spot, SMALL).choose(job, 9, 8, Set.of(SMALL.name())).orElseThrow().offer())
        .isEqualTo(spot);
  }

  @Test
  void hintsNarrowTheChoice() {
    PoolOffer team = LARGE.withLabels(Map.of("team", "red", "stage", "align"));
    Placement placement = placement(AMD, SMALL, team, ARM);

    assertThat(chosen(placement, hint("pool", "small"))).isEqualTo("small");
    assertThat(chosen(placement, hint("vm-size", "standard_d4S_V5"))).isEqualTo("small");
    assertThat(chosen(placement, hint("label.team", "red"))).isEqualTo("large");
    assertThat(chosen(placement, hint("architecture", "arm64"))).isEqualTo("arm");
    assertThat(chosen(placement, hint("architecture", "X64"))).isEqualTo("amd");
    Resources both =
        Resources.builder()
            .hints(
                Map.of(
                    "azure-batch.label.team", "red",
                    "azure-batch.label.stage", "align",
                    "other.pool", "x"))
            .build();
    assertThat(chosen(placement, both)).isEqualTo("large");
    assertThat(placement.choose(demand(hint("label.team", "blue")), 1, 0, Set.of())).isEmpty();
    assertThat(placement.choose(demand(hint("label.colour", "red")), 1, 0, Set.of())).isEmpty();
  }

  @Test
  void jobThatDoesNotSpeakOfArmGetsNoArmMachineByChance() {
    assertThat(chosen(placement(ARM, SMALL), Resources.of(1))).isEqualTo("small");
    assertThat(chosen(placement(ARM), Resources.of(1))).isEqualTo("arm");
    assertThat(chosen(placement(ARM, SMALL), hint("pool", "arm"))).isEqualTo("arm");
    assertThat(chosen(placement(ARM, SMALL), hint("vm-size", "Standard_D4ps_v5"))).isEqualTo("arm");
  }

  @Test
  void imageAndContainersGoTogether() {
    PoolOffer docker = offer("docker", "Standard_D4s_v5", 4).withContainers(Containers.REQUIRED);
    Placement placement = placement(docker, SMALL);
    JobDemand image = JobDemand.of(Resources.of(1), Containers.REQUIRED);

    assertThat(placement.choose(image, 1, 0, Set.of()).orElseThrow().offer()).isEqualTo(docker);
    assertThat(chosen(placement, Resources.of(1))).isEqualTo("small");
    assertThat(placement(SMALL).choose(image, 1, 0, Set.of())).isEmpty();
  }

  @Test
  void wrongPlacementsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Placement(List.of(), 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> placement(SMALL, SMALL))
        .withMessageContaining("two are 'small'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Placement(List.of(SMALL), -1))
        .withMessageContaining("preemptionsUntilDedicated");
  }

  private static PoolOffer offer(String name, String vmSize, int slots) {
    return PoolOffer.of(name, PoolOffer.Machine.of(vmSize, VmSizes.builtIn()), slots);
  }

  private static Placement placement(PoolOffer... offers) {
    return new Placement(List.of(offers), 3);
  }

  private static JobDemand demand(Resources resources) {
    return JobDemand.of(resources, Containers.NONE);
  }

  private static Resources hint(String key, String value) {
    return Resources.builder().hints(Map.of("azure-batch." + key, value)).build();
  }

  private static String chosen(Placement placement, Resources resources) {
    JobDemand demand = demand(resources);
    assertThat(placement.check("job a", demand)).extracting(Problem::toString).isEmpty();
    return placement.choose(demand, 1, 0, Set.of()).orElseThrow().offer().name();
  }
}
