package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job and what became of it. Guarded by the engine's lock. */
public final class Job {
  final String id;
  final long number;
  final Instant creationTime;
  final TaskTable tasks = new TaskTable();
  final ReadyTasks ready = new ReadyTasks();
  final Dependencies dependencies = new Dependencies(this);
  final Map<Node, JobOnNode> onNodes = new LinkedHashMap<>();
  ObjectNode spec;
  Instant lastModified;
  JobState state = JobState.ACTIVE;
  Instant stateTime;
  @Nullable JobState previousState;
  @Nullable Instant previousStateTime;
  Instant startTime;
  @Nullable Instant endTime;
  @Nullable String terminateReason;
  @Nullable ObjectNode schedulingError;
  @Nullable Pool pool;
  @Nullable String autoPoolId;
  boolean mayVanish;
  Alarms.@Nullable Alarm wallClock;

  Job(long number, ObjectNode spec, Instant now) {
    this.number = number;
    this.spec = spec;
    this.id = spec.path("id").textValue();
    this.creationTime = now;
    this.lastModified = now;
    this.stateTime = now;
    this.startTime = now;
  }

  /** Returns the job's id, as it was given. */
  public String id() {
    return id;
  }

  /** Returns its state. */
  public JobState state() {
    return state;
  }

  /** Returns when it was last changed by a request. */
  public Instant lastModified() {
    return lastModified;
  }

  /** Returns the pool on which it runs, if it is there. */
  public Optional<Pool> pool() {
    return Optional.ofNullable(pool);
  }

  /** Returns the directory of its tasks, relative to a node's root. */
  public String directory() {
    return "workitems/" + id + "/job-1";
  }

  /** Returns how often its tasks are tried again if they don't say. */
  public int taskRetries() {
    return spec.path("constraints").path("maxTaskRetryCount").asInt(0);
  }

  /** Tells whether what tasks say about exits can change it. */
  public boolean exitOptionsCount() {
    return spec.path("onTaskFailure").asText("").equals("performexitoptionsjobaction");
  }

  /** Tells whether nodes are prepared for it. */
  public boolean hasPreparation() {
    return preparationId().isPresent();
  }

  String poolId() {
    return autoPoolId != null ? autoPoolId : spec.path("poolInfo").path("poolId").asText("");
  }

  int priority() {
    return spec.path("priority").asInt(0);
  }

  boolean usesDependencies() {
    return spec.path("usesTaskDependencies").asBoolean(false);
  }

  boolean isTerminatedWhenTasksComplete() {
    return spec.path("onAllTasksComplete").asText("").equals("terminatejob");
  }

  boolean mayRunMore() {
    int most = spec.path("maxParallelTasks").asInt(-1);
    return state == JobState.ACTIVE && (most < 0 || running() < most);
  }

  int running() {
    return tasks.count(TaskState.RUNNING) + tasks.count(TaskState.PREPARING);
  }

  void move(JobState next, Instant stamp) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException(this + " can't become " + next);
    }
    previousState = state;
    previousStateTime = stateTime;
    state = next;
    stateTime = stamp;
  }

  /** Returns the id of its preparation task, or empty if it has none. */
  Optional<String> preparationId() {
    return specialId("jobPreparationTask", "jobpreparation");
  }

  Optional<String> releaseId() {
    return specialId("jobReleaseTask", "jobrelease");
  }

  private Optional<String> specialId(String task, String otherwise) {
    return spec.has(task)
        ? Optional.of(spec.path(task).path("id").asText(otherwise))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "Job[" + id + ", " + state + "]";
  }
}
