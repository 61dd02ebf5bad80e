package io.github.lighterman.testing.batch.rest;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks who sent a request: somebody with the account's key, or with a token that is accepted. */
public final class SharedKey {
  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final List<String> SIGNED =
      List.of(
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-MD5",
          "Content-Type",
          "Date",
          "If-Modified-Since",
          "If-Match",
          "If-None-Match",
          "If-Unmodified-Since",
          "Range");

  private final String account;
  private final Set<String> tokens = new CopyOnWriteArraySet<>();
  private final List<Clock> clocks;
  private volatile byte[] key;

  /**
   * Returns a check.
   *
   * @param key the account's key in Base64
   * @param tokens the bearer tokens that are accepted
   * @param clocks the times that requests are held against; one is enough
   */
  public SharedKey(String account, String key, List<String> tokens, List<Clock> clocks) {
    this.account = requireNonNull(account, "account");
    this.key = Base64.getDecoder().decode(key);
    this.tokens.addAll(tokens);
    this.clocks = List.copyOf(clocks);
  }

  /** Takes requests that are signed with this key, in Base64, and none signed with another one. */
  public void replaceKey(String value) {
    key = Base64.getDecoder().decode(value);
  }

  /** Accepts a token from now on. */
  public void accept(String token) {
    tokens.add(requireNonNull(token, "token"));
  }

  /** Accepts a token no more. */
  public void revoke(String token) {
    tokens.remove(requireNonNull(token, "token"));
  }

  /** Checks a request. */
  void check(HttpRequest request, Query query) {
    String authorization =
        request
            .header("Authorization")
            .orElseThrow(() -> failed("The Authorization header is missing."));
    int space = authorization.indexOf(' ');
    String scheme = space < 0 ? authorization : authorization.substring(0, space);
    String credential = space < 0 ? "" : authorization.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("Bearer")) {
      checkToken(credential);
    } else if (scheme.equals("SharedKey")) {
      checkSignature(request, query, credential);
    } else {
      throw BatchException.of(ErrorCode.InvalidAuthenticationInfo);
    }
  }

  private void checkToken(String token) {
    boolean known = false;
    for (String each : tokens) {
      known |= equal(each.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
    if (!known) {
      throw failed("The access token is not valid.");
    }
  }

  private void checkSignature(HttpRequest request, Query query, String credential) {
    int colon = credential.indexOf(':');
    if (colon <= 0) {
      throw BatchException.of(ErrorCode.InvalidAuthenticationInfo);
    }
    if (!credential.substring(0, colon).equalsIgnoreCase(account)) {
      throw failed("The account is not known.");
    }
    checkDate(request);
    byte[] sent;
    try {
      sent = Base64.getDecoder().decode(credential.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw BatchException.of(ErrorCode.InvalidAuthenticationInfo);
    }
    String length = request.header("Content-Length").orElse("");
    String text = stringToSign(request, query, length);
    // Some clients sign no length for a request without a body, and send one of zero all the same.
    boolean known =
        equal(sign(text), sent)
            || (length.equals("0") && equal(sign(stringToSign(request, query, "")), sent));
    if (!known) {
      throw failed(
          "The MAC signature found in the HTTP request '"
              + credential.substring(colon + 1)
              + "' is not the same as any computed signature. Server used following string to"
              + " sign: '"
              + text
              + "'.");
    }
  }

  private void checkDate(HttpRequest request) {
    String date =
        request
            .header("ocp-date")
            .or(() -> request.header("Date"))
            .orElseThrow(() -> failed("The ocp-date header is missing."));
    Instant sent;
    try {
      sent = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw BatchException.of(
          ErrorCode.InvalidHeaderValue, "HeaderName", "ocp-date", "HeaderValue", date);
    }
    boolean near = false;
    for (Clock clock : clocks) {
      near |= Duration.between(sent, clock.instant()).abs().compareTo(SKEW) <= 0;
    }
    if (!near) {
      throw failed("The date " + date + " is more than 15 minutes from the server's time.");
    }
  }

  private String stringToSign(HttpRequest request, Query query, String length) {
    StringBuilder text = new StringBuilder(request.method()).append('\n');
    for (String name : SIGNED) {
      text.append(name.equals("Content-Length") ? length : request.header(name).orElse(""));
      text.append('\n');
    }
    Map<String, String> own = new TreeMap<>();
    for (Map.Entry<String, String> header : request.headers().entries()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("ocp-")) {
        own.merge(name, header.getValue().strip(), (a, b) -> a + "," + b);
      }
    }
    own.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('/').append(account.toLowerCase(Locale.ROOT)).append(request.path());
    Map<String, List<String>> options = new TreeMap<>();
    query
        .all()
        .forEach(
            (name, values) ->
                options
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .addAll(values));
    options.forEach(
        (name, values) -> {
          Collections.sort(values);
          text.append('\n').append(name).append(':').append(String.join(",", values));
        });
    return text.toString();
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static boolean equal(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static BatchException failed(String detail) {
    return BatchException.of(ErrorCode.AuthenticationFailed, "AuthenticationErrorDetail", detail);
  }

  /** Returns the account's name, never its key. */
  @Override
  public String toString() {
    return "SharedKey[" + account + "]";
  }
}
