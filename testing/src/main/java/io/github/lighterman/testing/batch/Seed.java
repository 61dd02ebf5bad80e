package io.github.lighterman.testing.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.lighterman.testing.batch.rest.BatchService;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.http.HttpHeaders;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fills an account with what a JSON text says, through the service's own checks. */
final class Seed {
  private static final Set<String> PARTS = Set.of("pools", "jobs", "tasks");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final BatchService service;

  Seed(BatchService service) {
    this.service = service;
  }

  void plant(String text) {
    JsonNode seed = parse(text);
    for (Map.Entry<String, JsonNode> part : seed.properties()) {
      if (!PARTS.contains(part.getKey())) {
        throw new IllegalArgumentException(
            "the seed has '" + part.getKey() + "'; it can have pools, jobs and tasks");
      }
    }
    for (JsonNode pool : list(seed.path("pools"), "pools")) {
      add("/pools", pool, "pool '" + pool.path("id").asText() + "'");
    }
    for (JsonNode job : list(seed.path("jobs"), "jobs")) {
      add("/jobs", job, "job '" + job.path("id").asText() + "'");
    }
    JsonNode tasks = seed.path("tasks");
    if (!tasks.isMissingNode() && !tasks.isObject()) {
      throw new IllegalArgumentException(
          "the seed's tasks must be an object with a list of tasks for each id of a job");
    }
    for (Map.Entry<String, JsonNode> ofJob : tasks.properties()) {
      String path = "/jobs/" + encode(ofJob.getKey()) + "/tasks";
      for (JsonNode task : list(ofJob.getValue(), "tasks of job '" + ofJob.getKey() + "'")) {
        String name = "task '" + task.path("id").asText() + "' of job '" + ofJob.getKey() + "'";
        add(path, task, name);
      }
    }
  }

  private static JsonNode parse(String text) {
    JsonNode seed;
    try {
      seed = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the seed isn't JSON: "
              + e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : ", line "
                      + e.getLocation().getLineNr()
                      + ", column "
                      + e.getLocation().getColumnNr()),
          e);
    }
    if (!seed.isObject()) {
      throw new IllegalArgumentException("the seed must be an object with pools, jobs and tasks");
    }
    return seed;
  }

  private static JsonNode list(JsonNode value, String name) {
    if (!value.isMissingNode() && !value.isArray()) {
      throw new IllegalArgumentException("the seed's " + name + " must be a list");
    }
    return value;
  }

  private void add(String path, JsonNode body, String name) {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    try {
      var unused =
          service.handleOwn(
              new HttpRequest(
                  "POST",
                  path,
                  Optional.of("api-version=2024-07-01.20.0"),
                  HttpHeaders.none(),
                  bytes,
                  bytes.length > BatchService.MOST_BODY_BYTES
                      ? BodySize.TOO_LARGE
                      : BodySize.ALLOWED));
    } catch (BatchException e) {
      String values =
          e.values().stream()
              .map(value -> value.getKey() + ": " + value.getValue())
              .collect(Collectors.joining("; "));
      throw new IllegalArgumentException(
          "the seed's "
              + name
              + " is refused: "
              + e.code()
              + (values.isEmpty() ? "" : ", ")
              + values,
          e);
    }
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
