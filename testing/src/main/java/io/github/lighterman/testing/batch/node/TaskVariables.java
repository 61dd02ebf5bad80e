package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOrder.Kind;
import io.github.lighterman.testing.batch.execution.TaskOrder.NodePriority;
import io.github.lighterman.testing.batch.execution.TaskOrder.Place;
import java.util.Map;
import java.util.TreeMap;

/** The environment of a task's command: what was asked for, and the service's own variables. */
final class TaskVariables {
  static final String NODE_DIRECTORY = "AZ_BATCH_NODE_ROOT_DIR";
  static final String TASK_DIRECTORY = "AZ_BATCH_TASK_DIR";

  /** What the service keeps free for the logs of one task. */
  private static final String RESERVED_BYTES = "1000000000";

  private TaskVariables() {}

  /** Returns the variables; nobody can set those of the service, save the emulator itself. */
  static Map<String, String> of(TaskOrder order, NodeDirectory node) {
    Place place = order.place();
    Map<String, String> variables = new TreeMap<>(order.work().environment());
    TaskDirectory task = node.task(place.directory());
    variables.put("AZ_BATCH_POOL_ID", place.node().poolId());
    variables.put("AZ_BATCH_NODE_ID", place.node().nodeId());
    variables.put(
        "AZ_BATCH_NODE_IS_DEDICATED", Boolean.toString(place.priority() == NodePriority.DEDICATED));
    variables.put(NODE_DIRECTORY, node.root().toString());
    variables.put("AZ_BATCH_NODE_SHARED_DIR", node.shared().toString());
    variables.put("AZ_BATCH_NODE_STARTUP_DIR", node.startup().root().toString());
    variables.put("AZ_BATCH_NODE_MOUNTS_DIR", node.mounts().toString());
    variables.put(TASK_DIRECTORY, task.root().toString());
    variables.put("AZ_BATCH_TASK_WORKING_DIR", task.work().toString());
    variables.put("AZ_BATCH_TASK_RESERVED_EPHEMERAL_DISK_SPACE_BYTES", RESERVED_BYTES);
    place.jobId().ifPresent(job -> variables.put("AZ_BATCH_JOB_ID", job));
    place.taskId().ifPresent(id -> variables.put("AZ_BATCH_TASK_ID", id));
    if (place.kind() != Kind.JOB_PREPARATION) {
      place
          .jobPreparationDirectory()
          .map(node::task)
          .ifPresent(
              preparation -> {
                variables.put("AZ_BATCH_JOB_PREP_DIR", preparation.root().toString());
                variables.put("AZ_BATCH_JOB_PREP_WORKING_DIR", preparation.work().toString());
              });
    }
    return variables;
  }
}
