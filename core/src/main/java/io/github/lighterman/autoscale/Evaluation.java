package io.github.lighterman.autoscale;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of a formula's statements. */
final class Evaluation {
  private final MetricSource metrics;
  private final PoolSize size;
  private final Instant now;
  private final Random random;
  // The formula's own variables, and those of the service that it has assigned to.
  private final Map<String, Value> own = new TreeMap<>();
  private final Map<String, Value> assigned = new HashMap<>();

  Evaluation(MetricSource metrics, Instant now) {
    this.metrics = metrics;
    this.size = metrics.size();
    this.now = now;
    this.random = new Random(now.hashCode());
  }

  /**
   * Runs the statements until the last one or {@code stop()}.
   *
   * @throws Mistake if one fails
   */
  AutoscaleRun run(List<Statement> statements) {
    try {
      for (Statement statement : statements) {
        Value value = statement.value().evaluate(this);
        if (statement.variable() != null) {
          assign(statement.at(), statement.variable(), value);
        }
      }
    } catch (Stopped e) {
      // What was assigned before holds.
    }
    return AutoscaleRun.of(now, nodes(Target.DEDICATED), nodes(Target.LOW_PRIORITY), option(), own);
  }

  /** Returns the run in which nothing was achieved, which leaves the pool as it is. */
  AutoscaleRun failed(FormulaProblem problem) {
    return AutoscaleRun.failed(now, size, problem);
  }

  Instant now() {
    return now;
  }

  double random() {
    return random.nextDouble();
  }

  MetricHistory history(Metric metric) {
    return metrics.history(metric);
  }

  RuntimeException stop() {
    return new Stopped();
  }

  Value read(Position at, String name) {
    @Nullable Value known = known(name);
    if (known != null) {
      return known;
    }
    if (Metric.of(name) != null) {
      throw Mistake.at(at, name + " is no number but a metric; ask for its samples: GetSample");
    }
    throw Mistake.at(at, "Undefined variable: " + name);
  }

  private @Nullable Value known(String name) {
    @Nullable Value constant = Names.constant(name);
    if (constant != null) {
      return constant;
    }
    @Nullable Target target = Target.of(name);
    if (target != null) {
      @Nullable Value itself = assigned.get(name);
      return itself != null ? itself : target(target);
    }
    if (name.equals(Names.OPTION)) {
      return new Value.Text(option().toString());
    }
    @Nullable Metric metric = Metric.of(name);
    if (metric != null) {
      @Nullable Double present = metric.present(size);
      return present == null ? null : new Value.Scalar(present);
    }
    return own.get(name);
  }

  private void assign(Position at, String name, Value value) {
    Names.requireAssignable(at, name, value.type());
    if (value instanceof Value.Scalar number && Target.of(name) != null) {
      requireNodes(at, name, number.value());
      assigned.put(name, value);
    } else if (value instanceof Value.Text text && name.equals(Names.OPTION)) {
      requireOption(at, text.value());
      assigned.put(name, value);
    } else {
      own.put(name, value);
    }
  }

  private static void requireNodes(Position at, String name, double nodes) {
    if (!(nodes > -1 && nodes < Integer.MAX_VALUE)) {
      throw Mistake.at(
          at, name + " must be a number of nodes, 0 or more, not " + Numbers.show(nodes));
    }
  }

  private static void requireOption(Position at, String word) {
    if (DeallocationOption.of(word) == null) {
      throw Mistake.at(
          at,
          Names.OPTION
              + " must be one of "
              + List.of(DeallocationOption.values())
              + ", not "
              + word);
    }
  }

  /** The full name wins over the alias, whichever was assigned later. */
  private Value target(Target target) {
    @Nullable Value full = assigned.get(target.variable());
    if (full != null) {
      return full;
    }
    @Nullable Value alias = assigned.get(target.alias());
    return alias != null ? alias : new Value.Scalar(target.present(size));
  }

  private int nodes(Target target) {
    return (int) ((Value.Scalar) target(target)).value();
  }

  private DeallocationOption option() {
    @Nullable Value word = assigned.get(Names.OPTION);
    @Nullable DeallocationOption option =
        word instanceof Value.Text text ? DeallocationOption.of(text.value()) : null;
    return option == null ? DeallocationOption.REQUEUE : option;
  }

  /** Ends a run early, without a failure. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super(null, null, false, false);
    }
  }
}
