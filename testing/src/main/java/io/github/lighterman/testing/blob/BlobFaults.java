package io.github.lighterman.testing.blob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The rules that are in force, and what they have done so far. Safe for use by several threads. */
final class BlobFaults {
  private final List<Active> active = new ArrayList<>();

  /** A rule at work. */
  private static final class Active {
    final BlobFaultRule rule;
    final Random random;
    int seen;
    int done;

    Active(BlobFaultRule rule) {
      this.rule = rule;
      this.random = new Random(rule.chance().seed());
    }

    boolean strikes() {
      boolean spared = seen++ < rule.count().spared();
      // Drawn in any case, so that which requests are hit depends on their number alone.
      boolean drawn = random.nextDouble() < rule.chance().probability();
      if (spared || !drawn || done == rule.count().times()) {
        return false;
      }
      done++;
      return true;
    }
  }

  synchronized void add(BlobFaultRule rule) {
    active.add(new Active(rule));
  }

  synchronized void clear() {
    active.clear();
  }

  /** Returns what strikes a request: the first rule's fault if several strike at once. */
  synchronized Optional<BlobFaultRule> next(BlobOperation operation) {
    Optional<BlobFaultRule> first = Optional.empty();
    for (Active each : active) {
      if (each.rule.isAbout(operation) && each.strikes() && first.isEmpty()) {
        first = Optional.of(each.rule);
      }
    }
    return first;
  }
}
