package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hands the signature on that the configuration has at present, since nothing else can be signed
 * with it.
 */
final class GivenSignature implements NodeSignatures {
  private static final Pattern FIELD = Pattern.compile("(?:^|&)([a-z]+)=([^&]*)");

  private final AzureAuth.Sas auth;
  private final Clock clock;

  GivenSignature(AzureAuth.Sas auth, Clock clock) {
    this.auth = auth;
    this.clock = clock;
  }

  /** Returns until when it's good, if it says so. */
  Optional<Instant> expiry() {
    // With a stored access policy it stands there and not here.
    return field("se").flatMap(GivenSignature::time);
  }

  /** Returns from when on it's good, if it says so. */
  Optional<Instant> start() {
    return field("st").flatMap(GivenSignature::time);
  }

  /** Returns what it permits, if it says so. */
  Optional<String> letters() {
    return field("sp");
  }

  /** Returns whether it permits this, as far as it says. */
  boolean permits(char letter) {
    return letters().filter(all -> all.indexOf(letter) < 0).isEmpty();
  }

  private Optional<String> field(String name) {
    try {
      for (Matcher at = FIELD.matcher(auth.token()); at.find(); ) {
        if (at.group(1).equals(name)) {
          return Optional.of(URLDecoder.decode(at.group(2), UTF_8));
        }
      }
      return Optional.empty();
    } catch (IllegalStateException | IllegalArgumentException e) {
      // There is none now, or it says nothing that can be read; storage will say what it thinks.
      return Optional.empty();
    }
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
    Optional<Instant> expiry = expiry();
    if (expiry.isPresent() && !expiry.get().isAfter(clock.instant())) {
      throw denied(
          "the shared access signature for storage has expired at "
              + expiry.get()
              + "; open the executor with another one");
    }
    for (char letter : permission.letters().toCharArray()) {
      // To write is to create too.
      boolean needed = letter != 'c';
      if (needed && !permits(letter)) {
        throw denied(
            "the shared access signature for storage lacks the permission '"
                + letter
                + "' (it has sp="
                + letters().orElse("")
                + "), which nodes need; make one with r, l, c, w and d for the container");
      }
    }
    try {
      return new Signature(auth.token(), expiry);
    } catch (IllegalStateException e) {
      throw new IOException(String.valueOf(e.getMessage()));
    }
  }

  private static AccessDeniedException denied(String why) {
    return new AccessDeniedException("signature", null, why);
  }

  @Override
  public Object series() {
    return auth.token();
  }

  @Override
  public Optional<Instant> goodUntil(Instant wanted) {
    return expiry();
  }
}
