package io.github.lighterman.azure;

import io.github.lighterman.RunId;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the container tells of a run without its driver.
 *
 * @param run which
 * @param recorded whether it can be attached to
 * @param driver the sign of its driver, if there is one
 * @param lastSign when the driver last gave a sign, or else when the run was made, by storage's
 *     clock
 */
record RunTraces(
    RunId run, boolean recorded, Optional<Versioned> driver, Optional<Instant> lastSign) {
  /** Reads them. */
  static RunTraces read(BlobContainer container, RunLayout layout) throws IOException {
    // First what shows whether the driver lives, so that its time is never older than what is read.
    Optional<Versioned> driver = container.read(layout.driver());
    Optional<Instant> sign = time(container, layout.driver());
    Optional<Instant> made = time(container, layout.record());
    return new RunTraces(layout.run(), made.isPresent(), driver, sign.or(() -> made));
  }

  private static Optional<Instant> time(BlobContainer container, String blob) throws IOException {
    List<StagedFile> found = container.list(blob);
    return found.stream()
        .filter(file -> file.path().value().equals(blob))
        .map(StagedFile::modified)
        .findFirst();
  }

  /** Tells whether the driver has said that it's done with the run. */
  boolean isFree() {
    return driver.filter(sign -> !DriverLease.isFree(sign.bytes())).isEmpty();
  }

  /** Tells whether nothing was heard of a driver for this long. */
  boolean isSilent(Instant now, Duration time) {
    return lastSign.filter(at -> at.plus(time).isAfter(now)).isEmpty();
  }

  /** Tells whether nobody can go on with the run, and nobody does. */
  boolean isGone(Instant now, Duration silence) {
    return !recorded && (isFree() || isSilent(now, silence));
  }

  /** Tells whether the driver has given a sign between these traces and those. */
  boolean hasMovedSince(RunTraces before) {
    return !driver.map(Versioned::etag).equals(before.driver.map(Versioned::etag));
  }
}
