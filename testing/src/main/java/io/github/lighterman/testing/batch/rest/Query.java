package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The query of a request, decoded. */
final class Query {
  private static final Set<String> COMMON = Set.of("api-version", "timeout");
  private static final Pattern VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(\\.\\d+\\.\\d+)?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Query(String raw) {
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
  }

  static Query parse(Optional<String> raw) {
    return new Query(raw.orElse(""));
  }

  Map<String, List<String>> all() {
    return values;
  }

  /** Checks that there is a version and nothing else than an operation takes. */
  void check(Set<String> allowed) {
    for (Map.Entry<String, List<String>> option : values.entrySet()) {
      String name = option.getKey();
      if (!COMMON.contains(name) && !allowed.contains(name)) {
        throw BatchException.of(
            ErrorCode.UnsupportedQueryParameter,
            "QueryParameterName",
            name,
            "QueryParameterValue",
            option.getValue().get(0));
      }
      if (option.getValue().size() > 1) {
        throw invalid(name, String.join(",", option.getValue()), "It is given more than once.");
      }
    }
    String version =
        get("api-version")
            .orElseThrow(
                () ->
                    BatchException.of(
                        ErrorCode.MissingRequiredQueryParameter,
                        "QueryParameterName",
                        "api-version"));
    if (!VERSION.matcher(version).matches()) {
      throw BatchException.of(ErrorCode.UnsupportedRequestVersion);
    }
    get("timeout")
        .ifPresent(
            timeout -> {
              if (!NUMBER.matcher(timeout).matches() || Integer.parseInt(timeout) == 0) {
                throw invalid("timeout", timeout, "It is not a number of seconds above 0.");
              }
            });
  }

  Optional<String> get(String name) {
    List<String> all = values.get(name);
    return all == null ? Optional.empty() : Optional.of(all.get(0));
  }

  boolean flag(String name) {
    return get(name)
        .map(
            text -> {
              if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                throw invalid(name, text, "It is neither true nor false.");
              }
              return text.equalsIgnoreCase("true");
            })
        .orElse(false);
  }

  int maxResults(int most) {
    String text = get("maxresults").orElse(Integer.toString(most));
    if (!text.matches("-?\\d{1,9}")) {
      throw invalid("maxresults", text, "It is not a whole number.");
    }
    int number = Integer.parseInt(text);
    if (number < 1 || number > most) {
      throw BatchException.of(
          ErrorCode.OutOfRangeQueryParameterValue,
          "QueryParameterName",
          "maxresults",
          "QueryParameterValue",
          text,
          "MinimumAllowed",
          "1",
          "MaximumAllowed",
          Integer.toString(most));
    }
    return number;
  }

  static BatchException invalid(String name, String value, String reason) {
    return BatchException.of(
        ErrorCode.InvalidQueryParameterValue,
        "QueryParameterName",
        name,
        "QueryParameterValue",
        value,
        "Reason",
        reason);
  }

  /** Decodes percent-encoding, and a plus as a blank as forms have it. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw BatchException.of(ErrorCode.InvalidUri);
    }
  }

  /** Decodes percent-encoding in a path, where a plus is a plus. */
  static String decodePath(String text) {
    return decode(text.replace("+", "%2B"));
  }
}
