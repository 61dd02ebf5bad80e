package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task and what became of it. Guarded by the engine's lock. */
public final class Task {
  /** Why an attempt is being stopped. */
  enum Stop {
    /** It isn't. */
    NO,
    /** It ran too long. */
    WALL_CLOCK,
    /** Somebody ended the task or its job. */
    TERMINATED,
    /** Somebody took the node or the job out of use, and the task is to run again. */
    REQUEUED,
    /** The node doesn't run on, which isn't the user's doing. */
    RECOVERED,
    /** The task was deleted. */
    DELETED
  }

  final Job job;
  final String id;
  final long number;
  final int slots;
  final Instant creationTime;
  ObjectNode spec;
  Instant lastModified;
  TaskState state = TaskState.ACTIVE;
  Instant stateTime;
  @Nullable TaskState previousState;
  @Nullable Instant previousStateTime;

  int retryCount;
  int requeueCount;
  @Nullable Instant lastRetryTime;
  @Nullable Instant lastRequeueTime;
  @Nullable Instant startTime;
  @Nullable Instant endTime;
  @Nullable Integer exitCode;
  @Nullable TaskFailure failure;
  @Nullable ContainerInfo container;
  boolean succeeded;
  boolean dependentsMayRun;
  int openDependencies;

  @Nullable Node node;
  @Nullable Attempt attempt;
  Alarms.@Nullable Alarm wallClock;
  Alarms.@Nullable Alarm lifetime;
  Stop stop = Stop.NO;
  FilesAt files = FilesAt.NONE;
  int disk;

  /** Where the files of the last attempt are. */
  enum FilesAt {
    /** There was none. */
    NONE,
    /** On the node. */
    NODE,
    /** They were kept long enough. */
    CLEANED_UP
  }

  Task(Job job, long number, ObjectNode spec, Instant now) {
    this.job = job;
    this.number = number;
    this.spec = spec;
    this.id = spec.path("id").textValue();
    this.slots = spec.path("requiredSlots").asInt(1);
    this.creationTime = now;
    this.lastModified = now;
    this.stateTime = now;
  }

  /** Returns the task's id, as it was given. */
  public String id() {
    return id;
  }

  /** Returns its state. */
  public TaskState state() {
    return state;
  }

  /** Returns when it was last changed by a request. */
  public Instant lastModified() {
    return lastModified;
  }

  /** Returns when it came into its state. */
  public Instant stateTransitionTime() {
    return stateTime;
  }

  /** Returns a property by which tasks can be filtered, or null if the task doesn't have it. */
  public @Nullable Object filterValue(String path) {
    return switch (path) {
      case "id" -> id;
      case "state" -> state.wire();
      case "stateTransitionTime" -> stateTime;
      case "creationTime" -> creationTime;
      case "lastModifiedTime" -> lastModified;
      case "executionInfo/startTime" -> shownStart();
      case "executionInfo/endTime" -> endTime;
      case "executionInfo/exitCode" -> exitCode;
      case "executionInfo/result" ->
          state != TaskState.COMPLETED ? null : succeeded ? "success" : "failure";
      default -> null;
    };
  }

  /** Returns the node on which it runs or last ran. */
  public Optional<Node> node() {
    return Optional.ofNullable(node);
  }

  /** Returns its directory, relative to the node's root. */
  public String directory() {
    return job.directory() + "/" + id;
  }

  /** Returns when it last began to run, or null while it waits, even if it ran before. */
  @Nullable Instant shownStart() {
    return state == TaskState.RUNNING || state == TaskState.COMPLETED ? startTime : null;
  }

  int maxRetries() {
    return spec.path("constraints").path("maxTaskRetryCount").asInt(0);
  }

  Duration constraint(String name) {
    return Ticks.duration(spec.path("constraints").path(name).textValue());
  }

  /** Tells whether the files of the last attempt are still where they were. */
  boolean hasFiles() {
    return files == FilesAt.NODE
        && node != null
        && node.disk == disk
        && node.pool.nodes.get(node.id) == node;
  }

  @Override
  public String toString() {
    return "Task[" + job.id + "/" + id + ", " + state + "]";
  }
}
