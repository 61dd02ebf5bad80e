package io.github.lighterman.testing.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of a recording's requests. Some recordings don't hold them; then what was sent is
 * taken from what the service showed afterwards.
 */
final class RequestBodies {
  private static final List<String> SHOWN_ONLY =
      List.of(
          "odata.metadata",
          "url",
          "eTag",
          "lastModified",
          "creationTime",
          "state",
          "stateTransitionTime",
          "previousState",
          "previousStateTransitionTime",
          "executionInfo",
          "nodeInfo",
          "allocationState",
          "allocationStateTransitionTime",
          "currentDedicatedNodes",
          "currentLowPriorityNodes",
          "resizeErrors",
          "currentNodeCommunicationMode");

  private final JsonNode interactions;

  RequestBodies(JsonNode interactions) {
    this.interactions = interactions;
  }

  @Nullable JsonNode of(int index) {
    JsonNode request = interactions.get(index).path("request");
    if (request.has("body") && !request.path("body").isNull()) {
      return request.path("body");
    }
    String method = request.path("method").asText();
    String path = request.path("path").asText();
    JsonNode response = interactions.get(index).path("response");
    if (method.equals("GET") || method.equals("HEAD") || method.equals("DELETE")) {
      return null;
    }
    if (path.endsWith("/uploadbatchservicelogs")) {
      return Replay.object()
          .put("containerUrl", "http://127.0.0.1/c?sig=x")
          .put("startTime", "2020-04-21T16:22:12Z");
    }
    if (path.endsWith("/addtaskcollection")) {
      return collection(response);
    }
    if (method.equals("PUT") && path.contains("/tasks/")) {
      ObjectNode body = Replay.object();
      body.set("constraints", shown(path, index).path("constraints"));
      return body;
    }
    if (path.endsWith("/tasks") || path.equals("/jobs") || path.equals("/pools")) {
      return added(path, index, response);
    }
    if (method.equals("PUT") && path.startsWith("/jobs/")) {
      ObjectNode shown = shown(path, index);
      shown.remove(
          List.of("id", "usesTaskDependencies", "onTaskFailure", "commonEnvironmentSettings"));
      return shown;
    }
    return null;
  }

  /** Returns the pools that are spoken of but never made. */
  Set<String> pools() {
    Set<String> pools = new TreeSet<>();
    for (JsonNode interaction : interactions) {
      collectPools(interaction.path("response").path("body"), pools);
      String path = interaction.path("request").path("path").asText();
      if (path.matches("/pools/[^/]+/nodes/.*")) {
        pools.add(path.split("/", -1)[2]);
      }
    }
    if (pools.isEmpty()) {
      pools.add("pool");
    }
    for (JsonNode interaction : interactions) {
      JsonNode request = interaction.path("request");
      if (request.path("path").asText().equals("/pools")) {
        pools.clear();
      }
    }
    return pools;
  }

  private static void collectPools(JsonNode node, Set<String> pools) {
    for (JsonNode id : node.findValues("poolId")) {
      pools.add(id.asText());
    }
  }

  private JsonNode collection(JsonNode response) {
    ObjectNode body = Replay.object();
    ArrayNode value = body.putArray("value");
    if (response.path("status").asInt() == 413) {
      ObjectNode task = value.addObject().put("id", "mytask").put("commandLine", "x");
      ArrayNode files = task.putArray("resourceFiles");
      for (int i = 0; i < 10_000; i++) {
        files
            .addObject()
            .put("httpUrl", "https://127.0.0.1/a-rather-long-name-of-a-resource-file-for-a-task")
            .put("filePath", "resourceFile" + i);
      }
      return body;
    }
    for (JsonNode result : response.path("body").path("value")) {
      String id = result.path("taskId").asText();
      value.addObject().put("id", id).put("commandLine", "cmd /c echo hello " + id.substring(6));
    }
    return body;
  }

  private JsonNode added(String path, int index, JsonNode response) {
    String id = nextId(path, index, response);
    ObjectNode shown = shown(path + "/" + id, index);
    shown.put("id", id);
    // An older name of the same thing.
    JsonNode slots = shown.remove("maxTasksPerNode");
    if (slots != null) {
      shown.set("taskSlotsPerNode", slots);
    }
    if (path.equals("/jobs")) {
      if (!shown.has("poolInfo")) {
        shown.putObject("poolInfo").put("poolId", pools().stream().findFirst().orElse("pool"));
      }
    } else if (path.equals("/pools")) {
      refusedPool(shown, response);
    } else if (!shown.has("commandLine")) {
      shown.put("commandLine", "/bin/bash -c \"echo hello\"");
      shown.remove("constraints");
    }
    return shown;
  }

  private static void refusedPool(ObjectNode pool, JsonNode response) {
    if (!pool.has("vmSize")) {
      pool.put("vmSize", "standard_d1");
    }
    if (pool.has("virtualMachineConfiguration")) {
      return;
    }
    ObjectNode machine = pool.putObject("virtualMachineConfiguration");
    machine.put("nodeAgentSKUId", "batch.node.ubuntu 16.04");
    ObjectNode image = machine.putObject("imageReference");
    JsonNode values = response.path("body").path("values");
    if (values.path(0).path("value").asText().equals("virtualMachineImageId")) {
      image.put("virtualMachineImageId", values.path(1).path("value").asText());
    } else {
      image.put("publisher", "Canonical").put("offer", "UbuntuServer").put("sku", "16.04-LTS");
      machine.putObject("containerConfiguration").put("type", "dockerCompatible");
    }
  }

  /** Returns what is said of a thing in the first answer after a request, or else in any. */
  private ObjectNode shown(String path, int index) {
    for (int i = index + 1; i < interactions.size(); i++) {
      JsonNode interaction = interactions.get(i);
      JsonNode body = interaction.path("response").path("body");
      boolean same =
          interaction.path("request").path("path").asText().equalsIgnoreCase(path)
              && interaction.path("request").path("method").asText().equals("GET")
              && interaction.path("request").path("query").toString().indexOf("select") < 0
              && interaction.path("response").path("status").asInt() == 200;
      if (same) {
        ObjectNode copy = body.deepCopy();
        copy.remove(SHOWN_ONLY);
        return copy;
      }
    }
    return Replay.object();
  }

  private String nextId(String path, int index, JsonNode response) {
    String location = response.path("headers").path("location").asText("");
    if (!location.isEmpty() && !path.equals("/jobs")) {
      return location.substring(location.lastIndexOf('/') + 1);
    }
    for (int i = index + 1; i < interactions.size(); i++) {
      String next = interactions.get(i).path("request").path("path").asText();
      if (next.startsWith(path + "/")) {
        return next.substring(path.length() + 1).split("/", -1)[0];
      }
    }
    return "unknown";
  }
}
