package io.github.lighterman.autoscale;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What an expression has come to. */
sealed interface Value {
  Type type();

  /** Returns it as the service's results show it. */
  @Override
  String toString();

  /** A number; also a truth, of which 0 is false and all else true. */
  record Scalar(double value) implements Value {
    static Scalar of(boolean truth) {
      return new Scalar(truth ? 1 : 0);
    }

    boolean isTrue() {
      return value != 0;
    }

    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public String toString() {
      return Numbers.show(value);
    }
  }

  /** Numbers in order. Nobody changes the array. */
  @SuppressWarnings("ArrayRecordComponent") // It's never compared, and may hold a week's samples.
  record Vector(double[] values) implements Value {
    @Override
    public Type type() {
      return Type.DOUBLE_VEC;
    }

    @Override
    public String toString() {
      return Arrays.stream(values)
          .mapToObj(Numbers::show)
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** A text, also the name of a deallocation option. */
  record Text(String value) implements Value {
    @Override
    public Type type() {
      return Type.STRING;
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /** A point in time, in ticks of 100 ns since the year 1. */
  record Timestamp(long ticks) implements Value {
    @Override
    public Type type() {
      return Type.TIMESTAMP;
    }

    @Override
    public String toString() {
      return Ticks.showTime(ticks);
    }
  }

  /** A length of time, in ticks of 100 ns. */
  record Interval(long ticks) implements Value {
    @Override
    public Type type() {
      return Type.TIMEINTERVAL;
    }

    @Override
    public String toString() {
      return Ticks.showInterval(ticks);
    }
  }
}
