package io.github.lighterman.testing.blob;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Refuses what an operation doesn't do, rather than do it without. */
final class RequestRules {
  private static final Set<String> COMMON_QUERIES = Set.of("restype", "comp", "timeout");
  private static final Set<String> COMMON_HEADERS =
      Set.of(
          "x-ms-version",
          "x-ms-date",
          "x-ms-client-request-id",
          "x-ms-return-client-request-id",
          "x-ms-useragent");

  private RequestRules() {}

  static void check(Call call) {
    if (call.route().operation() == BlobOperation.UNSUPPORTED) {
      throw StorageError.NOT_IMPLEMENTED.exception(
          "BlobEmulator doesn't do: " + call.route().title() + ".");
    }
    for (Map.Entry<String, String> entry : call.query().entries()) {
      checkQuery(call, entry.getKey());
    }
    for (Map.Entry<String, String> header : call.request().headers().entries()) {
      checkHeader(call.route().operation(), header.getKey());
    }
  }

  private static void checkQuery(Call call, String name) {
    boolean signature = SasCheck.PARAMETERS.contains(name) && call.query().value("sig").isPresent();
    if (!signature
        && !COMMON_QUERIES.contains(name)
        && !call.route().operation().takesQuery(name)) {
      throw StorageError.UNSUPPORTED_QUERY_PARAMETER.exception(
          "BlobEmulator doesn't know '" + name + "' for " + call.route().title() + ".");
    }
  }

  private static void checkHeader(BlobOperation operation, String sent) {
    String name = sent.toLowerCase(Locale.ROOT);
    if (name.startsWith(Metadata.PREFIX) && operation.takesHeader(Metadata.PREFIX)) {
      return;
    }
    if (Conditions.NAMES.stream().anyMatch(name::equalsIgnoreCase)
        && !operation.takesHeader(name)) {
      throw StorageError.CONDITIONAL_HEADERS_NOT_SUPPORTED.exception(
          operation.title() + " doesn't take " + name + ".");
    }
    if (name.startsWith("x-ms-")
        && !COMMON_HEADERS.contains(name)
        && !operation.takesHeader(name)) {
      throw StorageError.NOT_IMPLEMENTED.exception(
          "BlobEmulator doesn't do what header " + name + " asks of " + operation.title() + ".");
    }
  }
}
