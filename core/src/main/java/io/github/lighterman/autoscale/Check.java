package io.github.lighterman.autoscale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a formula for sure, whatever its metrics will be. */
final class Check {
  private final Map<String, Type> own = new HashMap<>();
  private final List<FormulaProblem> problems = new ArrayList<>();

  List<FormulaProblem> run(List<Statement> statements) {
    for (Statement statement : statements) {
      Type type = statement.value().type(this);
      @Nullable String name = statement.variable();
      if (name != null) {
        unlessMistaken(
            () -> {
              Names.requireAssignable(statement.at(), name, type);
              own.put(name, type);
              return type;
            });
      }
    }
    return List.copyOf(problems);
  }

  Type typeOf(Position at, String name) {
    return unlessMistaken(() -> knownType(at, name));
  }

  /** Returns a type, or that it's unknown after noting why: so one mistake is told only once. */
  Type unlessMistaken(Supplier<Type> type) {
    try {
      return type.get();
    } catch (Mistake e) {
      problems.add(e.problem());
      return Type.UNKNOWN;
    }
  }

  private Type knownType(Position at, String name) {
    @Nullable Value constant = Names.constant(name);
    if (constant != null) {
      return constant.type();
    }
    if (Target.of(name) != null) {
      return Type.DOUBLE;
    }
    if (name.equals(Names.OPTION)) {
      return Type.STRING;
    }
    @Nullable Metric metric = Metric.of(name);
    if (metric != null) {
      return numberType(at, name, metric);
    }
    @Nullable Type type = own.get(name);
    if (type == null) {
      throw Mistake.at(at, "Undefined variable: " + name);
    }
    return type;
  }

  private static Type numberType(Position at, String name, Metric metric) {
    if (!metric.isNumber()) {
      throw Mistake.at(at, name + " is no number but a metric; ask for its samples: GetSample");
    }
    return Type.DOUBLE;
  }
}
