package io.github.lighterman.samples.survival;

import java.util.Optional;

/** Prints what runs come through. */
public final class Survival {
  private Survival() {}

  /** Runs it. */
  public static void main(String... args) throws Exception {
    SurvivalTable table = new SurvivalTable();
    try (AzureCrashes crashes = new AzureCrashes()) {
      long requests = crashes.requests();
      System.out.println(requests + " requests");
      long from = Long.parseLong(args[0]), to = Long.parseLong(args[1]), step = Long.parseLong(args[2]);
      for (long i = from; i <= to; i += step) {
        for (CutWire.Side side : CutWire.Side.values()) {
          long start = System.nanoTime();
          Optional<Outcome> outcome = crashes.at(i, side);
          outcome.ifPresent(table::add);
          System.out.println(i + " " + side + " " + outcome.map(o -> o.place() + " " + o.isGood() + " " + o.recovery() + (o.isGood() ? "" : "\n    doubled " + o.doubled() + "\n    lost " + o.lost() + "\n    left " + o.left().size() + " " + o.left().stream().limit(4).toList())).orElse("none") + " " + (System.nanoTime() - start) / 1000000);
        }
      }
    }
    System.out.println(table.text());
  }
}
