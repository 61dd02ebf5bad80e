package io.github.lighterman.autoscale;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function of one number, and of each of many. */
enum Elementwise {
  CEIL(Math::ceil),
  FLOOR(Math::floor),
  LG(x -> Math.log(x) / Math.log(2)),
  LN(Math::log),
  LOG(Math::log10),
  // Halves go away from zero; the documentation only says that it rounds.
  ROUND(x -> Math.signum(x) * Math.floor(Math.abs(x) + 0.5));

  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final DoubleUnaryOperator function;

  Elementwise(DoubleUnaryOperator function) {
    this.function = function;
  }

  double apply(double value) {
    return function.applyAsDouble(value);
  }

  static @Nullable Elementwise of(String name) {
    for (Elementwise elementwise : values()) {
      if (elementwise.toString().equals(name)) {
        return elementwise;
      }
    }
    return null;
  }

  /** Returns it as a formula writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
