package io.github.lighterman.autoscale;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A function that makes one number out of many. */
enum Aggregate {
  AVG(1, v -> Arrays.stream(v).sum() / v.length),
  LEN(0, v -> v.length),
  MAX(1, v -> Arrays.stream(v).max().orElseThrow()),
  MIN(1, v -> Arrays.stream(v).min().orElseThrow()),
  NORM(0, v -> Math.sqrt(Arrays.stream(v).map(x -> x * x).sum())),
  RANGE(1, v -> Arrays.stream(v).max().orElseThrow() - Arrays.stream(v).min().orElseThrow()),
  STD(2, Aggregate::sampleDeviation),
  SUM(0, v -> Arrays.stream(v).sum());

  private final int fewest;

  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final ToDoubleFunction<double[]> function;

  Aggregate(int fewest, ToDoubleFunction<double[]> function) {
    this.fewest = fewest;
    this.function = function;
  }

  /** What becomes of too few values is not documented: this fails rather than make up a number. */
  double apply(Position at, double[] values) {
    if (values.length < fewest) {
      throw Mistake.at(
          at,
          this
              + " needs "
              + fewest
              + " or more values, and there are "
              + values.length
              + "; a metric may have had no samples: ask GetSamplePercent first");
    }
    return function.applyAsDouble(values);
  }

  static @Nullable Aggregate of(String name) {
    for (Aggregate aggregate : values()) {
      if (aggregate.toString().equals(name)) {
        return aggregate;
      }
    }
    return null;
  }

  private static double sampleDeviation(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /** Returns it as a formula writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
