package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.time.Duration;
import java.time.Instant;

/** Moves tasks from state to state. */
final class TaskLife {
  /** Whoever isn't completed by then is ended. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(180);

  private final Account account;

  TaskLife(Account account) {
    this.account = account;
  }

  /** Takes in a new task. */
  void add(Task task) {
    task.lifetime = account.engine.after(LONGEST_LIFE, () -> terminate(task));
    task.job.dependencies.add(task);
    task.job.tasks.add(task);
    queue(task);
  }

  /** Gives a waiting task to a node that has room for it. */
  void place(Task task, Node node) {
    task.node = node;
    node.occupy(task);
    account.nodeLife.settle(node);
    if (task.job.preparationId().isPresent() && !account.preparations.isReady(task.job, node)) {
      move(task, TaskState.PREPARING);
      account.preparations.prepare(task.job, node);
    } else {
      run(task);
    }
  }

  /** Starts a task on the node that it was given to. */
  void run(Task task) {
    Node node = task.node;
    if (node == null) {
      throw new IllegalStateException(task + " has no node");
    }
    move(task, TaskState.RUNNING);
    task.startTime = task.stateTime;
    task.stop = Task.Stop.NO;
    task.files = Task.FilesAt.NODE;
    task.disk = node.disk;
    Attempt attempt =
        new Attempt(account.engine, outcome -> ended(task, outcome), info -> task.container = info);
    task.attempt = attempt;
    if (task.spec.has("containerSettings") && !node.pool.takesContainers()) {
      attempt.ended(
          TaskOutcome.notStarted(
              TaskFailure.ofUser(
                  "ContainerPoolNotSupported",
                  "The pool does not support tasks with container settings")));
      return;
    }
    task.wallClock =
        account.engine.after(
            task.constraint("maxWallClockTime"), () -> stop(task, Task.Stop.WALL_CLOCK));
    attempt.start(account.execution, account.orders.task(task, node));
  }

  /** Stops a running task; what follows depends on why. The first reason counts. */
  void stop(Task task, Task.Stop why) {
    if (task.attempt != null) {
      if (task.stop == Task.Stop.NO || why == Task.Stop.DELETED) {
        task.stop = why;
      }
      task.attempt.stop();
    }
  }

  /** Ends a task on somebody's request, whatever its state but completed. */
  void terminate(Task task) {
    if (task.state == TaskState.RUNNING) {
      stop(task, Task.Stop.TERMINATED);
      return;
    }
    task.job.ready.remove(task);
    leaveNode(task);
    complete(task, Verdict.of(TaskOutcome.stopped(), Task.Stop.TERMINATED));
  }

  /** Puts a task back into the queue, since its node is gone or no use for its job. */
  void recover(Task task) {
    if (task.attempt != null) {
      task.attempt.forget();
    }
    detach(task);
    leaveNode(task);
    task.files = Task.FilesAt.NONE;
    if (task.stop == Task.Stop.DELETED) {
      remove(task);
    } else if (task.stop == Task.Stop.TERMINATED) {
      complete(task, Verdict.of(TaskOutcome.stopped(), Task.Stop.TERMINATED));
    } else {
      move(task, TaskState.ACTIVE);
      queue(task);
    }
    account.jobLife.taskChanged(task.job);
  }

  /** Takes a task away for good. */
  void delete(Task task) {
    task.job.ready.remove(task);
    if (task.attempt != null) {
      stop(task, Task.Stop.DELETED);
    } else {
      leaveNode(task);
      remove(task);
    }
  }

  /** Makes a failed task wait again as if it had never run. */
  void reactivate(Task task) {
    task.exitCode = null;
    task.failure = null;
    task.endTime = null;
    task.startTime = null;
    task.container = null;
    task.retryCount = 0;
    task.lastRetryTime = null;
    move(task, TaskState.ACTIVE);
    queue(task);
  }

  private void ended(Task task, TaskOutcome outcome) {
    Task.Stop stop = task.stop;
    detach(task);
    Node node = task.node;
    leaveNode(task);
    Verdict verdict = Verdict.of(outcome, stop);
    switch (stop) {
      case DELETED -> remove(task);
      case REQUEUED, RECOVERED -> requeue(task, stop);
      case NO, WALL_CLOCK, TERMINATED -> {
        int most = task.maxRetries();
        if (stop == Task.Stop.NO
            && verdict.mayBeRetried()
            && (most < 0 || task.retryCount < most)) {
          retry(task);
        } else {
          complete(task, verdict);
          if (node != null) {
            node.remember(task);
          }
        }
      }
    }
    account.jobLife.taskChanged(task.job);
  }

  private void retry(Task task) {
    move(task, TaskState.ACTIVE);
    task.retryCount++;
    task.lastRetryTime = task.stateTime;
    queue(task);
  }

  private void requeue(Task task, Task.Stop why) {
    move(task, TaskState.ACTIVE);
    if (why == Task.Stop.REQUEUED) {
      task.requeueCount++;
      task.lastRequeueTime = task.stateTime;
    }
    queue(task);
  }

  private void complete(Task task, Verdict verdict) {
    Instant stamp = account.engine.stamp();
    task.job.tasks.move(task, TaskState.COMPLETED, stamp);
    forgetLifetime(task);
    task.exitCode = verdict.exitCode();
    task.failure = verdict.failure();
    task.succeeded = verdict.failure() == null;
    task.endTime = stamp;
    task.job.tasks.moved(task);
    if (task.files == Task.FilesAt.NODE) {
      Alarms.Alarm unused =
          account.engine.after(task.constraint("retentionTime"), () -> cleanUp(task, stamp));
    }
    ExitOptions options = ExitOptions.of(task, verdict);
    if (options.dependentsMayRun()) {
      task.dependentsMayRun = true;
      task.job.dependencies.satisfy(task).forEach(this::queue);
    }
    account.jobLife.taskCompleted(task, options);
  }

  private void cleanUp(Task task, Instant ended) {
    if (ended.equals(task.endTime) && task.hasFiles()) {
      removeDirectory(task);
      task.files = Task.FilesAt.CLEANED_UP;
    }
  }

  private void remove(Task task) {
    removeDirectory(task);
    forgetLifetime(task);
    task.job.tasks.remove(task);
    account.jobLife.taskChanged(task.job);
  }

  private void removeDirectory(Task task) {
    if (task.hasFiles() && task.node != null) {
      account.execution.removeDirectory(task.node.key(), task.directory());
    }
  }

  private void queue(Task task) {
    if (task.state == TaskState.ACTIVE && task.openDependencies == 0) {
      task.job.ready.add(task);
      account.placement.look(task.job.pool);
    }
  }

  private static void forgetLifetime(Task task) {
    if (task.lifetime != null) {
      task.lifetime.cancel();
      task.lifetime = null;
    }
  }

  private static void detach(Task task) {
    task.attempt = null;
    if (task.wallClock != null) {
      task.wallClock.cancel();
      task.wallClock = null;
    }
  }

  private void leaveNode(Task task) {
    Node node = task.node;
    if (node != null && node.tasks.contains(task)) {
      node.vacate(task);
      account.nodeLife.settle(node);
      account.departures.taskLeft(node);
      account.placement.look(node.pool);
    }
  }

  private void move(Task task, TaskState next) {
    task.job.tasks.move(task, next, account.engine.stamp());
    task.job.tasks.moved(task);
  }
}
