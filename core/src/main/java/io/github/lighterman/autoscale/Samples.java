package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.FormulaProblem.Kind;
import io.github.lighterman.autoscale.Value.Interval;
import io.github.lighterman.autoscale.Value.Scalar;
import io.github.lighterman.autoscale.Value.Timestamp;
import io.github.lighterman.autoscale.Value.Vector;
import java.time.Instant;
import java.util.List;

/** One call of one of the functions that every metric has. */
final class Samples {
  private static final long PERIOD = Ticks.of(MetricHistory.PERIOD);

  private final Position at;
  private final Metric metric;

  Samples(Position at, Metric metric) {
    this.at = at;
    this.metric = metric;
  }

  /** Returns what a method makes of arguments of these types. */
  Type result(String method, List<Type> types) {
    boolean fits =
        switch (method) {
          case "GetSample" -> isCount(types) || isSpan(withoutPercent(types));
          case "GetSamplePercent" -> isSpan(types);
          case "GetSamplePeriod", "Count", "HistoryBeginTime" -> types.isEmpty();
          default -> throw Mistake.at(at, "Unknown method: " + metric.variable() + "." + method);
        };
    if (!fits) {
      throw Mistake.at(at, method + " takes " + usage(method) + ", not (" + join(types) + ")");
    }
    return switch (method) {
      case "GetSample" -> Type.DOUBLE_VEC;
      case "GetSamplePeriod" -> Type.TIMEINTERVAL;
      case "HistoryBeginTime" -> Type.TIMESTAMP;
      default -> Type.DOUBLE;
    };
  }

  /** Returns the value, for arguments that {@link #result} has found to be right. */
  Value apply(String method, List<Value> values, Evaluation evaluation) {
    MetricHistory history = evaluation.history(metric);
    Instant now = evaluation.now();
    return switch (method) {
      case "GetSample" ->
          values.get(0) instanceof Scalar count
              ? new Vector(history.newest(count(count), now))
              : new Vector(enough(history, values, now));
      case "GetSamplePercent" -> new Scalar(Window.of(values, now).percent(history, now));
      case "GetSamplePeriod" -> new Interval(PERIOD);
      case "Count" -> new Scalar(history.count(now));
      default -> new Timestamp(Ticks.of(history.begin(now).orElseThrow(this::noSample)));
    };
  }

  private double[] enough(MetricHistory history, List<Value> values, Instant now) {
    Window window = Window.of(values, now);
    if (values.get(values.size() - 1) instanceof Scalar wanted) {
      double received = window.percent(history, now);
      if (!(received >= wanted.value())) {
        throw insufficient(
            metric.variable()
                + " wanted "
                + Numbers.show(wanted.value())
                + "%, received "
                + (long) received
                + "%");
      }
    }
    return history.between(window.from(), window.to(), now);
  }

  private long count(Scalar count) {
    if (!(count.value() >= 0)) {
      throw Mistake.at(at, "GetSample takes a count of 0 or more, not " + count);
    }
    return (long) count.value();
  }

  private Mistake noSample() {
    return insufficient(metric.variable() + " has no sample yet");
  }

  private Mistake insufficient(String detail) {
    return new Mistake(Kind.INSUFFICIENT_SAMPLES, at, "Insufficient data from data set: " + detail);
  }

  private static String join(List<Type> types) {
    return String.join(", ", types.stream().map(Type::toString).toList());
  }

  private static boolean isCount(List<Type> types) {
    return types.size() == 1 && types.get(0).fits(Type.DOUBLE);
  }

  private static List<Type> withoutPercent(List<Type> types) {
    int last = types.size() - 1;
    return last >= 1 && types.get(last).fits(Type.DOUBLE) ? types.subList(0, last) : types;
  }

  private static boolean isSpan(List<Type> types) {
    return (types.size() == 1 || types.size() == 2)
        && types.stream()
            .allMatch(type -> type.fits(Type.TIMESTAMP) || type.fits(Type.TIMEINTERVAL));
  }

  private static String usage(String method) {
    return switch (method) {
      case "GetSample" ->
          "a count, or a start, perhaps an end (each a timestamp or a timeinterval before now) and"
              + " perhaps a percentage";
      case "GetSamplePercent" ->
          "a start and perhaps an end, each a timestamp or a timeinterval before now";
      default -> "no arguments";
    };
  }
}
