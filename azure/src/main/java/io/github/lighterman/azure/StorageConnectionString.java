package io.github.lighterman.azure;

import com.google.common.base.Splitter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a connection string of storage says, as the portal shows it.
 *
 * @param endpoint the Blob service's address
 * @param auth how to get in
 */
record StorageConnectionString(String endpoint, AzureAuth auth) {
  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it lacks something; the message tells no value
   */
  static StorageConnectionString parse(String text) {
    Map<String, String> parts = new TreeMap<>();
    for (String part : Splitter.on(';').split(text)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).strip());
      }
    }
    if (parts.containsKey("usedevelopmentstorage")) {
      throw new IllegalArgumentException(
          "must not be UseDevelopmentStorage; write AccountName, AccountKey and BlobEndpoint out");
    }
    return new StorageConnectionString(endpoint(parts), auth(parts));
  }

  private static String endpoint(Map<String, String> parts) {
    return part(parts, "BlobEndpoint")
        .or(
            () ->
                part(parts, "AccountName")
                    .flatMap(
                        account ->
                            part(parts, "EndpointSuffix")
                                .map(
                                    suffix ->
                                        part(parts, "DefaultEndpointsProtocol").orElse("https")
                                            + "://"
                                            + account
                                            + ".blob."
                                            + suffix)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must have BlobEndpoint, or AccountName and EndpointSuffix"));
  }

  private static AzureAuth auth(Map<String, String> parts) {
    Optional<AzureAuth> sas = part(parts, "SharedAccessSignature").map(AzureAuth::sas);
    return sas.or(
            () ->
                part(parts, "AccountName")
                    .flatMap(
                        account ->
                            part(parts, "AccountKey")
                                .map(key -> AzureAuth.sharedKey(account, key))))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must have AccountName and AccountKey, or SharedAccessSignature"));
  }

  private static Optional<String> part(Map<String, String> parts, String name) {
    return Optional.ofNullable(parts.get(name.toLowerCase(Locale.ROOT)))
        .filter(value -> !value.isEmpty());
  }

  /** Shows where it leads and not how to get in. */
  @Override
  public String toString() {
    return "StorageConnectionString[" + SignedUrls.redact(endpoint) + ", " + auth + "]";
  }
}
