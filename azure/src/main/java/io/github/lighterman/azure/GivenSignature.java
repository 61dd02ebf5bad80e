package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hands the signature on that the configuration has, since nothing else can be signed with it. */
final class GivenSignature implements NodeSignatures {
  private static final Pattern FIELD = Pattern.compile("(?:^|&)([a-z]+)=([^&]*)");

  private final String token;
  private final Clock clock;
  private final Optional<Instant> expiry;
  private final Optional<String> letters;

  /**
   * Creates it.
   *
   * @param token without the question mark
   */
  GivenSignature(String token, Clock clock) {
    this.token = token;
    this.clock = clock;
    // With a stored access policy both stand there and not here.
    this.expiry = field("se").flatMap(GivenSignature::time);
    this.letters = field("sp");
  }

  /** Returns until when it's good, if it says so. */
  Optional<Instant> expiry() {
    return expiry;
  }

  /** Returns from when on it's good, if it says so. */
  Optional<Instant> start() {
    return field("st").flatMap(GivenSignature::time);
  }

  /** Returns what it permits, if it says so. */
  Optional<String> letters() {
    return letters;
  }

  /** Returns whether it permits this, as far as it says. */
  boolean permits(char letter) {
    return letters.isEmpty() || letters.get().indexOf(letter) >= 0;
  }

  private Optional<String> field(String name) {
    for (Matcher at = FIELD.matcher(token); at.find(); ) {
      if (at.group(1).equals(name)) {
        return Optional.of(URLDecoder.decode(at.group(2), UTF_8));
      }
    }
    return Optional.empty();
  }

  /** Takes a day, a minute, a second and less than a second, as Azure does. */
  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public Signature blob(String name, Permission permission, Instant wanted) throws IOException {
    return container(permission, wanted);
  }

  @Override
  public Signature container(Permission permission, Instant wanted) throws IOException {
    if (expiry.isPresent() && !expiry.get().isAfter(clock.instant())) {
      throw new IOException(
          "the shared access signature for storage has expired at "
              + expiry.get()
              + "; open the executor with another one");
    }
    for (char letter : permission.letters().toCharArray()) {
      // To write is to create too.
      boolean needed = letter != 'c';
      if (needed && !permits(letter)) {
        throw new IOException(
            "the shared access signature for storage lacks the permission '"
                + letter
                + "' (it has sp="
                + letters.orElse("")
                + "), which nodes need; make one with r, l, c, w and d for the container");
      }
    }
    return new Signature(token, expiry);
  }

  @Override
  public Optional<Instant> goodUntil(Instant wanted) {
    return expiry;
  }
}
