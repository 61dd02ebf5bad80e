package io.github.lighterman.testing.batch.fault;

import java.util.Random;

/** A rule at work. Not safe for use by several threads. */
final class Course {
  private final FaultRule rule;
  private final Random random;
  private long opportunities;
  private long strikes;

  Course(FaultRule rule) {
    this.rule = rule;
    this.random = new Random(rule.frequency().seed());
  }

  FaultRule rule() {
    return rule;
  }

  /** Takes an opportunity, and tells whether it strikes. */
  boolean take() {
    FaultRule.Frequency frequency = rule.frequency();
    opportunities++;
    if (opportunities <= frequency.skipped() || strikes >= frequency.most()) {
      return false;
    }
    boolean struck = random.nextDouble() < frequency.probability();
    if (struck) {
      strikes++;
    }
    return struck;
  }

  InjectedFault now() {
    return new InjectedFault(rule, opportunities, strikes);
  }
}
