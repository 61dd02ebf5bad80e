package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.RunId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something that Lighterman has made and nobody wants any more.
 *
 * @param kind what it is
 * @param name its id at Batch, or what the names of the blobs start with
 * @param run whose it is; empty for a pool that several runs shared
 * @param why nobody wants it
 * @param since when something was last heard of its run, or a shared pool expired, if that is known
 * @param nodes how many machines it has now, 0 or more
 * @param costPerHour what those cost an hour by the prices of {@link PoolPolicy#vmSizes}, an
 *     estimate; empty if a price isn't known
 */
public record Leftover(
    Kind kind,
    String name,
    Optional<RunId> run,
    String why,
    Optional<Instant> since,
    int nodes,
    OptionalDouble costPerHour) {
  /** What a leftover is. */
  public enum Kind {
    /** A pool, with its machines. */
    POOL,
    /** A Batch job, with its tasks. */
    BATCH_JOB,
    /** All blobs of a run: its record, inputs, outputs and logs. */
    BLOBS
  }

  /** Checks that nothing is null. */
  public Leftover {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(run, "run");
    requireNonNull(why, "why");
    requireNonNull(since, "since");
    requireNonNull(costPerHour, "costPerHour");
    if (nodes < 0) {
      throw new IllegalArgumentException("nodes must be 0 or more, not " + nodes);
    }
  }

  /** Returns one without machines. */
  static Leftover of(Kind kind, String name, RunTraces run, String why) {
    return new Leftover(
        kind, name, Optional.of(run.run()), why, run.lastSign(), 0, OptionalDouble.of(0));
  }

  /** Tells whether both speak of the same thing. */
  boolean isSame(Leftover other) {
    return kind == other.kind && name.equals(other.name);
  }
}
