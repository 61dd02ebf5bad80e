package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import java.text.Collator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Checks requests that are signed with the account's key. */
final class SharedKey {
  private static final List<String> SIGNED_HEADERS =
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
  private final AccountKey key;
  private final Clock clock;
  private final Duration skew;

  SharedKey(String account, AccountKey key, Clock clock, Duration skew) {
    this.account = account;
    this.key = key;
    this.clock = clock;
    this.skew = skew;
  }

  /** Checks what stands behind {@code SharedKey} in the Authorization header. */
  void check(String accountAndSignature, HttpRequest request, Query query) {
    int colon = accountAndSignature.indexOf(':');
    if (colon < 0) {
      throw StorageError.INVALID_AUTHENTICATION_INFO.exception(
          "Authorization must be 'SharedKey ACCOUNT:SIGNATURE'.");
    }
    if (!accountAndSignature.substring(0, colon).equals(account)) {
      throw StorageError.AUTHENTICATION_FAILED.exception("The account is " + account + ".");
    }
    checkDate(request);
    String signature = accountAndSignature.substring(colon + 1);
    String expected = stringToSign(request, query, Comparator.naturalOrder());
    // Clients disagree on where hyphens and underscores sort; the service takes them all.
    String collated = stringToSign(request, query, Collator.getInstance(Locale.ROOT)::compare);
    if (!key.hasSigned(expected, signature) && !key.hasSigned(collated, signature)) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "The server signed this: '" + expected.replace("\n", "\\n") + "'.");
    }
  }

  private void checkDate(HttpRequest request) {
    String text =
        request
            .header("x-ms-date")
            .or(() -> request.header("Date"))
            .orElseThrow(
                () ->
                    StorageError.AUTHENTICATION_FAILED.exception(
                        "A signed request needs x-ms-date or Date."));
    Instant date = HttpDates.parse("x-ms-date", text);
    if (Duration.between(date, clock.instant()).abs().compareTo(skew) > 0) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "The request is of " + date + " and the server's clock says " + clock.instant() + ".");
    }
  }

  private String stringToSign(HttpRequest request, Query query, Comparator<String> order) {
    List<String> lines = new ArrayList<>();
    lines.add(request.method());
    for (String name : SIGNED_HEADERS) {
      lines.add(signedValue(request, name));
    }
    canonicalHeaders(request, order)
        .forEach((name, value) -> lines.add(name + ":" + value.strip()));
    lines.add("/" + account + request.path());
    canonicalQuery(query).forEach((name, value) -> lines.add(name + ":" + value));
    return String.join("\n", lines);
  }

  private static String signedValue(HttpRequest request, String name) {
    String value = request.header(name).orElse("");
    boolean zero = name.equals("Content-Length") && value.equals("0");
    boolean replaced = name.equals("Date") && request.header("x-ms-date").isPresent();
    return zero || replaced ? "" : value;
  }

  private static Map<String, String> canonicalHeaders(
      HttpRequest request, Comparator<String> order) {
    Map<String, String> headers = new TreeMap<>(order.thenComparing(Comparator.naturalOrder()));
    for (Map.Entry<String, String> header : request.headers().entries()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-ms-")) {
        headers.merge(name, header.getValue(), (first, second) -> first + "," + second);
      }
    }
    return headers;
  }

  private static Map<String, String> canonicalQuery(Query query) {
    Map<String, List<String>> values = new TreeMap<>();
    for (Map.Entry<String, String> entry : query.entries()) {
      values.computeIfAbsent(entry.getKey(), name -> new ArrayList<>()).add(entry.getValue());
    }
    Map<String, String> joined = new TreeMap<>();
    values.forEach(
        (name, all) -> joined.put(name, String.join(",", all.stream().sorted().toList())));
    return joined;
  }
}
