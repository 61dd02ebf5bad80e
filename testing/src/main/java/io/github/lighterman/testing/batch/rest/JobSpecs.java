package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Ticks;
import java.time.Duration;

/** Checks specifications of jobs and fills in what the service fills in. */
final class JobSpecs {
  private JobSpecs() {}

  /** Checks and completes a job whose body has been checked. */
  static ObjectNode complete(ObjectNode job) {
    Limits.id(job);
    Limits.displayName(job);
    checkChangeable(job);
    if (job.has("networkConfiguration")) {
      throw BatchException.notEmulated("A job with networkConfiguration");
    }
    completeSettings(job);
    if (!job.has("usesTaskDependencies")) {
      job.put("usesTaskDependencies", false);
    }
    if (!job.has("onTaskFailure")) {
      job.put("onTaskFailure", "noaction");
    }
    int retries = job.path("constraints").path("maxTaskRetryCount").asInt(0);
    completeManager(job, retries);
    completePreparation(job);
    completeRelease(job);
    JsonNode auto = job.path("poolInfo").path("autoPoolSpecification");
    if (auto.path("pool") instanceof ObjectNode pool) {
      PoolSpecs.complete(pool);
    }
    return job;
  }

  /** Checks the properties that can be changed. */
  static void checkChangeable(ObjectNode job) {
    Limits.range(job, "priority", -1000, 1000);
    JsonNode parallel = job.path("maxParallelTasks");
    if (parallel.isNumber() && parallel.asInt() != -1 && parallel.asInt() < 1) {
      throw BatchException.property(
          "maxParallelTasks", parallel.asText(), "It must be -1 or above 0.");
    }
    Limits.metadata(job);
    if (job.path("constraints") instanceof ObjectNode given) {
      job.set("constraints", constraints(given));
    }
    JsonNode poolInfo = job.path("poolInfo");
    if (poolInfo.isObject()) {
      checkPoolInfo(poolInfo);
    }
  }

  /** Fills in the properties that a replaced job gets, too. */
  static void completeSettings(ObjectNode job) {
    if (!job.has("priority")) {
      job.put("priority", 0);
    }
    if (!job.has("maxParallelTasks")) {
      job.put("maxParallelTasks", -1);
    }
    if (!job.has("allowTaskPreemption")) {
      job.put("allowTaskPreemption", false);
    }
    if (!job.has("onAllTasksComplete")) {
      job.put("onAllTasksComplete", "noaction");
    }
    if (!job.has("constraints")) {
      job.set("constraints", constraints(ObjectNodes.create()));
    }
  }

  private static ObjectNode constraints(JsonNode given) {
    Limits.range(given, "maxTaskRetryCount", -1, Integer.MAX_VALUE);
    Limits.duration(given, "maxWallClockTime", Duration.ofNanos(100), Ticks.MAX);
    ObjectNode constraints = ObjectNodes.create();
    constraints.put(
        "maxWallClockTime", given.path("maxWallClockTime").asText(Ticks.text(Ticks.MAX)));
    constraints.put("maxTaskRetryCount", given.path("maxTaskRetryCount").asInt(0));
    return constraints;
  }

  private static void checkPoolInfo(JsonNode poolInfo) {
    boolean auto = poolInfo.has("autoPoolSpecification");
    if (auto == poolInfo.has("poolId")) {
      throw BatchException.property(
          "poolInfo", null, "Exactly one of poolId and autoPoolSpecification is needed.");
    }
    if (auto && !poolInfo.path("autoPoolSpecification").has("pool")) {
      throw BatchException.of(ErrorCode.MissingRequiredProperty, "PropertyName", "pool");
    }
    if (poolInfo.path("autoPoolSpecification").path("autoPoolIdPrefix").asText("").length() > 20) {
      throw BatchException.property("autoPoolIdPrefix", null, "It has more than 20 characters.");
    }
  }

  private static void completeManager(ObjectNode job, int retries) {
    if (job.path("jobManagerTask") instanceof ObjectNode task) {
      Limits.id(task);
      TaskSpecs.checkCommon(task);
      if (task.has("authenticationTokenSettings")) {
        throw BatchException.notEmulated("A task with authenticationTokenSettings");
      }
      TaskSpecs.complete(task, retries);
      for (String flag : new String[] {"runExclusive", "allowLowPriorityNode"}) {
        if (!task.has(flag)) {
          task.put(flag, true);
        }
      }
      if (!task.has("killJobOnCompletion")) {
        task.put("killJobOnCompletion", true);
      }
    }
  }

  private static void completePreparation(ObjectNode job) {
    if (job.path("jobPreparationTask") instanceof ObjectNode task) {
      TaskSpecs.checkCommon(task);
      setId(task, "jobpreparation");
      Limits.setIfAbsent(task, "userIdentity", TaskSpecs.user());
      task.set("constraints", TaskSpecs.constraints(task.path("constraints"), 0));
      if (!task.has("waitForSuccess")) {
        task.put("waitForSuccess", true);
      }
      if (!task.has("rerunOnNodeRebootAfterSuccess")) {
        task.put("rerunOnNodeRebootAfterSuccess", true);
      }
    }
  }

  private static void completeRelease(ObjectNode job) {
    if (job.path("jobReleaseTask") instanceof ObjectNode task) {
      if (!job.has("jobPreparationTask")) {
        throw BatchException.of(ErrorCode.JobPreparationTaskNotSpecified);
      }
      TaskSpecs.checkCommon(task);
      setId(task, "jobrelease");
      Limits.setIfAbsent(task, "userIdentity", TaskSpecs.user());
      Limits.duration(task, "maxWallClockTime", Duration.ofNanos(100), Duration.ofMinutes(15));
      if (!task.has("maxWallClockTime")) {
        task.put("maxWallClockTime", "PT15M");
      }
      if (!task.has("retentionTime")) {
        task.put("retentionTime", "P7D");
      }
    }
  }

  private static void setId(ObjectNode task, String otherwise) {
    if (task.has("id")) {
      Limits.id(task);
    } else {
      task.put("id", otherwise);
    }
  }
}
