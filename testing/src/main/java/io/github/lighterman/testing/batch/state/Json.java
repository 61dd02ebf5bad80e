package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A JSON object in the making, with only those of its own properties that are wanted. */
final class Json {
  private final ObjectNode object = JsonNodeFactory.instance.objectNode();
  private final Predicate<String> wanted;

  Json(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  static Json all() {
    return new Json(property -> true);
  }

  Json put(String property, @Nullable String value) {
    if (value != null && wanted.test(property)) {
      object.put(property, value);
    }
    return this;
  }

  Json put(String property, @Nullable Integer value) {
    if (value != null && wanted.test(property)) {
      object.put(property, value);
    }
    return this;
  }

  Json put(String property, boolean value) {
    if (wanted.test(property)) {
      object.put(property, value);
    }
    return this;
  }

  Json put(String property, @Nullable Instant value) {
    if (value != null && wanted.test(property)) {
      object.put(property, Ticks.text(value));
    }
    return this;
  }

  Json set(String property, @Nullable JsonNode value) {
    if (value != null && !value.isMissingNode() && wanted.test(property)) {
      object.set(property, value);
    }
    return this;
  }

  /** Copies all properties but some; what was put before stays. */
  Json copy(ObjectNode from, Set<String> except) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (!except.contains(entry.getKey())
          && wanted.test(entry.getKey())
          && !object.has(entry.getKey())) {
        object.set(entry.getKey(), entry.getValue());
      }
    }
    return this;
  }

  ObjectNode node() {
    return object;
  }

  static @Nullable ObjectNode failure(@Nullable TaskFailure failure) {
    if (failure == null) {
      return null;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(
        "category",
        failure.category() == TaskFailure.Category.USER_ERROR ? "UserError" : "ServerError");
    json.put("code", failure.code());
    json.put("message", failure.message());
    if (!failure.details().isEmpty()) {
      details(json.putArray("details"), failure.details());
    }
    return json;
  }

  static void details(ArrayNode array, Collection<TaskFailure.Detail> details) {
    for (TaskFailure.Detail detail : details) {
      array.addObject().put("name", detail.name()).put("value", detail.value());
    }
  }

  static @Nullable ObjectNode container(@Nullable ContainerInfo container) {
    if (container == null) {
      return null;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("containerId", container.containerId());
    container.state().ifPresent(state -> json.put("state", state));
    container.error().ifPresent(error -> json.put("error", error));
    return json;
  }

  static Json run(AuxiliaryRun run) {
    return Json.all()
        .put("startTime", run.startTime)
        .put("endTime", run.endTime)
        .put("state", run.isCompleted() ? "completed" : "running")
        .put("exitCode", run.exitCode)
        .set("containerInfo", container(run.container))
        .set("failureInfo", failure(run.failure))
        .put("retryCount", run.retryCount)
        .put("lastRetryTime", run.lastRetryTime)
        .put("result", !run.isCompleted() ? null : run.succeeded ? "success" : "failure");
  }
}
