package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows pools, jobs and tasks as the service does. Called with the engine's lock held. */
public final class Views {
  private static final Set<String> POOL_LATE =
      Set.of(
          "id",
          "virtualMachineConfiguration",
          "targetDedicatedNodes",
          "targetLowPriorityNodes",
          "autoScaleRun");

  private final String base;
  private final Predicate<String> wanted;

  /**
   * Returns views of the wanted properties.
   *
   * @param base the account's URL, without a slash at the end
   */
  public Views(String base, Predicate<String> wanted) {
    this.base = base;
    this.wanted = wanted;
  }

  /** Returns how a task is shown. */
  public ObjectNode task(Task task) {
    Json json =
        new Json(wanted)
            .put("id", task.id)
            .put("url", base + "/jobs/" + task.job.id + "/tasks/" + task.id)
            .put("eTag", Ticks.etag(task.lastModified))
            .put("creationTime", task.creationTime)
            .put("lastModified", task.lastModified)
            .put("state", task.state.wire())
            .put("stateTransitionTime", task.stateTime)
            .put("previousState", task.previousState == null ? null : task.previousState.wire())
            .put("previousStateTransitionTime", task.previousStateTime)
            .copy(task.spec, Set.of("id"));
    if (wanted.test("executionInfo")) {
      json.set("executionInfo", execution(task));
    }
    if (task.node != null && wanted.test("nodeInfo")) {
      json.set("nodeInfo", nodeInfo(task, task.node));
    }
    return json.node();
  }

  /** Returns how a job is shown. */
  public ObjectNode job(Job job) {
    return new Json(wanted)
        .put("id", job.id)
        .put("url", base + "/jobs/" + job.id)
        .put("eTag", Ticks.etag(job.lastModified))
        .put("lastModified", job.lastModified)
        .put("creationTime", job.creationTime)
        .put("state", job.state.wire())
        .put("stateTransitionTime", job.stateTime)
        .put("previousState", job.previousState == null ? null : job.previousState.wire())
        .put("previousStateTransitionTime", job.previousStateTime)
        .copy(job.spec, Set.of("id"))
        .set(
            "executionInfo",
            Json.all()
                .put("startTime", job.startTime)
                .put("endTime", job.endTime)
                .put("poolId", job.poolId().isEmpty() ? null : job.poolId())
                .set("schedulingError", job.schedulingError)
                .put("terminateReason", job.terminateReason)
                .node())
        .node();
  }

  /** Returns how a pool is shown. */
  public ObjectNode pool(Pool pool) {
    ArrayNode errors = null;
    if (!pool.resizeErrors.isEmpty()) {
      errors = JsonNodeFactory.instance.arrayNode();
      errors.addAll(pool.resizeErrors);
    }
    return new Json(wanted)
        .put("id", pool.id)
        .put("url", base + "/pools/" + pool.id)
        .put("eTag", Ticks.etag(pool.lastModified))
        .put("lastModified", pool.lastModified)
        .put("creationTime", pool.creationTime)
        .put("state", pool.deleting ? "deleting" : "active")
        .put("stateTransitionTime", pool.stateTime)
        .put("allocationState", pool.allocation.wire())
        .put("allocationStateTransitionTime", pool.allocationTime)
        .put("currentDedicatedNodes", pool.current(Node.Kind.DEDICATED))
        .put("targetDedicatedNodes", pool.target(Node.Kind.DEDICATED))
        .put("currentLowPriorityNodes", pool.current(Node.Kind.SPOT))
        .put("targetLowPriorityNodes", pool.target(Node.Kind.SPOT))
        .set("resizeErrors", errors)
        .set("autoScaleRun", pool.autoScaleRun)
        .copy(pool.spec, POOL_LATE)
        .set("virtualMachineConfiguration", pool.spec.get("virtualMachineConfiguration"))
        .node();
  }

