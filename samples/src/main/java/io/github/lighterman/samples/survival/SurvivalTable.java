package io.github.lighterman.samples.survival;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The sums of many outcomes, by fault and place. Safe for use by several threads. */
final class SurvivalTable {
  private static final String ROW = "%-34s %-30s %6s %8s %8s %8s %6s %6s %9s%n";

  /** The sum of the outcomes of one kind. */
  private record Sum(int runs, int in, int out, int doubled, int lost, int left, Duration longest) {
    static final Sum NONE = new Sum(0, 0, 0, 0, 0, 0, Duration.ZERO);

    Sum with(Outcome outcome) {
      return plus(
          new Sum(
              1,
              outcome.in(),
              outcome.out(),
              outcome.doubled().size(),
              outcome.lost().size(),
              outcome.left().size(),
              outcome.recovery()));
    }

    Sum plus(Sum other) {
      return new Sum(
          runs + other.runs,
          in + other.in,
          out + other.out,
          doubled + other.doubled,
          lost + other.lost,
          left + other.left,
          longest.compareTo(other.longest) > 0 ? longest : other.longest);
    }

    String row(String fault, String place) {
      return String.format(
          Locale.ROOT,
          ROW,
          fault,
          place,
          runs,
          in,
          out,
          doubled,
          lost,
          left,
          String.format(Locale.ROOT, "%.1f s", longest.toMillis() / 1e3));
    }
  }

  /** Which outcomes belong together. */
  private record Kind(String fault, String place) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byFault = fault.compareTo(other.fault);
      return byFault == 0 ? place.compareTo(other.place) : byFault;
    }
  }

  // Both guarded by this.
  private final Map<Kind, Sum> sums = new TreeMap<>();
  private final List<Outcome> bad = new ArrayList<>();

  synchronized void add(Outcome outcome) {
    sums.merge(
        new Kind(outcome.fault(), outcome.place()), Sum.NONE.with(outcome), (a, b) -> a.plus(b));
    if (!outcome.isGood()) {
      bad.add(outcome);
    }
  }

  /** Returns how many runs there were. */
  synchronized int runs() {
    return total().runs();
  }

  /** Returns those that did not end as they should. */
  synchronized List<Outcome> bad() {
    return List.copyOf(bad);
  }

  /** Returns the table as text, a line for each fault and place and one for all. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            ROW,
            "fault",
            "place",
            "runs",
            "jobs in",
            "out",
            "doubled",
            "lost",
            "left",
            "recovery"));
    sums.forEach((kind, sum) -> text.append(sum.row(kind.fault(), kind.place())));
    return text.append(total().row("all", "")).toString();
  }

  private Sum total() {
    return sums.values().stream().reduce(Sum.NONE, Sum::plus);
  }
}
