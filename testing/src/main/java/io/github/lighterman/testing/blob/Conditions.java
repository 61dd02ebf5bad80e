package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The conditional headers of a request: of two about the same thing the entity tag counts. */
final class Conditions {
  /** The headers' names, without the prefix that those about a copy's source have. */
  static final List<String> NAMES =
      List.of("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");

  private final Optional<String> match;
  private final Optional<String> noneMatch;
  private final Optional<Instant> modifiedSince;
  private final Optional<Instant> unmodifiedSince;

  private Conditions(HttpRequest request, String prefix) {
    this.match = tag(request, prefix + "If-Match");
    this.noneMatch = tag(request, prefix + "If-None-Match");
    this.modifiedSince = time(request, prefix + "If-Modified-Since");
    this.unmodifiedSince = time(request, prefix + "If-Unmodified-Since");
  }

  static Conditions of(HttpRequest request) {
    return new Conditions(request, "");
  }

  static Conditions ofSource(HttpRequest request) {
    return new Conditions(request, "x-ms-source-");
  }

  private static Optional<String> tag(HttpRequest request, String name) {
    return request.header(name).map(value -> value.strip().replace("\"", ""));
  }

  private static Optional<Instant> time(HttpRequest request, String name) {
    return request.header(name).map(value -> HttpDates.parse(name, value));
  }

  /** Checks before reading what exists: not changed is no error but an answer of its own. */
  void checkRead(Stamp stamp) {
    if (noneMatch.filter("*"::equals).isPresent()) {
      throw StorageError.UNSATISFIABLE_CONDITION.exception();
    }
    checkUnchanged(stamp);
    if (!changed(stamp)) {
      throw StorageError.NOT_MODIFIED.exception();
    }
  }

  /** Checks before changing what exists. */
  void checkWrite(Stamp stamp) {
    checkUnchanged(stamp);
    if (!changed(stamp)) {
      throw StorageError.CONDITION_NOT_MET.exception();
    }
  }

  /** Checks before creating or replacing; {@code existing} is empty if there is nothing yet. */
  void checkPut(Optional<Stamp> existing) {
    if (existing.isEmpty()) {
      if (match.isPresent()) {
        throw StorageError.CONDITION_NOT_MET.exception();
      }
    } else if (noneMatch.filter("*"::equals).isPresent()) {
      throw StorageError.BLOB_ALREADY_EXISTS.exception();
    } else {
      checkWrite(existing.get());
    }
  }

  private void checkUnchanged(Stamp stamp) {
    boolean holds =
        match.isPresent()
            ? same(match.get(), stamp)
            : unmodifiedSince.isEmpty() || !seconds(stamp).isAfter(unmodifiedSince.get());
    if (!holds) {
      throw StorageError.CONDITION_NOT_MET.exception();
    }
  }

  private boolean changed(Stamp stamp) {
    return noneMatch.isPresent()
        ? !same(noneMatch.get(), stamp)
        : modifiedSince.isEmpty() || seconds(stamp).isAfter(modifiedSince.get());
  }

  private static boolean same(String tag, Stamp stamp) {
    return tag.equals("*") || tag.equals(stamp.etag());
  }

  private static Instant seconds(Stamp stamp) {
    return stamp.modified().truncatedTo(ChronoUnit.SECONDS);
  }
}
