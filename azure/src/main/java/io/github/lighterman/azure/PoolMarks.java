package io.github.lighterman.azure;

import io.github.lighterman.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The metadata by which what is ours is known, and whether anybody still wants a pool. */
final class PoolMarks {
  static final String VERSION = "lighterman-version";
  static final String EXPIRES = "lighterman-expires";
  private static final int RENEWALS = 4;

  private PoolMarks() {}

  /** Returns the marks of a pool that is made, or is still wanted, now. */
  static Map<String, String> of(AzureMachinery machinery, RunId run, PoolSpec spec) {
    Map<String, String> marks = new TreeMap<>();
    if (spec.lifetime() != PoolLifetime.KEEP_WARM) {
      marks.put(RunJobs.RUN, run.value());
    }
    marks.put(RunJobs.STORE, RunJobs.store(machinery));
    marks.put(RunJobs.POOL, spec.name());
    marks.put(VERSION, version());
    marks.put(EXPIRES, expiry(machinery).toString());
    return marks;
  }

  /** Returns from when on nobody wants a pool any more of which nothing is heard until then. */
  static Instant expiry(AzureMachinery machinery) {
    return machinery
        .clock
        .instant()
        .plus(machinery.config.poolPolicy().forgottenAfter())
        .truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns what the marks of a pool that is still wanted are to be, if it's time to say so. */
  static Optional<Map<String, String>> renewed(PoolView pool, AzureMachinery machinery) {
    Duration life = machinery.config.poolPolicy().forgottenAfter();
    Instant late = machinery.clock.instant().plus(life).minus(life.dividedBy(RENEWALS));
    if (expiry(pool.metadata()).filter(at -> at.isAfter(late)).isPresent()) {
      return Optional.empty();
    }
    // What others have written there stays: who made a pool for several runs, for one.
    Map<String, String> marks = new TreeMap<>(pool.metadata());
    marks.put(EXPIRES, expiry(machinery).toString());
    return Optional.of(marks);
  }

  /** Tells whether a Batch job or a pool was made for runs in our container, below our prefix. */
  static boolean belongs(Map<String, String> metadata, AzureMachinery machinery) {
    return belongs(metadata, RunJobs.store(machinery));
  }

  /** Tells the same, by what {@link RunJobs#store} says of our place. */
  static boolean belongs(Map<String, String> metadata, String store) {
    return metadata.getOrDefault(RunJobs.STORE, "").equals(store);
  }

  /** Returns when a pool of ours expires; empty if it does not say so. */
  static Optional<Instant> expiry(Map<String, String> metadata) {
    try {
      return Optional.ofNullable(metadata.get(EXPIRES)).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String version() {
    return Optional.ofNullable(PoolMarks.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
  }
}
