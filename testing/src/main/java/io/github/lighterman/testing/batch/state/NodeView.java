package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows nodes as the service does. Called with the engine's lock held. */
public final class NodeView {
  private static final String AGENT = "1.12.0";
  private static final int FIRST_PORT = 50_000;

  private final String base;
  private final Predicate<String> wanted;

  /**
   * Returns a view of the wanted properties.
   *
   * @param base the account's URL, without a slash at the end
   */
  public NodeView(String base, Predicate<String> wanted) {
    this.base = base;
    this.wanted = wanted;
  }

  /** Returns how a node is shown. */
  public ObjectNode node(Node node) {
    ObjectNode agent = null;
    ObjectNode machine = null;
    if (node.lastBootTime != null) {
      agent = Json.all().put("version", AGENT).put("lastUpdateTime", node.lastBootTime).node();
      machine =
          Json.all()
              .set(
                  "imageReference",
                  node.pool.spec.path("virtualMachineConfiguration").get("imageReference"))
              .node();
    }
    return new Json(wanted)
        .put("id", node.id)
        .put("url", base + "/pools/" + node.pool.id + "/nodes/" + node.id)
        .put("state", node.state.wire())
        .put("schedulingState", node.schedulingEnabled ? "enabled" : "disabled")
        .put("stateTransitionTime", node.stateTime)
        .put("lastBootTime", node.lastBootTime)
        .put("allocationTime", node.allocationTime)
        .put("ipAddress", "10.0.0." + (4 + node.number % 250))
        .put("affinityId", "TVM:" + node.id)
        .put("vmSize", node.pool.spec.path("vmSize").asText())
        .put("totalTasksRun", node.totalTasksRun)
        .put("runningTasksCount", node.tasks.size())
        .put("runningTaskSlotsCount", node.usedSlots)
        .put("totalTasksSucceeded", node.totalTasksSucceeded)
        .set("recentTasks", recentTasks(node))
        .set("startTask", node.startTask)
        .set("startTaskInfo", node.startRun == null ? null : Json.run(node.startRun).node())
        .set("errors", errors(node))
        .put("isDedicated", node.kind == Node.Kind.DEDICATED)
        .set("endpointConfiguration", endpoints(node))
        .set("nodeAgentInfo", agent)
        .set("virtualMachineInfo", machine)
        .node();
  }

  /** Returns where one would log in to a node. */
  public static ObjectNode remoteLogin(Node node) {
    return Json.all()
        .put("remoteLoginIPAddress", "192.0.2.1")
        .put("remoteLoginPort", FIRST_PORT + node.number)
        .node();
  }

  private @Nullable ArrayNode recentTasks(Node node) {
    if (node.recentTasks.isEmpty()) {
      return null;
    }
    ArrayNode recent = JsonNodeFactory.instance.arrayNode();
    for (Task task : node.recentTasks) {
      recent.add(
          Json.all()
              .put("taskUrl", base + "/jobs/" + task.job.id + "/tasks/" + task.id)
              .put("jobId", task.job.id)
              .put("taskId", task.id)
              .put("taskState", task.state.wire())
              .set("executionInfo", Views.execution(task))
              .node());
    }
    return recent;
  }

  private static @Nullable ArrayNode errors(Node node) {
    if (node.errors.isEmpty()) {
      return null;
    }
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    for (TaskFailure failure : node.errors) {
      ObjectNode error = errors.addObject();
      error.put("code", failure.code());
      error.put("message", failure.message());
      if (!failure.details().isEmpty()) {
        Json.details(error.putArray("errorDetails"), failure.details());
      }
    }
    return errors;
  }

  private static ObjectNode endpoints(Node node) {
    ObjectNode configuration = JsonNodeFactory.instance.objectNode();
    ObjectNode endpoint = configuration.putArray("inboundEndpoints").addObject();
    endpoint.put("name", "SSHRule." + node.number);
    endpoint.put("protocol", "tcp");
    endpoint.put("publicIPAddress", "192.0.2.1");
    endpoint.put("publicFQDN", "lighterman.example");
    endpoint.put("frontendPort", FIRST_PORT + node.number);
    endpoint.put("backendPort", 22);
    return configuration;
  }
}
