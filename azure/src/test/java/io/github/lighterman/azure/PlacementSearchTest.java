package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Spot;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the search, which leaves out what can't win, against one that looks at every pool. */
class PlacementSearchTest {
  private static final int PREEMPTIONS = 2;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void choiceIsTheBestOfAllPools(long seed) {
    PlacementLoad load = new PlacementLoad(seed);
    int placed = 0;
    int refused = 0;
    for (int round = 0; round < 200; round++) {
      List<PoolOffer> offers = load.offers(1 + load.below(20));
      Placement placement = new Placement(offers, PREEMPTIONS);
      for (int i = 0; i < 50; i++) {
        JobDemand demand = load.demand(offers.size());
        int attempt = 1 + load.below(4);
        int preemptions = load.below(4);
        Set<String> leftOut = someOf(offers, load);
        Optional<PoolOffer> chosen =
            placement.choose(demand, attempt, preemptions, leftOut).map(Placement.Choice::offer);

        assertThat(chosen).isEqualTo(best(offers, demand, attempt, preemptions, leftOut));
        if (chosen.isEmpty()) {
          assertThat(placement.refusal("job a", demand, attempt).toString())
              .startsWith("job a: ")
              .hasSizeLessThan(900);
          refused++;
        } else {
          placed++;
        }
        // What is accepted has a pool in every attempt, however often it was preempted.
        if (placement.check("job a", demand).isEmpty()) {
          assertThat(chosen).isPresent();
        }
      }
    }
    assertThat(placed).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(1_000);
  }

  private static Optional<PoolOffer> best(
      List<PoolOffer> offers, JobDemand demand, int attempt, int preemptions, Set<String> out) {
    Spot.Preference spot = demand.resources().spot().settled(attempt).preference();
    boolean tired = spot == Spot.Preference.ALLOW && preemptions >= PREEMPTIONS;
    PoolMatch match = new PoolMatch(offers);
    return offers.stream()
        .filter(offer -> match.broken(offer, demand, spot) == null)
        .min(
            Comparator.comparing((PoolOffer offer) -> out.contains(offer.name()))
                .thenComparing(offer -> tired && offer.lease() != PoolOffer.Lease.DEDICATED)
                .thenComparing(offer -> offer.price().isEmpty())
                .thenComparing(
                    offer ->
                        share(offer, demand)
                            .multiply(weight(offer))
                            .setScale(9, RoundingMode.HALF_UP))
                .thenComparing(offer -> offer.lease() != PoolOffer.Lease.SPOT));
  }

  private static BigDecimal share(PoolOffer offer, JobDemand demand) {
    return offer.machine().size().isEmpty()
        ? BigDecimal.ONE
        : BigDecimal.valueOf(offer.slotsFor(demand.resources()).orElseThrow())
            .divide(BigDecimal.valueOf(offer.slotsPerNode()), MathContext.DECIMAL128);
  }

  /** The price, or else the cores, of which an unknown machine has more than any other. */
  private static BigDecimal weight(PoolOffer offer) {
    int cores = offer.machine().size().map(VmSize::cores).orElse(Integer.MAX_VALUE);
    return BigDecimal.valueOf(offer.price().orElse(cores));
  }

  private static Set<String> someOf(List<PoolOffer> offers, PlacementLoad load) {
    Set<String> some = new HashSet<>();
    for (PoolOffer offer : offers) {
      if (load.below(4) == 0) {
        some.add(offer.name());
      }
    }
    return some;
  }
}
