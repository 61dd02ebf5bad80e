package io.github.lighterman.azure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Measures how long it takes to choose pools for many jobs. It stands among the tests and not in
 * the samples, for the choice is no public one, and a run that makes it does much else besides.
 *
 * <p>Beside it, in the same round, the JDK sorts as many numbers as there are jobs: a scale that
 * goes with the machine and knows nothing of ours. And once more the pools are chosen by looking at
 * each of them for each job, which is what the order of prices saves.
 *
 * <p>Arguments: how many jobs, 100,000 unless given; how many pools, 50; rounds, 9.
 */
final class ManyPlacements {
  private ManyPlacements() {}

  /** Runs the benchmark. */
  public static void main(String... args) {
    int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int pools = args.length > 1 ? Integer.parseInt(args[1]) : 50;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 9;
    PlacementLoad load = new PlacementLoad(1);
    List<PoolOffer> offers = load.offers(pools);
    List<JobDemand> demands = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      demands.add(load.demand(pools));
    }
    Placement placement = new Placement(offers, 3);
    PoolMatch match = new PoolMatch(offers);
    Double[] numbers = new Random(1).doubles(jobs).boxed().toArray(Double[]::new);
    double[] ours = new double[rounds];
    double[] all = new double[rounds];
    double[] sorts = new double[rounds];
    long placed = 0;
    // The first rounds warm up.
    for (int round = -rounds; round < rounds; round++) {
      int slot = Math.max(0, round);
      long start = System.nanoTime();
      placed = demands.stream().filter(job -> isPlaced(placement, job)).count();
      ours[slot] = millis(start);
      start = System.nanoTime();
      long fits = demands.stream().filter(job -> cheapest(offers, match, job) >= 0).count();
      all[slot] = millis(start);
      Double[] copy = numbers.clone();
      start = System.nanoTime();
      Arrays.sort(copy);
      sorts[slot] = millis(start);
      if (fits != placed) {
        throw new IllegalStateException(placed + " jobs were placed, and " + fits + " fit");
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d jobs, %d pools, %,d placed: %s ms; looking at every pool %s ms; the JDK sorts as many"
            + " numbers in %s ms; %.2f of that%n",
        jobs,
        pools,
        placed,
        text(ours),
        text(all),
        text(sorts),
        middle(ours) / middle(sorts));
  }

  private static boolean isPlaced(Placement placement, JobDemand job) {
    return placement.choose(job, 1, 0, Set.of()).isPresent();
  }

  private static int cheapest(List<PoolOffer> offers, PoolMatch match, JobDemand job) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < offers.size(); i++) {
      PoolOffer offer = offers.get(i);
      if (match.broken(offer, job, job.resources().spot().settled(1).preference()) == null) {
        double cost =
            offer.price().orElse(1e9) * offer.slots(job.resources()) / offer.slotsPerNode();
        if (cost < least) {
          least = cost;
          best = i;
        }
      }
    }
    return best;
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static double middle(double[] values) {
    return DoubleStream.of(values).sorted().toArray()[values.length / 2];
  }

  private static String text(double[] values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    return String.format(
        Locale.ROOT, "%.1f (%.1f to %.1f)", middle(values), sorted[0], sorted[sorted.length - 1]);
  }
}
