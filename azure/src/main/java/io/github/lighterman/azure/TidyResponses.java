package io.github.lighterman.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Makes of every answer one that the SDK can read: it loses the status of an error that is not in
 * the service's own JSON, fails on a success whose headers it does not like, knows header names
 * only in the service's case, and leaks the connection of a 206. Answers are read to their end
 * here, where a broken one can still be asked for again; but for files, which are streams.
 */
final class TidyResponses implements Interceptor {
  /** The header that asks for a part of a file. */
  static final String RANGE = "ocp-range";

  private static final long MOST_ERROR_BYTES = 64 * 1024;
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final Map<String, String> NAMES = names();

  private final ObjectMapper json = new ObjectMapper();

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    Response.Builder tidy = response.newBuilder().headers(tidy(response.headers()));
    if (!response.isSuccessful()) {
      return tidy.body(error(response)).build();
    }
    if (response.code() == 206) {
      tidy.code(200);
    }
    if (chain.request().header(RANGE) == null) {
      tidy.body(whole(response));
    }
    return tidy.build();
  }

  private static Headers tidy(Headers headers) {
    Headers.Builder tidy = new Headers.Builder();
    for (int i = 0; i < headers.size(); i++) {
      String name = NAMES.getOrDefault(headers.name(i), headers.name(i));
      if (isReadable(name, headers, i)) {
        tidy.addUnsafeNonAscii(name, headers.value(i));
      }
    }
    return tidy.build();
  }

  private static boolean isReadable(String name, Headers headers, int index) {
    return switch (name) {
      case "request-id", "client-request-id" -> UUID.matcher(headers.value(index)).matches();
      case "Last-Modified" -> headers.getInstant(name) != null;
      default -> true;
    };
  }

  private static ResponseBody whole(Response response) throws IOException {
    try (ResponseBody body = body(response)) {
      return ResponseBody.create(body.bytes(), body.contentType());
    }
  }

  private ResponseBody error(Response response) throws IOException {
    try (ResponseBody body = body(response);
        ResponseBody start = response.peekBody(MOST_ERROR_BYTES)) {
      byte[] bytes = start.bytes();
      return isError(bytes)
          ? ResponseBody.create(bytes, JSON)
          : ResponseBody.create(json.writeValueAsBytes(foreign(response, body, bytes)), JSON);
    }
  }

  private boolean isError(byte[] bytes) throws IOException {
    try {
      return json.readTree(bytes).path("code").isTextual();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static Map<String, Object> foreign(Response response, ResponseBody body, byte[] bytes) {
    String what =
        bytes.length == 0
            ? "nothing"
            : Optional.ofNullable(body.contentType())
                .map(type -> type.type() + "/" + type.subtype())
                .orElse("something");
    String message =
        "the answer is status "
            + response.code()
            + " with "
            + what
            + " in place of the service's words, as from a proxy";
    return Map.of("code", "", "message", Map.of("lang", "en-US", "value", message));
  }

  private static ResponseBody body(Response response) throws IOException {
    ResponseBody body = response.body();
    if (body == null) {
      throw new IOException("an answer without a body");
    }
    return body;
  }

  private static Map<String, String> names() {
    Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name :
        new String[] {
          "ETag",
          "Last-Modified",
          "Content-Length",
          "Content-Type",
          "Location",
          "DataServiceId",
          "request-id",
          "client-request-id",
          "ocp-creation-time",
          "ocp-batch-file-isdirectory",
          "ocp-batch-file-url",
          "ocp-batch-file-mode"
        }) {
      names.put(name, name);
    }
    return Collections.unmodifiableMap(names);
  }
}
