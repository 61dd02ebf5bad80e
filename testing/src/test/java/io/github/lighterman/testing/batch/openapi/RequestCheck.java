package io.github.lighterman.testing.batch.openapi;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds requests against the file. */
final class RequestCheck {
  private static final List<String> SPECIAL =
      List.of("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "ocp-range");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final OpenApi api;

  RequestCheck(OpenApi api) {
    this.api = api;
  }

  /** Returns what is wrong with a request. */
  List<String> check(ApiOperation operation, HttpRequest request) {
    List<String> findings = new ArrayList<>();
    query(operation, request, findings);
    headers(operation, request, findings);
    body(operation, request, findings);
    return findings;
  }

  private static void query(ApiOperation operation, HttpRequest request, List<String> findings) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : request.query().orElse("").split("&", -1)) {
      if (!option.isEmpty()) {
        String[] parts = option.split("=", 2);
        if (options.put(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1])) != null) {
          findings.add("option " + decode(parts[0]) + " is given more than once");
        }
      }
    }
    options.forEach(
        (name, value) -> {
          Optional<JsonNode> parameter = operation.parameter("query", name);
          if (parameter.isPresent()) {
            value("option " + name, parameter.get(), value, findings);
          } else if (!(operation.isPaged() && name.equals("$skiptoken"))) {
            findings.add("option " + name + " is unknown");
          }
        });
    for (JsonNode parameter : operation.parameters("query")) {
      String name = parameter.path("name").asText();
      if (parameter.path("required").asBoolean() && !options.containsKey(name)) {
        findings.add("option " + name + " is missing");
      }
    }
  }

  private static void headers(ApiOperation operation, HttpRequest request, List<String> findings) {
    for (JsonNode parameter : operation.parameters("header")) {
      String name = parameter.path("name").asText();
      request.header(name).ifPresent(value -> value("header " + name, parameter, value, findings));
    }
    for (String name : SPECIAL) {
      if (request.header(name).isPresent() && operation.parameter("header", name).isEmpty()) {
        findings.add("header " + name + " is unknown");
      }
    }
  }

  private void body(ApiOperation operation, HttpRequest request, List<String> findings) {
    Optional<JsonNode> parameter = operation.parameters("body").stream().findFirst();
    if (request.bodySize() == HttpRequest.BodySize.TOO_LARGE) {
      // It was thrown away, and the file knows no limit: only the answer can be checked.
      return;
    }
    if (request.body().length == 0) {
      if (parameter.map(each -> each.path("required").asBoolean()).orElse(false)) {
        findings.add("body is missing");
      }
    } else if (parameter.isEmpty()) {
      findings.add("body is unknown");
    } else {
      String type = request.header("Content-Type").orElse("").replace(" ", "");
      if (!type.startsWith("application/json;odata=minimalmetadata")) {
        findings.add("header Content-Type is " + type);
      }
      try {
        JsonNode json = JSON.readTree(request.body());
        findings.addAll(api.schemas().check(parameter.get().path("schema"), json, Side.REQUEST));
      } catch (JacksonException e) {
        findings.add("body is no JSON: " + e.getOriginalMessage());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void value(String where, JsonNode parameter, String value, List<String> findings) {
    String type = parameter.path("type").asText();
    if (!Formats.isOf(value, type)) {
      findings.add(where + " is not of type " + type + ": " + value);
    } else if (type.equals("integer")) {
      long number = Long.parseLong(value);
      if (number < parameter.path("minimum").asLong(Long.MIN_VALUE)
          || number > parameter.path("maximum").asLong(Long.MAX_VALUE)) {
        findings.add(where + " is out of range: " + value);
      }
    } else if (type.equals("string")) {
      String format = parameter.path("format").asText();
      if (!Formats.has(value, format, Side.REQUEST)) {
        findings.add(where + " is not a " + format + ": " + value);
      }
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
