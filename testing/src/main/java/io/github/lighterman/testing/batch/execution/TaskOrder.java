package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An attempt at a task: which, where, and what to do.
 *
 * @param place which task, on which node
 * @param work what to do
 */
public record TaskOrder(Place place, Work work) {
  /** What a task is for. */
  public enum Kind {
    /** It prepares a node of a pool. */
    START,
    /** It prepares a node for a job. */
    JOB_PREPARATION,
    /** A job's own task. */
    TASK,
    /** It cleans a node up after a job. */
    JOB_RELEASE
  }

  /**
   * Which task, on which node.
   *
   * @param kind what it is for
   * @param node where it runs
   * @param priority what kind of node that is
   * @param jobId its job, or empty for a start task
   * @param taskId its id, or empty for a start task
   * @param directory its directory, relative to the node's root directory; the working directory is
   *     {@code wd} in it
   * @param jobPreparationDirectory that of the job's preparation task, if the job has one
   */
  public record Place(
      Kind kind,
      NodeKey node,
      NodePriority priority,
      Optional<String> jobId,
      Optional<String> taskId,
      String directory,
      Optional<String> jobPreparationDirectory) {
    /** Checks that nothing is missing. */
    public Place {
      requireNonNull(kind, "kind");
      requireNonNull(node, "node");
      requireNonNull(priority, "priority");
      requireNonNull(jobId, "jobId");
      requireNonNull(taskId, "taskId");
      requireNonNull(directory, "directory");
      requireNonNull(jobPreparationDirectory, "jobPreparationDirectory");
    }
  }

  /** Whether a node can be taken away. */
  public enum NodePriority {
    /** It stays. */
    DEDICATED,
    /** It may be preempted. */
    SPOT
  }

  /**
   * What to do.
   *
   * @param commandLine as given; it isn't for a shell
   * @param environment what the job and the task set, the task's winning; the variables of the
   *     service itself aren't among them, save {@code AZ_BATCH_ACCOUNT_NAME} and {@code
   *     AZ_BATCH_ACCOUNT_URL}, which only the emulator knows
   * @param resourceFiles what to download first
   * @param outputFiles what to upload last
   * @param container the container to run in, or empty for none
   * @param poolRegistries where images may be pulled from with an account, as the pool says
   * @param user whom to run as
   */
  public record Work(
      String commandLine,
      Map<String, String> environment,
      List<ResourceFile> resourceFiles,
      List<OutputFile> outputFiles,
      Optional<ContainerSettings> container,
      List<ContainerRegistry> poolRegistries,
      UserIdentity user) {
    /** Copies what could change. */
    public Work {
      requireNonNull(commandLine, "commandLine");
      environment = Map.copyOf(environment);
      resourceFiles = List.copyOf(resourceFiles);
      outputFiles = List.copyOf(outputFiles);
      requireNonNull(container, "container");
      poolRegistries = List.copyOf(poolRegistries);
      requireNonNull(user, "user");
    }

    /** Shows the command only; the rest may hold secrets. */
    @Override
    public String toString() {
      return "Work[" + commandLine + "]";
    }
  }

  /** Checks that nothing is missing. */
  public TaskOrder {
    requireNonNull(place, "place");
    requireNonNull(work, "work");
  }
}
