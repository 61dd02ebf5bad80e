package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Ticks;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Checks specifications of pools and fills in what the service fills in. */
final class PoolSpecs {
  /** What can be changed only while a pool has no nodes. */
  static final List<String> WHEN_EMPTY =
      List.of(
          "vmSize",
          "taskSlotsPerNode",
          "enableInterNodeCommunication",
          "virtualMachineConfiguration",
          "networkConfiguration",
          "userAccounts",
          "mountConfiguration");

  private static final int MOST_NODES = 100_000;
  private static final int LONGEST_FORMULA = 8192;

  private PoolSpecs() {}

  /** Checks and completes a pool whose body has been checked; an automatic one has no id. */
  static ObjectNode complete(ObjectNode pool) {
    checkChangeable(pool);
    checkSize(pool);
    if (pool.has("virtualMachineConfiguration") == pool.has("cloudServiceConfiguration")) {
      throw BatchException.of(
          ErrorCode.MissingRequiredProperty, "PropertyName", "virtualMachineConfiguration");
    }
    if (pool.path("cloudServiceConfiguration") instanceof ObjectNode cloudService
        && !cloudService.has("osVersion")) {
      cloudService.put("osVersion", "*");
    }
    completeNumbers(pool);
    if (!pool.has("taskSlotsPerNode")) {
      pool.put("taskSlotsPerNode", 1);
    }
    if (!pool.has("enableInterNodeCommunication")) {
      pool.put("enableInterNodeCommunication", false);
    }
    if (!pool.has("taskSchedulingPolicy")) {
      pool.putObject("taskSchedulingPolicy").put("nodeFillType", "Spread");
    }
    return pool;
  }

  /** Checks and completes the properties that can be changed. */
  static void checkChangeable(ObjectNode pool) {
    Limits.displayName(pool);
    Limits.metadata(pool);
    Limits.noCertificates(pool);
    Limits.noApplications(pool);
    PoolParts.check(pool);
    Limits.range(pool, "taskSlotsPerNode", 1, 256);
    if (pool.has("vmSize")) {
      pool.put("vmSize", pool.path("vmSize").asText().toLowerCase(Locale.ROOT));
      if (pool.path("vmSize").asText().isBlank()) {
        throw BatchException.property("vmSize", "", "It is empty.");
      }
    }
    if (pool.path("virtualMachineConfiguration") instanceof ObjectNode machine) {
      Images.ALL.check(machine);
      if (machine.path("imageReference") instanceof ObjectNode image && image.has("publisher")) {
        Limits.setIfAbsent(image, "version", ObjectNodes.text("latest"));
      }
      if (machine.path("osDisk") instanceof ObjectNode disk) {
        Limits.setIfAbsent(disk, "ephemeralOSDiskSettings", ObjectNodes.create());
      }
    }
    if (pool.path("startTask") instanceof ObjectNode start) {
      TaskSpecs.checkCommon(start);
      Limits.range(start, "maxTaskRetryCount", -1, Integer.MAX_VALUE);
      Limits.setIfAbsent(start, "userIdentity", TaskSpecs.user());
      if (!start.has("maxTaskRetryCount")) {
        start.put("maxTaskRetryCount", 0);
      }
      if (!start.has("waitForSuccess")) {
        start.put("waitForSuccess", true);
      }
    }
    for (JsonNode account : pool.path("userAccounts")) {
      completeAccount(pool, account);
    }
  }

  /** Checks a request to change a pool's size. */
  static void checkResize(ObjectNode request) {
    Limits.range(request, "targetDedicatedNodes", 0, MOST_NODES);
    Limits.range(request, "targetLowPriorityNodes", 0, MOST_NODES);
    Limits.duration(request, "resizeTimeout", Duration.ofMinutes(5), Duration.ofDays(7));
    if (!request.has("targetDedicatedNodes") && !request.has("targetLowPriorityNodes")) {
      throw BatchException.of(
          ErrorCode.MissingRequiredProperty, "PropertyName", "targetDedicatedNodes");
    }
  }

  /** Checks a formula's length and the time between its evaluations. */
  static void checkAutoScale(JsonNode request) {
    if (request.path("autoScaleFormula").asText("").length() > LONGEST_FORMULA) {
      throw BatchException.of(ErrorCode.AutoScalingFormulaTooLong);
    }
    Limits.duration(
        request, "autoScaleEvaluationInterval", Duration.ofMinutes(5), Duration.ofDays(7));
  }

  private static void checkSize(ObjectNode pool) {
    checkAutoScale(pool);
    Limits.range(pool, "targetDedicatedNodes", 0, MOST_NODES);
    Limits.range(pool, "targetLowPriorityNodes", 0, MOST_NODES);
    Limits.duration(pool, "resizeTimeout", Duration.ofMinutes(5), Duration.ofDays(7));
    boolean automatic = pool.path("enableAutoScale").asBoolean(false);
    if (automatic && !pool.has("autoScaleFormula")) {
      throw BatchException.of(
          ErrorCode.MissingRequiredProperty, "PropertyName", "autoScaleFormula");
    }
    for (String target : List.of("targetDedicatedNodes", "targetLowPriorityNodes")) {
      if (automatic && pool.has(target)) {
        throw BatchException.property(
            target, pool.path(target).asText(), "It doesn't go with enableAutoScale.");
      }
    }
    for (String property : List.of("autoScaleFormula", "autoScaleEvaluationInterval")) {
      if (!automatic && pool.has(property)) {
        throw BatchException.property(property, null, "It goes with enableAutoScale only.");
      }
    }
  }

  private static void completeNumbers(ObjectNode pool) {
    for (String target : List.of("targetDedicatedNodes", "targetLowPriorityNodes")) {
      if (!pool.has(target)) {
        pool.put(target, 0);
      }
    }
    if (!pool.has("resizeTimeout")) {
      pool.put("resizeTimeout", Ticks.text(Duration.ofMinutes(15)));
    }
    if (!pool.has("enableAutoScale")) {
      pool.put("enableAutoScale", false);
    } else if (pool.path("enableAutoScale").asBoolean()
        && !pool.has("autoScaleEvaluationInterval")) {
      pool.put("autoScaleEvaluationInterval", "PT15M");
    }
  }

  private static void completeAccount(ObjectNode pool, JsonNode account) {
    if (!(account instanceof ObjectNode user)) {
      return;
    }
    if (user.path("name").asText().length() > 20) {
      throw BatchException.property("name", null, "It has more than 20 characters.");
    }
    Limits.setIfAbsent(user, "elevationLevel", ObjectNodes.text("nonadmin"));
    boolean windows =
        pool.has("cloudServiceConfiguration")
            || pool.path("virtualMachineConfiguration")
                .path("nodeAgentSKUId")
                .asText("")
                .contains("windows");
    if (windows && !user.has("windowsUserConfiguration")) {
      user.putObject("windowsUserConfiguration").put("loginMode", "interactive");
    }
  }
}
