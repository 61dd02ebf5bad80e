package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.Value.Interval;
import io.github.lighterman.autoscale.Value.Scalar;
import io.github.lighterman.autoscale.Value.Text;
import io.github.lighterman.autoscale.Value.Timestamp;
import io.github.lighterman.autoscale.Value.Vector;

/** Applies operators to values of which {@link BinaryOperator#result} has said that they go. */
final class Arithmetic {
  private final BinaryOperator operator;
  private final Position at;

  Arithmetic(BinaryOperator operator, Position at) {
    this.operator = operator;
    this.at = at;
  }

  Value apply(Value left, Value right) {
    if (left instanceof Scalar l && right instanceof Scalar r) {
      return new Scalar(operator.apply(l.value(), r.value()));
    }
    if (left instanceof Vector l) {
      return vector(l.values(), right);
    }
    if (left instanceof Text l && right instanceof Text r) {
      return Scalar.of(operator.holds(l.value().compareTo(r.value())));
    }
    if (left instanceof Scalar l && right instanceof Interval r) {
      return scaled(r.ticks() * l.value());
    }
    if (left instanceof Interval l) {
      return interval(l.ticks(), right);
    }
    if (left instanceof Timestamp l) {
      return timestamp(l.ticks(), right);
    }
    throw new IllegalStateException(left.type() + operator.symbol() + right.type());
  }

  private Value interval(long left, Value right) {
    if (right instanceof Timestamp time) {
      return moved(time.ticks(), left);
    }
    if (right instanceof Interval interval) {
      return intervals(left, interval.ticks());
    }
    double factor = ((Scalar) right).value();
    return scaled(operator.apply((double) left, factor));
  }

  private Value intervals(long left, long right) {
    try {
      return switch (operator) {
        case PLUS -> new Interval(Math.addExact(left, right));
        case MINUS -> new Interval(Math.subtractExact(left, right));
        default -> Scalar.of(operator.holds(Long.compare(left, right)));
      };
    } catch (ArithmeticException e) {
      throw tooLong();
    }
  }

  private Value timestamp(long left, Value right) {
    if (right instanceof Interval interval) {
      return moved(left, interval.ticks());
    }
    long other = ((Timestamp) right).ticks();
    return operator == BinaryOperator.MINUS
        ? new Interval(left - other)
        : Scalar.of(operator.holds(Long.compare(left, other)));
  }

  private Timestamp moved(long time, long interval) {
    // Can't overflow in the wrong direction: a time is never negative.
    long moved = interval > Long.MAX_VALUE - time ? Long.MAX_VALUE : time + interval;
    if (!Ticks.isTime(moved)) {
      throw Mistake.at(at, "the timestamp would lie outside of the years 1 to 9999");
    }
    return new Timestamp(moved);
  }

  private Interval scaled(double ticks) {
    // The largest double below 2^63 is less than the largest long, and -2^63 is both.
    if (!(ticks >= Long.MIN_VALUE && ticks < Long.MAX_VALUE)) {
      throw tooLong();
    }
    return new Interval(Math.round(ticks));
  }

  private Vector vector(double[] left, Value right) {
    double[] result = new double[left.length];
    if (right instanceof Scalar number) {
      for (int i = 0; i < left.length; i++) {
        result[i] = operator.apply(left[i], number.value());
      }
      return new Vector(result);
    }
    double[] other = ((Vector) right).values();
    if (left.length != other.length) {
      throw Mistake.at(
          at,
          "a doubleVec of "
              + left.length
              + " and one of "
              + other.length
              + " elements have no "
              + operator.symbol());
    }
    for (int i = 0; i < left.length; i++) {
      result[i] = operator.apply(left[i], other[i]);
    }
    return new Vector(result);
  }

  private Mistake tooLong() {
    return Mistake.at(at, "the timeinterval would be longer than 10675199 days");
  }
}
