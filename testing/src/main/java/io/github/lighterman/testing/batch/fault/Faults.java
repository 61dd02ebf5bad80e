package io.github.lighterman.testing.batch.fault;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rules of an emulated account, which asks here at each opportunity. It is for the emulator
 * itself; users have {@code BatchEmulator}.
 *
 * <p>Safe for use by several threads.
 */
public final class Faults {
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private volatile List<Course> courses = List.of();
  private volatile long clearings;

  /** Returns none. */
  public Faults() {}

  /**
   * Adds a rule. The same rule may be added again and then strikes by itself.
   *
   * @param known the operations that there are
   * @throws IllegalArgumentException if the rule names an operation that doesn't exist or doesn't
   *     fit
   */
  public synchronized void inject(FaultRule rule, Collection<ServiceOperation> known) {
    rule.check(known);
    List<Course> all = new ArrayList<>(courses);
    all.add(new Course(rule));
    courses = List.copyOf(all);
  }

  /** Removes all rules. What they have counted stays in {@link #count}. */
  public synchronized void clear() {
    courses = List.of();
    clearings++;
  }

  /** Returns the rules in place, in the order in which they came. */
  public synchronized List<InjectedFault> injected() {
    return courses.stream().map(Course::now).toList();
  }

  /** Returns how often a fault has struck since the beginning, by whatever rule. */
  public synchronized long count(Fault fault) {
    return counts.getOrDefault(requireNonNull(fault, "fault"), 0L);
  }

  /** Returns a number that rises each time when the rules are removed. */
  public long clearings() {
    return clearings;
  }

  /** Tells whether there is a rule for a fault. */
  public boolean has(Fault fault) {
    return courses.stream().anyMatch(course -> course.rule().fault() == fault);
  }

  /** Tells whether a request is struck, and returns the time of the rule if so. */
  public Optional<Duration> strike(Fault fault, ServiceOperation operation) {
    return strike(fault, operation, time -> true);
  }

  /**
   * Tells whether a request is struck, and returns the time of the rule if so.
   *
   * @param possible tells whether it is an opportunity for a rule with such a time
   */
  public Optional<Duration> strike(
      Fault fault, ServiceOperation operation, Predicate<Duration> possible) {
    return first(fault, rule -> rule.strikes(operation) && possible.test(rule.time()));
  }

  /** Tells whether a pool is struck, and returns the time of the rule if so. */
  public Optional<Duration> strikePool(Fault fault, String poolId, String vmSize) {
    return first(fault, rule -> rule.strikesPool(poolId, vmSize));
  }

  /** Tells whether the account is struck. */
  public boolean strikesAccount(Fault fault) {
    return first(fault, rule -> true).isPresent();
  }

  private Optional<Duration> first(Fault fault, Predicate<FaultRule> concerned) {
    return courses.isEmpty() ? Optional.empty() : take(fault, concerned);
  }

  private synchronized Optional<Duration> take(Fault fault, Predicate<FaultRule> concerned) {
    for (Course course : courses) {
      if (course.rule().fault() == fault && concerned.test(course.rule()) && course.take()) {
        counts.merge(fault, 1L, Long::sum);
        return Optional.of(course.rule().time());
      }
    }
    return Optional.empty();
  }
}
