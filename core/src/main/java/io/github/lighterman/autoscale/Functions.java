package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.Value.Scalar;
import io.github.lighterman.autoscale.Value.Text;
import io.github.lighterman.autoscale.Value.Timestamp;
import io.github.lighterman.autoscale.Value.Vector;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** One call of one of the language's functions. */
final class Functions {
  /** A little more than a week's samples. Without it a few statements could fill any memory. */
  private static final int MOST_VALUES = 25_000;

  private final Position at;
  private final String name;

  Functions(Position at, String name) {
    this.at = at;
    this.name = name;
  }

  /** Returns what the function makes of arguments of these types. */
  Type result(List<Type> types) {
    if (Aggregate.of(name) != null) {
      requireNumeric(types);
      return Type.DOUBLE;
    }
    if (Elementwise.of(name) != null) {
      requireNumeric(types);
      return types.size() == 1 ? types.get(0) : Type.DOUBLE_VEC;
    }
    return switch (name) {
      case "percentile", "val" -> {
        require(types, Type.DOUBLE_VEC, Type.DOUBLE);
        yield Type.DOUBLE;
      }
      case "rand" -> {
        require(types);
        yield Type.DOUBLE;
      }
      case "stop" -> {
        require(types);
        yield Type.UNKNOWN;
      }
      case "time" -> {
        require(types, types.isEmpty() ? new Type[0] : new Type[] {Type.STRING});
        yield Type.TIMESTAMP;
      }
      default -> throw Mistake.at(at, "Unknown function: " + name);
    };
  }

  /** Returns the value, for arguments that {@link #result} has found to be right. */
  Value apply(List<Value> values, Evaluation evaluation) {
    @Nullable Aggregate aggregate = Aggregate.of(name);
    if (aggregate != null) {
      return new Scalar(aggregate.apply(at, list(values)));
    }
    @Nullable Elementwise elementwise = Elementwise.of(name);
    if (elementwise != null) {
      return values.size() == 1 && values.get(0) instanceof Scalar number
          ? new Scalar(elementwise.apply(number.value()))
          : new Vector(Arrays.stream(list(values)).map(elementwise::apply).toArray());
    }
    return switch (name) {
      case "percentile" -> new Scalar(percentile(vector(values), number(values)));
      case "val" -> new Scalar(element(vector(values), number(values)));
      case "rand" -> new Scalar(evaluation.random());
      case "time" -> time(values, evaluation);
      default -> throw evaluation.stop();
    };
  }

  private void requireNumeric(List<Type> types) {
    for (Type type : types) {
      if (!type.isNumeric()) {
        throw Mistake.at(at, name + " takes a list of double and doubleVec, not a " + type);
      }
    }
  }

  private void require(List<Type> types, Type... needed) {
    boolean fits = types.size() == needed.length;
    for (int i = 0; fits && i < needed.length; i++) {
      fits = types.get(i).fits(needed[i]);
    }
    if (!fits) {
      throw Mistake.at(
          at, name + " takes (" + join(List.of(needed)) + "), not (" + join(types) + ")");
    }
  }

  private static String join(List<Type> types) {
    return String.join(", ", types.stream().map(Type::toString).toList());
  }

  private double[] list(List<Value> values) {
    DoubleStream all =
        values.stream()
            .flatMapToDouble(
                value ->
                    value instanceof Vector vector
                        ? Arrays.stream(vector.values())
                        : DoubleStream.of(((Scalar) value).value()));
    double[] list = all.limit(MOST_VALUES + 1).toArray();
    if (list.length > MOST_VALUES) {
      throw Mistake.at(at, name + " takes at most " + MOST_VALUES + " values");
    }
    return list;
  }

  private static double[] vector(List<Value> values) {
    return ((Vector) values.get(0)).values();
  }

  private static double number(List<Value> values) {
    return ((Scalar) values.get(1)).value();
  }

  /** The smallest element that no less than {@code percent} of all don't exceed. */
  private double percentile(double[] values, double percent) {
    if (values.length == 0 || !(percent >= 0 && percent <= 100)) {
      throw Mistake.at(
          at,
          "percentile needs a value or more and a percentage of 0 to 100, not "
              + values.length
              + " values and "
              + Numbers.show(percent));
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
  }

  private double element(double[] values, double index) {
    if (!(index >= 0 && index < values.length)) {
      throw Mistake.at(
          at,
          "val needs an index from 0 to "
              + (values.length - 1)
              + ", the last of "
              + values.length
              + " elements, not "
              + Numbers.show(index));
    }
    return values[(int) index];
  }

  private Timestamp time(List<Value> values, Evaluation evaluation) {
    String text = values.isEmpty() ? "" : ((Text) values.get(0)).value();
    return new Timestamp(text.isEmpty() ? Ticks.of(evaluation.now()) : TimeText.ticks(at, text));
  }
}
