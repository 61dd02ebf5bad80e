package io.github.lighterman.autoscale;

import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A number of nodes that a formula can set. */
enum Target {
  DEDICATED("$TargetDedicatedNodes", "$TargetDedicated", PoolSize::targetDedicatedNodes),
  LOW_PRIORITY("$TargetLowPriorityNodes", "$TargetLowPriority", PoolSize::targetLowPriorityNodes);

  private final String variable;
  private final String alias;

  @SuppressWarnings("ImmutableEnumChecker") // A reference to an accessor of a record.
  private final ToIntFunction<PoolSize> present;

  Target(String variable, String alias, ToIntFunction<PoolSize> present) {
    this.variable = variable;
    this.alias = alias;
    this.present = present;
  }

  String variable() {
    return variable;
  }

  String alias() {
    return alias;
  }

  int present(PoolSize size) {
    return present.applyAsInt(size);
  }

  /** Returns the target with this name or alias, or null if there is none. */
  static @Nullable Target of(String name) {
    for (Target target : values()) {
      if (target.variable.equals(name) || target.alias.equals(name)) {
        return target;
      }
    }
    return null;
  }
}
