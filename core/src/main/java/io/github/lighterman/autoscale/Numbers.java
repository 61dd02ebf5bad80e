package io.github.lighterman.autoscale;

import java.math.BigDecimal;

/** Shows numbers as the service's results do. */
final class Numbers {
  private static final double LARGEST_PLAIN = 1e15;
  private static final double SMALLEST_PLAIN = 1e-5;

  private Numbers() {}

  /** Returns the shortest text that reads back as the same number; whole ones without a point. */
  static String show(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= SMALLEST_PLAIN && size < LARGEST_PLAIN) {
      return exact.toPlainString();
    }
    return scientific(exact);
  }

  private static String scientific(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    String sign = exponent < 0 ? "-" : "+";
    String digits = String.valueOf(Math.abs(exponent));
    return value.movePointLeft(exponent).toPlainString()
        + "E"
        + sign
        + (digits.length() < 2 ? "0" + digits : digits);
  }
}
