package io.github.lighterman.autoscale;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The samples of one metric. The service takes one each 30 seconds, and a formula sees it some time
 * later; samples that were never taken are missing. A week's samples are kept, and then the oldest
 * give way.
 *
 * <p>Safe for use by several threads.
 */
public final class MetricHistory {
  /** How far samples lie apart. */
  public static final Duration PERIOD = Duration.ofSeconds(30);

  // The documentation speaks of about a minute. With a whole one there would never be the 70% of
  // three minutes that its own first formula waits for, and that formula works.
  private static final Duration USUAL_LAG = Duration.ofSeconds(30);
  private static final int MOST_SAMPLES = (int) Duration.ofDays(7).dividedBy(PERIOD);

  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Duration lag;

  private record Sample(Instant time, double value) {}

  private MetricHistory(Duration lag) {
    this.lag = lag;
  }

  /** Returns an empty history whose samples are seen 30 seconds late. */
  public static MetricHistory create() {
    return new MetricHistory(USUAL_LAG);
  }

  /**
   * Returns an empty history whose samples are seen {@code lag} late. With a minute or two a
   * formula can be tried under worse conditions than the usual.
   *
   * @throws IllegalArgumentException if {@code lag} is negative
   */
  public static MetricHistory create(Duration lag) {
    if (lag.isNegative()) {
      throw new IllegalArgumentException(
          "lag must be zero or more, not " + lag + ", since no sample is seen before it's taken");
    }
    return new MetricHistory(lag);
  }

  /**
   * Adds a sample, or drops it if the newest is less than half a {@link #PERIOD} older: so whoever
   * samples a little too often does no harm.
   *
   * @param time when it was taken
   * @throws IllegalArgumentException if {@code time} is before the newest sample, or {@code value}
   *     is not finite
   */
  public synchronized void record(Instant time, double value) {
    requireNonNull(time, "time");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a sample must be a finite number, not " + value);
    }
    Sample newest = samples.peekLast();
    if (newest != null && time.isBefore(newest.time())) {
      throw new IllegalArgumentException(
          "a sample at " + time + " can't come after one at " + newest.time());
    }
    if (newest != null && time.isBefore(newest.time().plus(PERIOD.dividedBy(2)))) {
      return;
    }
    if (samples.size() == MOST_SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(time, value));
  }

  /**
   * Returns what was taken after {@code from} until {@code to} and is seen at {@code now}, oldest
   * first. The service's order isn't documented.
   */
  synchronized double[] between(Instant from, Instant to, Instant now) {
    List<Double> newestFirst = new ArrayList<>();
    for (Iterator<Sample> all = samples.descendingIterator(); all.hasNext(); ) {
      Sample sample = all.next();
      if (!sample.time().isAfter(from)) {
        break;
      }
      if (!sample.time().isAfter(to) && isSeen(sample, now)) {
        newestFirst.add(sample.value());
      }
    }
    return reversed(newestFirst);
  }

  /** Returns the newest {@code count} samples that are seen at {@code now}, oldest first. */
  synchronized double[] newest(long count, Instant now) {
    List<Double> newestFirst = new ArrayList<>();
    Iterator<Sample> all = samples.descendingIterator();
    while (all.hasNext() && newestFirst.size() < count) {
      Sample sample = all.next();
      if (isSeen(sample, now)) {
        newestFirst.add(sample.value());
      }
    }
    return reversed(newestFirst);
  }

  /** Returns how many samples are seen at {@code now}. */
  synchronized int count(Instant now) {
    int unseen = 0;
    for (Iterator<Sample> all = samples.descendingIterator(); all.hasNext(); unseen++) {
      if (isSeen(all.next(), now)) {
        break;
      }
    }
    return samples.size() - unseen;
  }

  /** Returns when the oldest sample was taken that is seen at {@code now}. */
  synchronized Optional<Instant> begin(Instant now) {
    return Optional.ofNullable(samples.peekFirst())
        .filter(sample -> isSeen(sample, now))
        .map(Sample::time);
  }

  private boolean isSeen(Sample sample, Instant now) {
    return Duration.between(sample.time(), now).compareTo(lag) >= 0;
  }

  private static double[] reversed(List<Double> values) {
    double[] reversed = new double[values.size()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = values.get(reversed.length - 1 - i);
    }
    return reversed;
  }
}
