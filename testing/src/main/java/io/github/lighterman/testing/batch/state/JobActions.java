package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.fault.Fault;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with jobs. Called with the engine's lock held; specifications are checked. */
public final class JobActions {
  private final Account account;

  JobActions(Account account) {
    this.account = account;
  }

  /** Returns a job. */
  public Job get(String id) {
    return account.job(id);
  }

  /** Returns how long ago a job was added, or empty if there is none. */
  public Optional<Duration> age(String id) {
    return Optional.ofNullable(account.jobs.get(id))
        .map(job -> Duration.between(job.creationTime, account.engine.now()));
  }

  /** Returns all jobs in the order of their ids, from after one of them if that is given. */
  public Collection<Job> list(@Nullable String after) {
    NavigableMap<String, Job> jobs = (NavigableMap<String, Job>) account.jobs;
    return after == null ? jobs.values() : jobs.tailMap(after, false).values();
  }

  /** Adds a job. */
  public Job add(ObjectNode spec) {
    String lifetime =
        spec.path("poolInfo").path("autoPoolSpecification").path("poolLifetimeOption").asText("");
    if (lifetime.equalsIgnoreCase("jobschedule")) {
      throw BatchException.property(
          "poolLifetimeOption", lifetime, "It is for job schedules only.");
    }
    if (account.jobs.containsKey(spec.path("id").asText())) {
      throw BatchException.of(ErrorCode.JobExists);
    }
    long active = account.jobs.values().stream().filter(job -> job.state.countsAsActive()).count();
    if (active >= account.settings.quotas().activeJobs()
        || account.faults().strikesAccount(Fault.ACTIVE_JOB_QUOTA)) {
      throw BatchException.of(ErrorCode.ActiveJobAndScheduleQuotaReached);
    }
    Job job = new Job(account.nextNumber(), spec, account.engine.stamp());
    settlePool(job);
    account.jobs.put(job.id, job);
    account.jobLife.watch(job);
    JsonNode manager = spec.path("jobManagerTask");
    if (manager instanceof ObjectNode task) {
      account.taskLife.add(managerTask(job, task));
    }
    account.engine.later(() -> account.jobLife.taskChanged(job));
    return job;
  }

  /**
   * Replaces properties of a job by those given.
   *
   * @param cleared properties that go if they aren't given
   */
  public Job update(
      String id, ObjectNode properties, List<String> cleared, Precondition precondition) {
    Job job = changeable(id, precondition);
    if (!job.state.countsAsActive() || job.state == JobState.TERMINATING) {
      throw BatchException.of(
          job.state == JobState.COMPLETED ? ErrorCode.JobCompleted : ErrorCode.JobBeingTerminated);
    }
    if (properties.path("poolInfo").has("autoPoolSpecification")) {
      throw BatchException.notEmulated("Changing a job's automatic pool");
    }
    checkNewPool(job, properties.path("poolInfo"));
    if (job.isTerminatedWhenTasksComplete()
        && properties.path("onAllTasksComplete").asText("").equals("noaction")
        && properties.has("onAllTasksComplete")) {
      throw BatchException.property(
          "onAllTasksComplete", "noaction", "It cannot be changed back from terminatejob.");
    }
    ObjectNode spec = job.spec.deepCopy();
    spec.remove(cleared);
    properties.properties().forEach(entry -> spec.set(entry.getKey(), entry.getValue()));
    job.spec = spec;
    if (properties.has("poolInfo")) {
      job.autoPoolId = null;
      settlePool(job);
    }
    account.jobLife.watch(job);
    account.placement.look(job.pool);
    account.engine.later(() -> account.jobLife.taskChanged(job));
    return changed(job);
  }

  /** Begins to disable a job. */
  public Job disable(String id, String option, Precondition precondition) {
    Job job = changeable(id, precondition);
    switch (job.state) {
      case ACTIVE -> account.jobLife.disable(job, option);
      case DISABLING, DISABLED -> {}
      default -> throw BatchException.of(wrongState(job));
    }
    return changed(job);
  }

