package io.github.lighterman.testing.batch.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The service's OpenAPI file. It isn't everywhere: without it nothing is checked. */
final class OpenApi {
  private static final String PROPERTY = "lighterman.openapi";
  private static final Path FILE =
      Path.of("../../shared/batch-rest/swagger-2024-07-01.20.0/BatchService.json");

  /** Read once, since it is large. */
  private static final class Holder {
    static final Optional<OpenApi> API = path().map(OpenApi::read);
  }

  private final List<ApiOperation> operations = new ArrayList<>();
  private final Schemas schemas;

  private OpenApi(JsonNode root) {
    this.schemas = new Schemas(root.path("definitions"));
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                operation(
                                    root, path.getKey(), method.getKey(), method.getValue()))));
    // A fixed segment wins over a parameter: "users" is no extension.
    operations.sort(Comparator.comparingInt(ApiOperation::parametersInPath));
  }

  /** Returns what the file says, or empty if there is no file. */
  static Optional<OpenApi> find() {
    return Holder.API;
  }

  static boolean isHere() {
    return path().isPresent();
  }

  Optional<ApiOperation> find(String method, String path) {
    return operations.stream().filter(each -> each.matches(method, path)).findFirst();
  }

  Schemas schemas() {
    return schemas;
  }

  List<ApiOperation> operations() {
    return operations;
  }

  private static Optional<Path> path() {
    String other = System.getProperty(PROPERTY);
    return Optional.of(other == null ? FILE : Path.of(other)).filter(Files::isRegularFile);
  }

  private static OpenApi read(Path file) {
    try {
      return new OpenApi(new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiOperation operation(
      JsonNode root, String path, String method, JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    for (JsonNode each : operation.path("parameters")) {
      JsonNode parameter =
          each.has("$ref") ? root.at(each.path("$ref").asText().substring(1)) : each;
      parameters.add(released(parameter));
    }
    return new ApiOperation(
        operation.path("operationId").asText(), method, path, parameters, operation);
  }

  /** The file is older than the release in one thing, which the service's clients show. */
  private static JsonNode released(JsonNode parameter) {
    if (!parameter.path("name").asText().equals("forceAfterSeconds")) {
      return parameter;
    }
    ObjectNode force = parameter.deepCopy();
    force.remove("format");
    return force.put("name", "force").put("type", "boolean");
  }
}