  /** Returns what a job did to prepare and release nodes, node by node. */
  public List<ObjectNode> preparations(Job job) {
    List<ObjectNode> all = new ArrayList<>();
    for (JobOnNode onNode : job.onNodes.values()) {
      String url = nodeUrl(onNode.node);
      Json json =
          new Json(wanted)
              .put("poolId", onNode.node.pool.id)
              .put("nodeId", onNode.node.id)
              .put("nodeUrl", url);
      if (onNode.preparation != null) {
        ObjectNode run = Json.run(onNode.preparation).node();
        directory(run, url, Orders.preparationDirectory(job));
        json.set("jobPreparationTaskExecutionInfo", run);
      }
      if (onNode.release != null) {
        ObjectNode run = Json.run(onNode.release).node();
        run.remove(List.of("retryCount", "lastRetryTime"));
        directory(run, url, Orders.releaseDirectory(job));
        json.set("jobReleaseTaskExecutionInfo", run);
      }
      all.add(json.node());
    }
    return all;
  }

  /** Returns how many tasks of a job are in which state. */
  public static ObjectNode counts(Job job) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode tasks = json.putObject("taskCounts");
    ObjectNode slots = json.putObject("taskSlotCounts");
    int[] running = job.tasks.tasksAndSlots(TaskState.RUNNING);
    int[] preparing = job.tasks.tasksAndSlots(TaskState.PREPARING);
    int[][] counts = {
      job.tasks.tasksAndSlots(TaskState.ACTIVE),
      {running[0] + preparing[0], running[1] + preparing[1]},
      job.tasks.tasksAndSlots(TaskState.COMPLETED),
      job.tasks.succeeded(),
      job.tasks.failed()
    };
    String[] names = {"active", "running", "completed", "succeeded", "failed"};
    for (int i = 0; i < names.length; i++) {
      tasks.put(names[i], counts[i][0]);
      slots.put(names[i], counts[i][1]);
    }
    return json;
  }

  /** Returns how many nodes of a pool are in which state. */
  public static ObjectNode nodeCounts(Pool pool) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("poolId", pool.id);
    for (Node.Kind kind : Node.Kind.values()) {
      Map<NodeState, Integer> counts = new EnumMap<>(NodeState.class);
      for (Node node : pool.nodes.values()) {
        if (node.kind == kind) {
          counts.merge(node.state, 1, Integer::sum);
        }
      }
      ObjectNode byState =
          json.putObject(kind == Node.Kind.DEDICATED ? "dedicated" : "lowPriority");
      int total = 0;
      for (NodeState state : NodeState.values()) {
        int count = counts.getOrDefault(state, 0);
        byState.put(state.count(), count);
        total += count;
      }
      byState.put("total", total);
    }
    return json;
  }

  static ObjectNode execution(Task task) {
    return Json.all()
        .put("startTime", task.shownStart())
        .put("endTime", task.endTime)
        .put("exitCode", task.exitCode)
        .set("containerInfo", Json.container(task.container))
        .set("failureInfo", Json.failure(task.failure))
        .put(
            "result",
            task.state != TaskState.COMPLETED ? null : task.succeeded ? "success" : "failure")
        .put("retryCount", task.retryCount)
        .put("lastRetryTime", task.lastRetryTime)
        .put("requeueCount", task.requeueCount)
        .put("lastRequeueTime", task.lastRequeueTime)
        .node();
  }

  private ObjectNode nodeInfo(Task task, Node node) {
    String url = nodeUrl(node);
    ObjectNode json =
        Json.all()
            .put("affinityId", "TVM:" + node.id)
            .put("nodeUrl", url)
            .put("poolId", node.pool.id)
            .put("nodeId", node.id)
            .node();
    directory(json, url, task.directory());
    return json;
  }

  private String nodeUrl(Node node) {
    return base + "/pools/" + node.pool.id + "/nodes/" + node.id;
  }

  private static void directory(ObjectNode json, String nodeUrl, @Nullable String directory) {
    json.put("taskRootDirectory", directory);
    json.put("taskRootDirectoryUrl", nodeUrl + "/files/" + directory);
  }
}
