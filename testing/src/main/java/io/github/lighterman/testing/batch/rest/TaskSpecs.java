package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Ticks;
import java.time.Duration;

/** Checks specifications of tasks and fills in what the service fills in. */
final class TaskSpecs {
  private static final int MOST_DEPENDENCY_CHARACTERS = 64_000;
  private static final ObjectNode USER = user();

  private TaskSpecs() {}

  /**
   * Checks and completes a task whose body has been checked.
   *
   * @param jobRetries how often the tasks of its job are tried again
   * @param exitOptionsCount whether its job heeds what tasks say about exits
   */
  static ObjectNode complete(ObjectNode task, int jobRetries, boolean exitOptionsCount) {
    Limits.id(task);
    Limits.displayName(task);
    if (task.has("multiInstanceSettings")) {
      throw BatchException.notEmulated("A task with multiInstanceSettings");
    }
    if (task.has("authenticationTokenSettings")) {
      throw BatchException.notEmulated("A task with authenticationTokenSettings");
    }
    checkCommon(task);
    Limits.outputFiles(task);
    Limits.range(task, "requiredSlots", 1, 256);
    checkDependencies(task.path("dependsOn"));
    checkExitConditions(task.path("exitConditions"), exitOptionsCount);
    complete(task, jobRetries);
    return task;
  }

  /** Completes the settings that job manager tasks have too. */
  static void complete(ObjectNode task, int jobRetries) {
    Limits.setIfAbsent(task, "userIdentity", USER);
    task.set("constraints", constraints(task.path("constraints"), jobRetries));
    if (!task.has("requiredSlots")) {
      task.put("requiredSlots", 1);
    }
  }

  /** Checks what all kinds of tasks have. */
  static void checkCommon(ObjectNode task) {
    Limits.commandLine(task);
    Limits.containerSettings(task);
    Limits.resourceFiles(task);
    Limits.userIdentity(task);
    Limits.noApplications(task);
  }

  /** Returns constraints with nothing left out. */
  static ObjectNode constraints(JsonNode given, int retries) {
    ObjectNode constraints = ObjectNodes.create();
    Limits.range(given, "maxTaskRetryCount", -1, Integer.MAX_VALUE);
    Limits.duration(given, "maxWallClockTime", Duration.ofNanos(100), Ticks.MAX);
    constraints.put(
        "maxWallClockTime", given.path("maxWallClockTime").asText(Ticks.text(Ticks.MAX)));
    constraints.put("retentionTime", given.path("retentionTime").asText("P7D"));
    constraints.put("maxTaskRetryCount", given.path("maxTaskRetryCount").asInt(retries));
    return constraints;
  }

  static ObjectNode user() {
    ObjectNode identity = ObjectNodes.create();
    identity.putObject("autoUser").put("scope", "pool").put("elevationLevel", "nonadmin");
    return identity;
  }

  private static void checkDependencies(JsonNode dependsOn) {
    int characters = 0;
    for (JsonNode id : dependsOn.path("taskIds")) {
      characters += id.asText().length();
    }
    if (characters > MOST_DEPENDENCY_CHARACTERS) {
      throw BatchException.of(ErrorCode.TaskDependencyListTooLong);
    }
    for (JsonNode range : dependsOn.path("taskIdRanges")) {
      if (range.path("start").asInt() < 0
          || range.path("end").asInt() < range.path("start").asInt()) {
        throw BatchException.property(
            "taskIdRanges", null, "Start and end must be 0 or more, and start not beyond end.");
      }
    }
  }

  private static void checkExitConditions(JsonNode conditions, boolean exitOptionsCount) {
    if (!exitOptionsCount && !conditions.findValues("jobAction").isEmpty()) {
      throw BatchException.property(
          "jobAction",
          null,
          "It can be given only if onTaskFailure of the job is performexitoptionsjobaction.");
    }
    for (JsonNode range : conditions.path("exitCodeRanges")) {
      if (range.path("end").asInt() < range.path("start").asInt()) {
        throw BatchException.property("exitCodeRanges", null, "A range starts beyond its end.");
      }
    }
  }
}
