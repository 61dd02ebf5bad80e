package io.github.lighterman.samples.survival;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts runs through all that can happen to them, and prints a table of what came of it: jobs in,
 * jobs out as they should be, what happened twice, what was lost, and what was left behind. All but
 * the first two must be 0.
 *
 * <ul>
 *   <li>{@code cut}: a driver on emulated Azure dies before and after every request that it makes.
 *   <li>{@code kill}: the same with a process that is killed, at seeded requests.
 *   <li>{@code local}: a driver on this machine is killed at seeded moments.
 * </ul>
 *
 * <p>Arguments: kinds, each with the number of runs, as {@code cut=600 kill=20 local=400}; 0 takes
 * every request. Without any: {@code cut=0 kill=40 local=400}.
 */
public final class Survival {
  private static final long SEED = 20_261_129;
  private static final int MOST_BEYOND = 6;
  private static final int EACH = 50;

  private final SurvivalTable table = new SurvivalTable();
  private final Random random = new Random(SEED);

  private Survival() {}

  /** Runs it, and prints the table. */
  public static void main(String... args) throws Exception {
    SurvivalTable table =
        run(args.length == 0 ? new String[] {"cut=0", "kill=40", "local=400"} : args);
    System.out.print(table.text());
    for (Outcome bad : table.bad()) {
      System.out.println(bad);
    }
  }

  /** Runs what the arguments say, and returns the table. */
  static SurvivalTable run(String... args) throws IOException, InterruptedException {
    Survival survival = new Survival();
    for (String arg : args) {
      List<String> parts = Arrays.asList(arg.split("=", 2));
      int count = Integer.parseInt(parts.get(1));
      switch (parts.get(0)) {
        case "cut" -> survival.cut(count);
        case "kill" -> survival.kill(count);
        case "local" -> survival.local(count);
        default -> throw new IllegalArgumentException("there is no " + arg + "; see Survival");
      }
    }
    return survival.table;
  }

  private void cut(int count) throws IOException, InterruptedException {
    try (AzureCrashes crashes = new AzureCrashes()) {
      long requests = crashes.requests();
      if (count == 0) {
        int beyond = 0;
        // No two runs make the same number of requests.
        for (long request = 1; beyond < MOST_BEYOND; request++) {
          for (CutWire.Side side : CutWire.Side.values()) {
            beyond += add(crashes.cut(request, side)) ? 0 : 1;
          }
        }
      }
      for (long request : some(count, requests)) {
        add(crashes.cut(request, side(request)));
      }
    }
  }

  private void kill(int count) throws IOException, InterruptedException {
    try (AzureCrashes crashes = new AzureCrashes()) {
      long requests = crashes.requests();
      for (long request : some(count, requests)) {
        add(crashes.kill(request, side(request)));
      }
    }
  }

  private void local(int count) throws IOException, InterruptedException {
    LocalCrashes crashes = new LocalCrashes(SEED);
    for (int i = 0; i < count; i++) {
      add(crashes.kill());
    }
  }

  private Set<Long> some(int count, long most) {
    Set<Long> some = new TreeSet<>();
    while (some.size() < Math.min(count, most)) {
      some.add(1 + (long) (random.nextDouble() * most));
    }
    return some;
  }

  private static CutWire.Side side(long request) {
    return request % 2 == 0 ? CutWire.Side.BEFORE : CutWire.Side.AFTER;
  }

  private boolean add(Optional<Outcome> outcome) {
    outcome.ifPresent(table::add);
    if (outcome.isPresent() && table.runs() % EACH == 0) {
      System.err.println(table.runs() + " runs, " + table.bad().size() + " of them bad");
    }
    return outcome.isPresent();
  }
}
