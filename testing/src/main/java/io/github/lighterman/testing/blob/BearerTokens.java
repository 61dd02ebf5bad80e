package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.testing.blob.Grant.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Makes and checks bearer tokens: JSON web tokens, signed with the account's key. */
final class BearerTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String AUDIENCE = "https://storage.azure.com";
  private static final Identity SOMEBODY =
      new Identity("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222");

  private final AccountKey key;
  private final Clock clock;
  private volatile int series;

  BearerTokens(AccountKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** Takes none of the tokens any more that were made up to now. */
  synchronized void revoke() {
    series++;
  }

  String issue(Duration lifetime) {
    Instant now = clock.instant();
    String claims =
        json(
            Map.of(
                "aud", AUDIENCE,
                "iss", "https://sts.windows.net/" + SOMEBODY.tenantId() + "/",
                "oid", SOMEBODY.objectId(),
                "tid", SOMEBODY.tenantId(),
                "series", series,
                "nbf", now.getEpochSecond(),
                "exp", now.plus(lifetime).getEpochSecond()));
    String text = encode(json(Map.of("alg", "HS256", "typ", "JWT"))) + "." + encode(claims);
    return text + "." + ENCODER.encodeToString(key.hmac(text));
  }

  Identity check(String token) {
    int end = token.lastIndexOf('.');
    if (end < 0 || !token.substring(end + 1).equals(signature(token.substring(0, end)))) {
      throw StorageError.INVALID_TOKEN.exception(
          "BlobEmulator knows only the tokens that its method bearerToken makes.");
    }
    JsonNode claims = claims(token.substring(token.indexOf('.') + 1, end));
    Instant now = clock.instant();
    Instant expiry = Instant.ofEpochSecond(claims.path("exp").asLong());
    if (claims.path("series").asInt() != series) {
      throw StorageError.INVALID_TOKEN.exception("The token was revoked.");
    }
    if (!now.isBefore(expiry)) {
      throw StorageError.INVALID_TOKEN.exception("The token was good until " + expiry + ".");
    }
    return new Identity(claims.path("oid").asText(), claims.path("tid").asText());
  }

  private String signature(String text) {
    return ENCODER.encodeToString(key.hmac(text));
  }

  private static String encode(String text) {
    return ENCODER.encodeToString(text.getBytes(UTF_8));
  }

  private static String json(Map<String, ?> values) {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts and numbers can be written", e);
    }
  }

  private static JsonNode claims(String encoded) {
    try {
      return JSON.readTree(new String(Base64.getUrlDecoder().decode(encoded), UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the emulator's own token can be read", e);
    }
  }
}
