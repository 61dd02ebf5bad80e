package io.github.lighterman.testing.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.testing.batch.TestClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares an answer with one that was recorded: status, headers, and the shape of the body. */
final class Comparison {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> HEADERS =
      Set.of(
          "content-type",
          "etag",
          "last-modified",
          "location",
          "dataserviceid",
          "dataserviceversion",
          "request-id",
          "server",
          "transfer-encoding",
          "content-length",
          "strict-transport-security",
          "x-content-type-options",
          "ocp-batch-file-mode",
          "ocp-batch-file-isdirectory",
          "ocp-batch-file-url");

  /** Values that must be the same, and not only be of the same kind. */
  private static final Set<String> SAME =
      Set.of(
          "code",
          "state",
          "allocationState",
          "previousState",
          "id",
          "key",
          "result",
          "category",
          "status",
          "exitCode",
          "nodeFillType",
          "maxWallClockTime",
          "retentionTime",
          "maxTaskRetryCount",
          "priority",
          "scope",
          "elevationLevel",
          "resizeTimeout",
          "contentType",
          "fileMode",
          "name",
          "isDirectory",
          "commandLine",
          "enableAutoScale",
          "targetLowPriorityNodes",
          "targetDedicatedNodes",
          "retryCount",
          "requeueCount",
          "onAllTasksComplete",
          "onTaskFailure",
          "vmSize",
          "taskSlotsPerNode",
          "active",
          "running",
          "completed",
          "succeeded",
          "failed",
          "taskRootDirectory",
          "uploadCondition",
          "loginMode",
          "runExclusive",
          "killJobOnCompletion",
          "requiredSlots",
          "maxParallelTasks",
          "results");

  private final JsonNode expected;

  Comparison(JsonNode expected) {
    this.expected = expected;
  }

  Set<String> differences(Answer answer) {
    Set<String> found = new TreeSet<>();
    if (answer.status() != expected.path("status").asInt()) {
      found.add("status " + answer.status() + " " + answer.text());
      return found;
    }
    for (String header : HEADERS) {
      boolean recorded = expected.path("headers").has(header);
      boolean sent = answer.response().headers().firstValue(header).isPresent();
      if (recorded != sent) {
        found.add("header " + header + (sent ? " is sent" : " is missing"));
      }
    }
    JsonNode body = expected.path("body");
    if (body.isObject()) {
      compare("", body, parse(answer), found);
    } else if (body.isTextual() && !body.asText().equals(answer.text())) {
      found.add("text " + answer.text());
    }
    return found;
  }

  private static JsonNode parse(Answer answer) {
    try {
      return JSON.readTree(answer.text());
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }

  private void compare(String path, JsonNode recorded, JsonNode sent, Set<String> found) {
    if (recorded.getNodeType() != sent.getNodeType()) {
      found.add(path + " is " + sent.getNodeType());
      return;
    }
    if (recorded.isObject()) {
      for (Map.Entry<String, JsonNode> entry : recorded.properties()) {
        String name = path + "/" + entry.getKey();
        if (!sent.has(entry.getKey())) {
          found.add(name + " is missing");
        } else {
          compare(name, entry.getValue(), sent.path(entry.getKey()), found);
        }
      }
      for (Map.Entry<String, JsonNode> entry : sent.properties()) {
        if (!recorded.has(entry.getKey())) {
          found.add(path + "/" + entry.getKey() + " is more");
        }
      }
    } else if (recorded.isArray()) {
      compareArrays(path, recorded, sent, found);
    } else {
      compareValues(path, recorded, sent, found);
    }
  }

  /** Lists have no certain order, and those of a whole account show what else there was. */
  private void compareArrays(String path, JsonNode recorded, JsonNode sent, Set<String> found) {
    for (JsonNode item : recorded) {
      String key = key(item);
      JsonNode other = null;
      for (JsonNode each : sent) {
        if (key(each).equals(key)) {
          other = each;
          break;
        }
      }
      if (other != null) {
        compare(path + "[]", item, other, found);
      } else {
        found.add(path + "[" + key + "] is missing");
      }
    }
  }

  private static String key(JsonNode item) {
    for (String name : new String[] {"id", "taskId", "name", "poolId", "key", "filePattern"}) {
      if (item.has(name)) {
        return item.path(name).asText();
      }
    }
    return item.path("imageReference").toString();
  }

  private static void compareValues(
      String path, JsonNode recorded, JsonNode sent, Set<String> found) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (SAME.contains(name) && !recorded.equals(sent)) {
      found.add(path + " is " + sent);
    } else if (path.endsWith("/message/value") && !firstLine(recorded).equals(firstLine(sent))) {
      found.add(path + " is " + firstLine(sent));
    } else if (name.equals("odata.metadata") && !fragment(recorded).equals(fragment(sent))) {
      found.add(path + " is " + sent);
    }
  }

  private static String firstLine(JsonNode text) {
    return text.asText().split("\n", -1)[0];
  }

  private static String fragment(JsonNode text) {
    return text.asText().substring(text.asText().indexOf('$'));
  }
}
