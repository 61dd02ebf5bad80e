package io.github.lighterman.testing.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.testing.batch.openapi.Conversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A client that knows HTTP and how to sign, and nothing else of the service. */
final class TestClient {
  static final String VERSION = "api-version=2024-07-01.20.0";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI endpoint;
  private final String account;
  private final String key;
  private final Clock clock;
  private final boolean wrong;

  TestClient(BatchEmulator emulator, Clock clock) {
    this(emulator.endpoint(), emulator.accountName(), emulator.accountKey(), clock);
  }

  TestClient(URI endpoint, String account, String key, Clock clock) {
    this(endpoint, account, key, clock, false);
  }

  private TestClient(URI endpoint, String account, String key, Clock clock, boolean wrong) {
    this.wrong = wrong;
    this.endpoint = endpoint;
    this.account = account;
    this.key = key;
    this.clock = clock;
  }

  /** An answer. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(text(), e);
      }
    }

    String code() {
      return json().path("code").asText();
    }

    /** Returns one of an error's values. */
    String value(String name) {
      for (JsonNode value : json().path("values")) {
        if (value.path("key").asText().equals(name)) {
          return value.path("value").asText();
        }
      }
      return "";
    }
  }

  /** Returns a client whose requests are wrong on purpose, as the service's OpenAPI file has it. */
  TestClient wrong() {
    return new TestClient(endpoint, account, key, clock, true);
  }

  Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  Answer post(String path) {
    return send("POST", path, null);
  }

  Answer put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  Answer patch(String path, String body, String... headers) {
    return send("PATCH", path, body, headers);
  }

  Answer delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  Answer head(String path, String... headers) {
    return send("HEAD", path, null, headers);
  }

  /** Follows a link that the service gave, as it is. */
  Answer follow(String link) {
    return sendTo("GET", URI.create(link), null);
  }

  Answer send(String method, String path, @Nullable String body, String... headers) {
    String separator = path.contains("?") ? "&" : "?";
    return sendTo(method, URI.create(endpoint + path + separator + VERSION), body, headers);
  }

  Answer sendTo(String method, URI uri, @Nullable String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("ocp-date", DATE.format(ZonedDateTime.now(clock.withZone(ZoneOffset.UTC))));
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    if (body != null) {
      all.put("Content-Type", "application/json; odata=minimalmetadata; charset=utf-8");
    }
    if (wrong) {
      all.put(Conversation.WRONG, "true");
    }
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    all.forEach(request::header);
    if (!all.containsKey("Authorization")) {
      String length = bytes.length > 0 || method.equals("POST") ? "" + bytes.length : "";
      request.header("Authorization", sign(method, uri, all, length));
    }
    request.method(
        method,
        bytes.length == 0 && !method.equals("POST")
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(bytes));
    try {
      return new Answer(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String sign(String method, URI uri, Map<String, String> headers, String length) {
    StringBuilder text = new StringBuilder(method).append("\n\n\n").append(length).append("\n\n");
    text.append(headers.getOrDefault("Content-Type", "")).append("\n\n");
    for (String name :
        new String[] {"If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since"}) {
      text.append(headers.getOrDefault(name, "")).append('\n');
    }
    text.append('\n');
    headers.forEach(
        (name, value) -> {
          if (name.toLowerCase(Locale.ROOT).startsWith("ocp-")) {
            text.append(name.toLowerCase(Locale.ROOT)).append(':').append(value).append('\n');
          }
        });
    text.append('/').append(account).append(uri.getRawPath());
    Map<String, String> options = new TreeMap<>();
    for (String option : uri.getRawQuery().split("&", -1)) {
      int equals = option.indexOf('=');
      options.put(
          decode(option.substring(0, equals)).toLowerCase(Locale.ROOT),
          decode(option.substring(equals + 1)));
    }
    options.forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      byte[] signature = mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
      return "SharedKey " + account + ":" + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
