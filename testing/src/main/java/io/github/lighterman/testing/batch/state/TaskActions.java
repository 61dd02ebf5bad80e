package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What can be done with tasks. Called with the engine's lock held; specifications are checked. */
public final class TaskActions {
  private final Account account;

  TaskActions(Account account) {
    this.account = account;
  }

  /** Returns a task. */
  public Task get(String jobId, String taskId) {
    Task task = account.job(jobId).tasks.find(taskId);
    if (task == null) {
      throw BatchException.of(ErrorCode.TaskNotFound);
    }
    return task;
  }

  /** Returns a job's tasks in the order of their ids, from after one of them if that is given. */
  public Collection<Task> list(String jobId, @Nullable String after) {
    TaskTable tasks = account.job(jobId).tasks;
    return after == null ? tasks.all() : tasks.after(after);
  }

  /** Returns the tasks that came into their states at a time or later, in that order. */
  public Collection<Task> listSince(String jobId, Instant time) {
    return account.job(jobId).tasks.since(time);
  }

  /** Returns a job that takes new tasks. */
  public Job open(String jobId) {
    Job job = account.job(jobId);
    switch (job.state) {
      case COMPLETED -> throw BatchException.of(ErrorCode.JobCompleted);
      case TERMINATING -> throw BatchException.of(ErrorCode.JobBeingTerminated);
      case DELETING -> throw BatchException.of(ErrorCode.JobBeingDeleted);
      default -> {
        return job;
      }
    }
  }

  /** Adds a task to a job that is open. */
  public Task add(Job job, ObjectNode spec) {
    String id = spec.path("id").asText();
    if (job.tasks.find(id) != null) {
      throw BatchException.of(ErrorCode.TaskExists);
    }
    if (job.preparationId().filter(id::equalsIgnoreCase).isPresent()) {
      throw BatchException.of(ErrorCode.TaskIdSameAsJobPreparationTask);
    }
    if (job.releaseId().filter(id::equalsIgnoreCase).isPresent()) {
      throw BatchException.of(ErrorCode.TaskIdSameAsJobReleaseTask);
    }
    if (spec.has("dependsOn") && !job.usesDependencies()) {
      throw BatchException.of(ErrorCode.TaskDependenciesNotSpecifiedOnJob);
    }
    Task task = new Task(job, account.nextNumber(), spec, account.engine.stamp());
    account.taskLife.add(task);
    return task;
  }

  /** Replaces the constraints of a task. */
  public Task update(String jobId, String taskId, ObjectNode constraints, Precondition condition) {
    Task task = changeable(jobId, taskId, condition);
    if (task.state == TaskState.COMPLETED) {
      throw BatchException.of(ErrorCode.TaskCompleted);
    }
    ObjectNode spec = task.spec.deepCopy();
    spec.set("constraints", constraints);
    task.spec = spec;
    return changed(task);
  }

  /** Begins to end a task. */
  public Task terminate(String jobId, String taskId, Precondition condition) {
    Task task = changeable(jobId, taskId, condition);
    if (task.state == TaskState.COMPLETED) {
      throw BatchException.of(ErrorCode.TaskCompleted);
    }
    account.taskLife.terminate(task);
    account.jobLife.taskChanged(task.job);
    return changed(task);
  }

  /** Has a failed task run again. */
  public Task reactivate(String jobId, String taskId, Precondition condition) {
    Task task = changeable(jobId, taskId, condition);
    if (task.state != TaskState.COMPLETED) {
      throw BatchException.of(ErrorCode.TaskNotCompleted);
    }
    if (task.succeeded) {
      throw BatchException.of(ErrorCode.TaskSucceeded);
    }
    Job unused = open(jobId);
    account.taskLife.reactivate(task);
    return changed(task);
  }

  /** Deletes a task; what runs is stopped first. */
  public void delete(String jobId, String taskId, Precondition condition) {
    account.taskLife.delete(changeable(jobId, taskId, condition));
  }

  /** Returns the node that has a task's files. */
  public Node nodeWithFiles(String jobId, String taskId) {
    Task task = get(jobId, taskId);
    if (task.files == Task.FilesAt.CLEANED_UP) {
      throw BatchException.of(ErrorCode.TaskFilesCleanedup);
    }
    if (!task.hasFiles() || task.node == null) {
      throw BatchException.of(ErrorCode.TaskFilesUnavailable);
    }
    return task.node;
  }

  private Task changeable(String jobId, String taskId, Precondition condition) {
    Task task = get(jobId, taskId);
    condition.check(task.lastModified);
    if (task.job.state == JobState.DELETING) {
      throw BatchException.of(ErrorCode.JobBeingDeleted);
    }
    return task;
  }

  private Task changed(Task task) {
    task.lastModified = account.engine.stamp();
    return task;
  }
}
