package io.github.lighterman.testing.blob;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a fault happens. Without more it happens to every request. Immutable, so each method returns
 * another rule.
 */
public final class BlobFaultRule {
  private final BlobFault fault;
  private final Set<BlobOperation> operations;
  private final Count count;
  private final Chance chance;
  private final Duration time;

  /** How many requests are spared first, and to how many the fault happens then. */
  record Count(int spared, int times) {}

  /** How probable the fault is. */
  record Chance(double probability, long seed) {}

  private BlobFaultRule(
      BlobFault fault, Set<BlobOperation> operations, Count count, Chance chance, Duration time) {
    this.fault = fault;
    this.operations = operations;
    this.count = count;
    this.chance = chance;
    this.time = time;
  }

  /** Returns a rule by which {@code fault} happens to every request. */
  public static BlobFaultRule of(BlobFault fault) {
    return new BlobFaultRule(
        requireNonNull(fault, "fault"),
        EnumSet.allOf(BlobOperation.class),
        new Count(0, Integer.MAX_VALUE),
        new Chance(1, 0),
        Duration.ofSeconds(1));
  }

  /** Returns this rule for some operations only. */
  public BlobFaultRule on(BlobOperation first, BlobOperation... more) {
    return new BlobFaultRule(fault, EnumSet.of(first, more), count, chance, time);
  }

  /**
   * Returns this rule for so many of the requests that it's about, after which it does nothing.
   *
   * @param times 1 or more
   * @throws IllegalArgumentException if {@code times} is less than 1
   */
  public BlobFaultRule times(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be 1 or more, not " + times);
    }
    return new BlobFaultRule(fault, operations, new Count(count.spared, times), chance, time);
  }

  /**
   * Returns this rule, but the first requests that it's about are spared.
   *
   * @param spared how many, 0 or more
   * @throws IllegalArgumentException if {@code spared} is negative
   */
  public BlobFaultRule after(int spared) {
    if (spared < 0) {
      throw new IllegalArgumentException("spared must be 0 or more, not " + spared);
    }
    return new BlobFaultRule(fault, operations, new Count(spared, count.times), chance, time);
  }

  /**
   * Returns this rule, but the fault only happens to a part of the requests that it's about. With
   * the same seed it's the same ones, counted in the order in which they come.
   *
   * @param probability from 0 to 1
   * @throws IllegalArgumentException if {@code probability} is out of range
   */
  public BlobFaultRule withProbability(double probability, long seed) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be from 0 to 1, not " + probability);
    }
    return new BlobFaultRule(fault, operations, count, new Chance(probability, seed), time);
  }

  /**
   * Returns this rule with another time, by which a {@link BlobFault#SLOW} answer is late, or which
   * {@link BlobFault#THROTTLED} tells to wait, rounded up to seconds. One second without.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public BlobFaultRule lasting(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must be 0 or more, not " + time);
    }
    return new BlobFaultRule(fault, operations, count, chance, time);
  }

  BlobFault fault() {
    return fault;
  }

  boolean isAbout(BlobOperation operation) {
    return operations.contains(operation);
  }

  Count count() {
    return count;
  }

  Chance chance() {
    return chance;
  }

  Duration time() {
    return time;
  }

  @Override
  public String toString() {
    return fault
        + " on "
        + (operations.size() == BlobOperation.values().length ? "all" : operations);
  }
}
