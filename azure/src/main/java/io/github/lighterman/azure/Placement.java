package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Problem;
import io.github.lighterman.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a pool for an attempt of a job: the cheapest that fits, by the part of a node that the
 * job takes and the price of the node. Pools of which no price is known come after the others,
 * those that take fewer cores for it first. If two cost the same, a pool of spot nodes comes first,
 * and then the one that was named first.
 *
 * <p>Immutable, and asks nobody.
 */
final class Placement {
  private static final double ROUNDING = 1e-6;

  private final List<PoolOffer> offers;
  private final Map<Containers, Map<Spot.Preference, List<Rank>>> ranks;
  private final PoolMatch match;
  private final int preemptionsUntilDedicated;

  /**
   * Creates a placement in these pools, 1 or more, with names that differ.
   *
   * @param preemptionsUntilDedicated after how many preemptions, 0 or more, a job that may run on
   *     spot nodes rather goes to dedicated ones
   */
  Placement(List<PoolOffer> offers, int preemptionsUntilDedicated) {
    if (offers.isEmpty()) {
      throw new IllegalArgumentException("there must be a pool; name one or more");
    }
    Set<String> names = new HashSet<>();
    for (PoolOffer offer : offers) {
      if (!names.add(offer.name())) {
        throw new IllegalArgumentException(
            "pools must have names that differ, and two are '" + offer.name() + "'; rename one");
      }
    }
    if (preemptionsUntilDedicated < 0) {
      throw new IllegalArgumentException(
          "preemptionsUntilDedicated must be 0 or more, not " + preemptionsUntilDedicated);
    }
    this.offers = List.copyOf(offers);
    this.match = new PoolMatch(offers);
    this.preemptionsUntilDedicated = preemptionsUntilDedicated;
    List<Rank> sorted = new ArrayList<>();
    for (PoolOffer offer : offers) {
      sorted.add(Rank.of(offer, sorted.size()));
    }
    // Stable, so that the order given decides between equals.
    sorted.sort(Comparator.comparingDouble(Rank::corePrice));
    this.ranks = groups(sorted);
  }

  /**
   * A pool for an attempt.
   *
   * @param slots how many slots of a node it takes
   */
  record Choice(PoolOffer offer, int slots) {
    /** Returns the name of the pool. */
    String pool() {
      return offer.name();
    }

    /** Returns how much of a node that is, more than 0 and at most 1. */
    double share() {
      return (double) slots / offer.slotsPerNode();
    }
  }

  /** Returns the pools. */
  List<PoolOffer> offers() {
    return offers;
  }

  /**
   * Returns the pool for an attempt, or empty if none can ever run it.
   *
   * @param attempt from 1
   * @param preemptions how many of the job's nodes were taken away so far
   * @param leftOut the names of pools that could have no machine lately: one of these is chosen
   *     only if no other fits
   */
  Optional<Choice> choose(JobDemand demand, int attempt, int preemptions, Set<String> leftOut) {
    Spot.Preference spot = demand.resources().spot().settled(attempt).preference();
    boolean dedicatedFirst =
        spot == Spot.Preference.ALLOW && preemptions >= preemptionsUntilDedicated;
    Candidate best = null;
    for (Rank rank : ranks(demand.containers(), spot)) {
      if (best != null && best.beatsAll(demand.resources().cpus() * rank.corePrice())) {
        break;
      }
      Candidate candidate =
          match.brokenByKind(rank.offer, demand, spot) == null
              ? candidate(rank, demand, dedicatedFirst, leftOut)
              : null;
      if (candidate != null && (best == null || candidate.isBetterThan(best))) {
        best = candidate;
      }
    }
    return best == null ? Optional.empty() : Optional.of(new Choice(best.rank.offer, best.slots));
  }

  /**
   * Returns what is wrong with a job that may never be placed: hints that nobody knows, and the
   * attempts for which there is no pool.
   */
  List<Problem> check(String job, JobDemand demand) {
    List<Problem> problems = new ArrayList<>(PoolWish.problems(job, demand.resources().hints()));
    if (!problems.isEmpty()) {
      return problems;
    }
    Spot spot = demand.resources().spot();
    if (choose(demand, 1, 0, Set.of()).isEmpty()) {
      problems.add(refusal(job, demand, 1));
    } else if (spot.attempts() > 0 && spot.attempts() < Integer.MAX_VALUE) {
      int later = spot.attempts() + 1;
      if (choose(demand, later, 0, Set.of()).isEmpty()) {
        problems.add(refusal(job + " in attempt " + later, demand, later));
      }
    }
    return problems;
  }

