package io.github.lighterman.azure;

import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class Placement {
  record Choice(String pool, int slots) {}

  private final List<PoolOffer> offers;

  Placement(List<PoolOffer> offers) {
    this.offers = List.copyOf(offers);
  }

  List<PoolOffer> offers() {
    return offers;
  }

  Optional<Choice> choose(Resources resources, int attempt, int preemptions, Set<String> leftOut) {
    PoolOffer offer = offers.get(0);
    return Optional.of(
        new Choice(offer.name(), new Slots(offer.slotsPerNode()).of(resources)));
  }

  Optional<Problem> problem(String job, Resources resources) {
    return new Slots(offers.get(0).slotsPerNode()).problem(job, resources);
  }
}
