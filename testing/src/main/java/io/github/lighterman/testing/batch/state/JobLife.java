package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/** Moves jobs from state to state. */
final class JobLife {
  private final Account account;

  JobLife(Account account) {
    this.account = account;
  }

  /** Sets the time limit of a job, counted from its creation. */
  void watch(Job job) {
    if (job.wallClock != null) {
      job.wallClock.cancel();
    }
    Duration limit = Ticks.duration(job.spec.path("constraints").path("maxWallClockTime").asText());
    if (limit.compareTo(Ticks.MAX) < 0) {
      Duration left = Duration.between(account.engine.now(), job.creationTime.plus(limit));
      job.wallClock =
          account.engine.after(
              left.isNegative() ? Duration.ZERO : left,
              () -> terminate(job, "MaxWallClockTimeExpiry"));
    }
  }

  void disable(Job job, String option) {
    job.move(JobState.DISABLING, account.engine.stamp());
    for (Task task : List.copyOf(job.tasks.all())) {
      if (task.state == TaskState.PREPARING && !option.equals("wait")) {
        if (option.equals("terminate")) {
          account.taskLife.terminate(task);
        } else {
          account.taskLife.recover(task);
        }
      } else if (task.state == TaskState.RUNNING && !option.equals("wait")) {
        account.taskLife.stop(
            task, option.equals("terminate") ? Task.Stop.TERMINATED : Task.Stop.REQUEUED);
      }
    }
    taskChanged(job);
  }

  void enable(Job job) {
    job.move(JobState.ENABLING, account.engine.stamp());
    account.engine.later(
        () -> {
          if (job.state == JobState.ENABLING) {
            job.move(JobState.ACTIVE, account.engine.stamp());
            account.placement.look(job.pool);
            taskChanged(job);
          }
        });
  }

  void terminate(Job job, String reason) {
    if (!job.state.canBecome(JobState.TERMINATING)) {
      return;
    }
    job.terminateReason = reason;
    job.move(JobState.TERMINATING, account.engine.stamp());
    stopTasks(job);
    account.engine.later(() -> taskChanged(job));
  }

  void delete(Job job) {
    job.move(JobState.DELETING, account.engine.stamp());
    stopTasks(job);
    account.engine.after(
        account.settings.pace().deletion(),
        () -> {
          job.mayVanish = true;
          taskChanged(job);
        });
  }

  /** Does what the end of a task means for its job. */
  void taskCompleted(Task task, ExitOptions options) {
    Job job = task.job;
    JsonNode manager = job.spec.path("jobManagerTask");
    if (manager.path("id").asText("").equalsIgnoreCase(task.id)
        && manager.path("killJobOnCompletion").asBoolean(true)) {
      terminate(job, "JMComplete");
    } else if (options.jobAction() == ExitOptions.JobAction.TERMINATE) {
      terminate(job, "TaskFailed");
    } else if (options.jobAction() == ExitOptions.JobAction.DISABLE
        && job.state == JobState.ACTIVE) {
      disable(job, "requeue");
    }
  }

  /** Goes on with a job that waits for its tasks, if it need not wait any more. */
  void taskChanged(Job job) {
    switch (job.state) {
      case ACTIVE -> terminateIfAllComplete(job);
      case DISABLING -> {
        if (job.running() == 0) {
          job.move(JobState.DISABLED, account.engine.stamp());
        }
      }
      case TERMINATING -> {
        if (job.running() == 0 && !account.preparations.release(job)) {
          complete(job);
        }
      }
      case DELETING -> {
        if (job.running() == 0 && !account.preparations.release(job) && job.mayVanish) {
          remove(job);
        }
      }
      case DISABLED, ENABLING, COMPLETED -> {}
    }
  }

  /** Puts the jobs of a pool on it, and looks whether their automatic pools are in trouble. */
  void poolChanged(Pool pool) {
    account.placement.look(pool);
  }

  private void terminateIfAllComplete(Job job) {
    if (job.isTerminatedWhenTasksComplete()
        && job.tasks.count(TaskState.COMPLETED) == job.tasks.size()) {
      terminate(job, "AllTasksComplete");
    }
  }

  private void complete(Job job) {
    job.move(JobState.COMPLETED, account.engine.stamp());
    job.endTime = job.stateTime;
    if (job.wallClock != null) {
      job.wallClock.cancel();
    }
    deleteAutoPool(job);
  }

  private void remove(Job job) {
    if (account.jobs.remove(job.id, job)) {
      if (job.wallClock != null) {
        job.wallClock.cancel();
      }
      for (Task task : List.copyOf(job.tasks.all())) {
        account.taskLife.delete(task);
      }
      for (JobOnNode onNode : job.onNodes.values()) {
        account.execution.removeDirectory(onNode.node.key(), Orders.preparationDirectory(job));
        account.execution.removeDirectory(onNode.node.key(), Orders.releaseDirectory(job));
      }
      deleteAutoPool(job);
    }
  }

  private void deleteAutoPool(Job job) {
    JsonNode auto = job.spec.path("poolInfo").path("autoPoolSpecification");
    Pool pool = job.pool;
    if (job.autoPoolId != null
        && pool != null
        && !pool.deleting
        && !auto.path("keepAlive").asBoolean(false)) {
      account.pools().delete(pool);
    }
  }

  private void stopTasks(Job job) {
    for (Task task : List.copyOf(job.tasks.all())) {
      if (task.state == TaskState.RUNNING) {
        account.taskLife.stop(task, Task.Stop.TERMINATED);
      } else if (task.state == TaskState.PREPARING) {
        account.taskLife.terminate(task);
      }
    }
  }
}