  /** Returns why there is no pool for an attempt, if {@link #choose} has none. */
  Problem refusal(String job, JobDemand demand, int attempt) {
    Spot.Preference spot = demand.resources().spot().settled(attempt).preference();
    return new PlacementRefusal(offers, match).problem(job, demand, spot);
  }

  private @Nullable Candidate candidate(
      Rank rank, JobDemand demand, boolean dedicatedFirst, Set<String> leftOut) {
    PoolOffer offer = rank.offer;
    int slots = offer.slots(demand.resources());
    if (slots > offer.slotsPerNode()) {
      return null;
    }
    int reluctance =
        (leftOut.contains(offer.name()) ? 2 : 0)
            + (dedicatedFirst && offer.lease() != PoolOffer.Lease.DEDICATED ? 1 : 0);
    // In whole billionths, since what is the same by decimal numbers is not by binary ones.
    return new Candidate(rank, slots, reluctance, Math.round(slots * rank.slotPrice * 1e9));
  }

  private List<Rank> ranks(Containers containers, Spot.Preference spot) {
    return requireNonNull(requireNonNull(ranks.get(containers)).get(spot));
  }

  /** Sorts out once what most jobs would pass over one by one. */
  private static Map<Containers, Map<Spot.Preference, List<Rank>>> groups(List<Rank> ranks) {
    Map<Containers, Map<Spot.Preference, List<Rank>>> groups = new EnumMap<>(Containers.class);
    for (Containers containers : Containers.values()) {
      Map<Spot.Preference, List<Rank>> group = new EnumMap<>(Spot.Preference.class);
      for (Spot.Preference spot : Spot.Preference.values()) {
        group.put(
            spot,
            ranks.stream()
                .filter(rank -> rank.offer.containers() == containers)
                .filter(rank -> PoolMatch.isHad(rank.offer.lease(), spot))
                .toList());
      }
      groups.put(containers, group);
    }
    return groups;
  }

  /**
   * A pool with its prices.
   *
   * @param slotPrice of a slot for an hour, infinite if it's not known
   * @param corePrice of a core for an hour, infinite if it's not known
   * @param slotCores how many cores a slot has, infinite if it's not known
   */
  private record Rank(
      PoolOffer offer, int order, double slotPrice, double corePrice, double slotCores) {
    static Rank of(PoolOffer offer, int order) {
      OptionalDouble price = offer.price();
      Optional<VmSize> size = offer.machine().size();
      double cores = size.isEmpty() ? Double.POSITIVE_INFINITY : size.get().cores();
      double slots = offer.slotsPerNode();
      return price.isEmpty()
          ? new Rank(
              offer, order, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, cores / slots)
          : new Rank(
              offer,
              order,
              price.getAsDouble() / slots,
              price.getAsDouble() / cores,
              cores / slots);
    }
  }

  /**
   * A pool that fits.
   *
   * @param reluctance 0 if nothing speaks against it
   * @param cost of an hour
   */
  private record Candidate(Rank rank, int slots, int reluctance, long cost) {
    long cores() {
      return Math.round(slots * rank.slotCores * 1e9);
    }

    /** Tells whether no pool can be better in which the job's cpus alone cost this or more. */
    boolean beatsAll(double cost) {
      return reluctance == 0 && cost * (1 - ROUNDING) > slots * rank.slotPrice;
    }

    boolean isBetterThan(Candidate other) {
      if (reluctance != other.reluctance) {
        return reluctance < other.reluctance;
      }
      int order = Long.compare(cost, other.cost);
      if (order == 0 && Double.isInfinite(rank.slotPrice)) {
        order = Long.compare(cores(), other.cores());
      }
      if (order == 0 && isSpot() != other.isSpot()) {
        return isSpot();
      }
      return order < 0 || (order == 0 && rank.order < other.rank.order);
    }

    private boolean isSpot() {
      return rank.offer.lease() == PoolOffer.Lease.SPOT;
    }
  }
}
