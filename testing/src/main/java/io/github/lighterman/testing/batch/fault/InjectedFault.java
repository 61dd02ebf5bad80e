package io.github.lighterman.testing.batch.fault;

import static java.util.Objects.requireNonNull;

/**
 * A rule at work, at one moment.
 *
 * @param rule as it was given
 * @param opportunities how often it could have struck
 * @param strikes how often it did
 */
public record InjectedFault(FaultRule rule, long opportunities, long strikes) {
  /** Checks that the rule is there. */
  public InjectedFault {
    requireNonNull(rule, "rule");
  }
}
