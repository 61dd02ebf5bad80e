package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.Value.Interval;
import io.github.lighterman.autoscale.Value.Text;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names that the service gives a meaning, all case-sensitive. */
final class Names {
  static final String OPTION = "$NodeDeallocationOption";

  private static final Map<String, Value> CONSTANTS = constants();

  private Names() {}

  /** Returns the value of a named constant, or null if the name is none. */
  static @Nullable Value constant(String name) {
    return CONSTANTS.get(name);
  }

  /** Throws unless a formula may give this variable a value of this type. */
  static void requireAssignable(Position at, String name, Type type) {
    if (constant(name) != null) {
      throw Mistake.at(at, "Can't assign to the constant " + name);
    }
    if (Metric.of(name) != null) {
      throw Mistake.at(at, "Can't assign to the read-only variable " + name);
    }
    @Nullable Type needed =
        Target.of(name) != null ? Type.DOUBLE : name.equals(OPTION) ? Type.STRING : null;
    if (needed != null && !type.fits(needed)) {
      throw Mistake.at(at, name + " must be a " + needed + ", not a " + type);
    }
  }

  private static Map<String, Value> constants() {
    Map<String, Value> constants = new TreeMap<>();
    constants.put("TimeInterval_Zero", new Interval(0));
    constants.put("TimeInterval_100ns", new Interval(1));
    constants.put("TimeInterval_Microsecond", new Interval(10));
    constants.put("TimeInterval_Millisecond", interval(Duration.ofMillis(1)));
    constants.put("TimeInterval_Second", interval(Duration.ofSeconds(1)));
    constants.put("TimeInterval_Minute", interval(Duration.ofMinutes(1)));
    constants.put("TimeInterval_Hour", interval(Duration.ofHours(1)));
    constants.put("TimeInterval_Day", interval(Duration.ofDays(1)));
    constants.put("TimeInterval_Week", interval(Duration.ofDays(7)));
    // How long a year is isn't documented.
    constants.put("TimeInterval_Year", interval(Duration.ofDays(365)));
    for (DeallocationOption option : DeallocationOption.values()) {
      constants.put(option.toString(), new Text(option.toString()));
    }
    return Map.copyOf(constants);
  }

  private static Interval interval(Duration length) {
    return new Interval(Ticks.of(length));
  }
}
