package io.github.lighterman.testing.batch.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An operation as the file describes it. */
final class ApiOperation {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private final String id;
  private final String method;
  private final String template;
  private final Pattern path;
  private final List<JsonNode> parameters;
  private final JsonNode description;

  ApiOperation(
      String id, String method, String template, List<JsonNode> parameters, JsonNode description) {
    this.id = id;
    this.method = method.toUpperCase(Locale.ROOT);
    this.template = template;
    this.parameters = parameters;
    this.description = description;
    this.path = Pattern.compile(pattern(template));
  }

  /** Only what is in a path's last segment may have slashes: the names of files do. */
  private static String pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    int end = 0;
    for (var matcher = PARAMETER.matcher(template); matcher.find(); end = matcher.end()) {
      pattern.append(Pattern.quote(template.substring(end, matcher.start())));
      pattern.append(matcher.group(1).equals("filePath") ? ".+" : "[^/]+");
    }
    return pattern.append(Pattern.quote(template.substring(end))).toString();
  }

  String id() {
    return id;
  }

  String method() {
    return method;
  }

  boolean matches(String otherMethod, String otherPath) {
    return method.equals(otherMethod) && path.matcher(otherPath).matches();
  }

  int parametersInPath() {
    return (int) PARAMETER.matcher(template).results().count();
  }

  /** Returns the parameters in one place: path, query, header or body. */
  List<JsonNode> parameters(String place) {
    return parameters.stream().filter(each -> each.path("in").asText().equals(place)).toList();
  }

  Optional<JsonNode> parameter(String place, String name) {
    return parameters(place).stream()
        .filter(each -> each.path("name").asText().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Tells whether its answers come in pages, so that it is asked for with a token, too. */
  boolean isPaged() {
    return description.has("x-ms-pageable");
  }

  /** Returns what is answered with a status, which is an error if the file doesn't have it. */
  JsonNode response(int status) {
    JsonNode responses = description.path("responses");
    return responses.has(Integer.toString(status))
        ? responses.path(Integer.toString(status))
        : responses.path("default");
  }

  boolean documents(int status) {
    return description.path("responses").has(Integer.toString(status));
  }
}
