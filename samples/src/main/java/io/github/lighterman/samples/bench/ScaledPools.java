package io.github.lighterman.samples.bench;

import io.github.lighterman.azure.AutoScale;
import io.github.lighterman.azure.PoolScale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures what a pool costs that scales itself: the hours of its nodes, booting ones included,
 * against those of {@link PackedNodes}, and against those of nodes whose slots are full at all
 * times. The latter is less than any pool could do with: after a burst the nodes empty slot by
 * slot, for who fills them doesn't know how long tasks take. Beside it what a pool costs that
 * always has the most nodes that the other ever had. All of it on the emulator, by a clock that
 * stands still until it's moved.
 *
 * <p>Prints medians over several seeded days of each kind of load. Arguments: how many days of each
 * kind, 5 without; how many hours a day has, 24 without.
 */
public final class ScaledPools {
  private static final String FORMAT = "%-12s %20s %22s %22s %22s %24s%n";
  private static final int SLOTS = 4;
  private static final int MOST = 100;
  private static final AutoScale SCALE = PoolScale.auto().nodes(0, MOST).build();

  /** A kind of load: when how many tasks come, and how many minutes they take at most. */
  private enum Load {
    /** One wave, with its crest in the middle. */
    DAY("one wave", 30) {
      @Override
      double tasksPerMinute(double part, Random random) {
        return 10 * Math.pow(Math.sin(Math.PI * part), 2);
      }
    },
    /** The same all the time. */
    STEADY("steady", 30) {
      @Override
      double tasksPerMinute(double part, Random random) {
        return 6;
      }
    },
    /** Nothing for long, and then many at once. */
    BURSTS("bursts", 60) {
      @Override
      double tasksPerMinute(double part, Random random) {
        return random.nextInt(120) == 0 ? 300 : 0;
      }
    },
    /** Tasks that take hours. */
    LONG("long tasks", 240) {
      @Override
      double tasksPerMinute(double part, Random random) {
        return 1;
      }
    };

    private final String words;
    private final int mostMinutes;

    Load(String words, int mostMinutes) {
      this.words = words;
      this.mostMinutes = mostMinutes;
    }

    abstract double tasksPerMinute(double part, Random random);
  }

  private record Costs(double scaled, double fixed, double packed, double full, double waited) {}

  private ScaledPools() {}

  /** Runs the benchmark. */
  public static void main(String... args) {
    int days = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int hours = args.length > 1 ? Integer.parseInt(args[1]) : 24;
    System.out.printf(
        FORMAT,
        "load",
        "hours packed",
        "scaled, times packed",
        "scaled, times full",
        "fixed, times packed",
        "minutes waited, mean");
    for (Load load : Load.values()) {
      List<Costs> all = new ArrayList<>();
      for (int seed = 1; seed <= days; seed++) {
        all.add(day(load, seed, hours));
      }
      List<Double> scaled = all.stream().map(Costs::scaled).toList();
      List<Double> packed = all.stream().map(Costs::packed).toList();
      System.out.printf(
          Locale.ROOT,
          FORMAT,
          load.words,
          Spread.of(packed).text(0),
          Spread.ofRatios(scaled, packed).text(2),
          Spread.ofRatios(scaled, all.stream().map(Costs::full).toList()).text(2),
          Spread.ofRatios(all.stream().map(Costs::fixed).toList(), packed).text(2),
          Spread.of(all.stream().map(Costs::waited).toList()).text(1));
    }
  }

  /** Lets tasks come for a day, and the pool work them off and go down to zero. */
  private static Costs day(Load load, int seed, int hours) {
    Random random = new Random(seed);
    PackedNodes packed = new PackedNodes(SLOTS, MOST);
    try (ScaledPool pool = ScaledPool.start(SCALE, SLOTS)) {
      double due = random.nextDouble();
      double tasks = 0;
      for (int minute = 0; minute < hours * 60; minute++) {
        due += load.tasksPerMinute(minute / (hours * 60.0), random);
        List<Duration> added = new ArrayList<>();
        for (; due >= 1; due--) {
          int most = load.mostMinutes * 60;
          added.add(Duration.ofSeconds(most / 6 + random.nextInt(most - most / 6)));
        }
        tasks += added.size();
        pool.submit(added);
        packed.submit(minute * 60L, added);
        pool.passMinute();
      }
      while (pool.nodes() > 0 || pool.unfinished() > 0) {
        pool.passMinute();
      }
      return new Costs(
          pool.nodeMinutes() / 60.0,
          pool.mostNodes() * pool.minutes() / 60.0,
          packed.hours(),
          pool.work().toSeconds() / 3600.0 / SLOTS,
          pool.waitedMinutes() / Math.max(1, tasks));
    }
  }
}