  /** Begins to enable a job that was disabled. */
  public Job enable(String id, Precondition precondition) {
    Job job = changeable(id, precondition);
    switch (job.state) {
      case DISABLED -> account.jobLife.enable(job);
      case ACTIVE, ENABLING -> {}
      case DISABLING -> throw BatchException.of(ErrorCode.OperationInvalidForCurrentState);
      default -> throw BatchException.of(wrongState(job));
    }
    return changed(job);
  }

  /** Begins to terminate a job. */
  public Job terminate(String id, String reason, Precondition precondition) {
    Job job = changeable(id, precondition);
    switch (job.state) {
      case COMPLETED -> throw BatchException.of(ErrorCode.JobCompleted);
      case TERMINATING -> throw BatchException.of(ErrorCode.JobBeingTerminated);
      default -> account.jobLife.terminate(job, reason);
    }
    return changed(job);
  }

  /** Begins to delete a job. */
  public void delete(String id, Precondition precondition) {
    account.jobLife.delete(changeable(id, precondition));
  }

  private Job changeable(String id, Precondition precondition) {
    Job job = account.job(id);
    precondition.check(job.lastModified);
    if (job.state == JobState.DELETING) {
      throw BatchException.of(ErrorCode.JobBeingDeleted);
    }
    return job;
  }

  private Job changed(Job job) {
    job.lastModified = account.engine.stamp();
    return job;
  }

  private void settlePool(Job job) {
    JsonNode poolInfo = job.spec.path("poolInfo");
    JsonNode auto = poolInfo.path("autoPoolSpecification");
    if (auto.isObject()) {
      ObjectNode spec = auto.path("pool").deepCopy();
      String prefix = auto.path("autoPoolIdPrefix").asText("");
      spec.put("id", prefix + "_" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT));
      try {
        job.pool = account.pools().add(spec);
        job.autoPoolId = job.pool.id;
      } catch (BatchException e) {
        job.schedulingError = error(e);
      }
    } else {
      Pool pool = account.findPool(poolInfo.path("poolId").asText());
      job.pool = pool;
      account.placement.look(pool);
    }
  }

  private void checkNewPool(Job job, JsonNode poolInfo) {
    boolean other =
        poolInfo.has("poolId")
            ? !poolInfo.path("poolId").asText().equalsIgnoreCase(poolId(job))
            : poolInfo.isObject() && !poolInfo.equals(job.spec.path("poolInfo"));
    if (other && job.state != JobState.DISABLED) {
      throw BatchException.of(
          ErrorCode.OperationInvalidForCurrentState,
          "Reason",
          "The pool of a job can be changed only while the job is disabled.");
    }
  }

  private static String poolId(Job job) {
    return job.pool == null ? job.poolId() : job.pool.id;
  }

  private Task managerTask(Job job, ObjectNode manager) {
    ObjectNode spec = manager.deepCopy();
    if (manager.path("runExclusive").asBoolean(true) && job.pool != null) {
      spec.put("requiredSlots", job.pool.slotsPerNode());
    }
    spec.remove(List.of("runExclusive", "killJobOnCompletion", "allowLowPriorityNode"));
    return new Task(job, account.nextNumber(), spec, account.engine.stamp());
  }

  private static ErrorCode wrongState(Job job) {
    return switch (job.state) {
      case COMPLETED -> ErrorCode.JobCompleted;
      case TERMINATING -> ErrorCode.JobBeingTerminated;
      default -> ErrorCode.OperationInvalidForCurrentState;
    };
  }

  private static ObjectNode error(BatchException e) {
    boolean quota = e.code() == ErrorCode.PoolQuotaReached;
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("category", "UserError");
    error.put("code", quota ? "AutoPoolCreationFailedWithQuotaReached" : "Unknown");
    error.put("message", e.code().message());
    return error;
  }
}
