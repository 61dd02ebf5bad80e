package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Precondition;
import io.github.lighterman.testing.batch.state.Ticks;
import io.github.lighterman.testing.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The four headers by which a request says in which state a thing must be. */
final class Conditions {
  private static final List<String> ALL =
      List.of("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");
  private static final List<Set<String>> PAIRS =
      List.of(
          Set.of("If-None-Match", "If-Modified-Since"), Set.of("If-Match", "If-Unmodified-Since"));

  private final Optional<String> match;
  private final Optional<String> noneMatch;
  private final Optional<Instant> modifiedSince;
  private final Optional<Instant> unmodifiedSince;

  private Conditions(HttpRequest request) {
    match = request.header("If-Match");
    noneMatch = request.header("If-None-Match");
    modifiedSince = date(request, "If-Modified-Since");
    unmodifiedSince = date(request, "If-Unmodified-Since");
  }

  /** Which of the headers an operation takes. */
  enum Taken {
    /** All. */
    ALL,
    /** Those with dates. */
    DATES,
    /** None. */
    NONE
  }

  /** Reads the headers; those that an operation doesn't take are refused. */
  static Conditions of(HttpRequest request, Taken taken) {
    Set<String> given =
        Set.copyOf(ALL.stream().filter(name -> request.header(name).isPresent()).toList());
    for (String name : given) {
      boolean fits = taken == Taken.ALL || (taken == Taken.DATES && name.endsWith("Since"));
      if (!fits) {
        throw BatchException.of(ErrorCode.UnsupportedHeader, "HeaderName", name);
      }
    }
    if (given.size() > 1 && !PAIRS.contains(given)) {
      throw BatchException.of(ErrorCode.MultipleConditionHeadersNotSupported);
    }
    return new Conditions(request);
  }

  /** Returns what a change has to check. */
  Precondition forChange() {
    return lastModified -> {
      if (!isUnchanged(lastModified) || !isChanged(lastModified)) {
        throw BatchException.of(ErrorCode.ConditionNotMet);
      }
    };
  }

  /** Checks whether something may be read; tells whether it is as the client knows it. */
  boolean isNotModified(Instant lastModified) {
    if (!isUnchanged(lastModified)) {
      throw BatchException.of(ErrorCode.ConditionNotMet);
    }
    return !isChanged(lastModified);
  }

  private boolean isUnchanged(Instant lastModified) {
    return match.map(etag -> matches(etag, lastModified)).orElse(true)
        && unmodifiedSince.map(time -> !seconds(lastModified).isAfter(time)).orElse(true);
  }

  private boolean isChanged(Instant lastModified) {
    return noneMatch.map(etag -> !matches(etag, lastModified)).orElse(true)
        && modifiedSince.map(time -> seconds(lastModified).isAfter(time)).orElse(true);
  }

  private static boolean matches(String etag, Instant lastModified) {
    String plain = etag.strip().replaceAll("^(W/)?\"|\"$", "");
    return plain.equals("*") || plain.equals(Ticks.etag(lastModified));
  }

  /** HTTP's dates have seconds only. */
  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Optional<Instant> date(HttpRequest request, String name) {
    return request
        .header(name)
        .map(
            text -> {
              try {
                return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
              } catch (DateTimeException e) {
                throw BatchException.of(
                    ErrorCode.InvalidHeaderValue, "HeaderName", name, "HeaderValue", text);
              }
            });
  }
}
