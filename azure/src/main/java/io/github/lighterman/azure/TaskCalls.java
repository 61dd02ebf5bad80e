package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.PendingReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that take planned tasks to Batch, and what their answers mean. Safe for use by several
 * threads.
 */
final class TaskCalls {
  private static final Logger log = LoggerFactory.getLogger(TaskCalls.class);
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** What takes back what was not taken to Batch this time. */
  interface Retry {
    /** Sends a task once more, after a while, unless it was stopped meanwhile. */
    void again(TaskQueue.Item item, Duration delay);

    /** Keeps a task until this job has ended or is where the task is to go. */
    void block(TaskQueue.Item item, JobId upstream);

    /** Sends what is kept for this job. */
    void wake(JobId upstream);
  }

  private final AzureMachinery machinery;
  private final RunJobs jobs;
  private final TaskQueue.Owner owner;
  private final Retry retry;

  TaskCalls(AzureMachinery machinery, RunJobs jobs, TaskQueue.Owner owner, Retry retry) {
    this.machinery = machinery;
    this.jobs = jobs;
    this.owner = owner;
    this.retry = retry;
  }

  /** Sends these, but for those that are to be stopped. */
  void send(List<TaskQueue.Item> batch) {
    List<TaskQueue.Item> sent = new ArrayList<>();
    for (TaskQueue.Item item : batch) {
      if (item.task().send()) {
        sent.add(item);
      } else if (item.task().place() == TrackedTask.Place.HERE) {
        item.task().stopped().ifPresent(why -> owner.refused(item.task(), why));
      }
    }
    if (sent.isEmpty()) {
      return;
    }
    try {
      int generation = jobs.current(sent.get(0).plan().pool());
      add(sent, generation);
    } catch (IOException e) {
      failed(sent, e);
    } catch (RuntimeException | Error e) {
      log.error("A call to Batch failed where it must not; its jobs fail, and the run goes on", e);
      for (TaskQueue.Item item : sent) {
        if (item.task().place() == TrackedTask.Place.SENDING) {
          owner.refused(
              item.task(), JobFailure.of(FailureKind.INTERNAL, "it can't be sent to Batch: " + e));
        }
      }
    }
  }

  private void add(List<TaskQueue.Item> items, int generation) throws IOException {
    List<TaskQueue.Item> sent = new ArrayList<>();
    List<BatchTask> tasks = new ArrayList<>();
    for (TaskQueue.Item item : items) {
      if (!isToBeAdded(item, generation)) {
        continue;
      }
      Upstream upstream = owner.upstream(item.plan(), generation);
      if (upstream.elsewhere().isPresent()) {
        block(item, upstream.elsewhere().get(), generation);
      } else {
        sent.add(item);
        tasks.add(signed(item).task().after(upstream.tasks()));
      }
    }
    if (sent.isEmpty()) {
      return;
    }
    List<AddedTask> results;
    try {
      results = machinery.gateway.addTasks(jobs.id(generation), tasks);
      owner.granted(Denials.Step.SEND);
    } catch (BatchException e) {
      failed(sent, generation, e);
      return;
    }
    for (int i = 0; i < sent.size(); i++) {
      if (results.get(i).status() == AddedTask.Status.ADDED) {
        sent.get(i).task().sentAfter(tasks.get(i).dependsOn());
      }
      result(sent.get(i), results.get(i), generation);
    }
  }

  /**
   * Tells whether a task is surely nowhere yet, or in this Batch job at most, which then says so. A
   * call without an answer may have taken it to another one that has ended since; it would run
   * twice.
   */
  private boolean isToBeAdded(TaskQueue.Item item, int generation) {
    TrackedTask task = item.task();
    int suspected = task.suspected();
    if (suspected == 0 || suspected == generation) {
      return true;
    }
    try {
      boolean there = isThere(task, suspected);
      if (there) {
        owner.arrived(task, suspected);
      } else {
        task.clear();
      }
      return !there;
    } catch (BatchException e) {
      failed(List.of(item), e);
      return false;
    }
  }

  /** Looks for a task that an earlier call may have added, and for what that had it wait for. */
  private boolean isThere(TrackedTask task, int generation) throws BatchException {
    Optional<TaskView> found =
        jobs.tasks().find(generation, task.batchId()).filter(task::isShownBy);
    found.ifPresent(view -> task.sentAfter(view.after()));
    return found.isPresent();
  }

  /** What has waited for long gets fresh signatures. */
  private SignedTask signed(TaskQueue.Item item) throws IOException {
    return machinery.access.isFresh(item.signed())
        ? item.signed()
        : machinery.access.sign(item.plan().task());
  }

  private void block(TaskQueue.Item item, JobId upstream, int generation) {
    retry.block(item, upstream);
    // It may have ended before it was known that somebody waits for it.
    boolean still =
        owner.upstream(item.plan(), generation).elsewhere().filter(upstream::equals).isPresent();
    if (!still) {
      retry.wake(upstream);
    }
  }

  private void result(TaskQueue.Item item, AddedTask result, int generation) {
    switch (result.status()) {
      case ADDED -> owner.arrived(item.task(), generation);
      case EXISTS -> exists(item, generation);
      case TRY_AGAIN -> {
        // The call may have been made before, without an answer.
        item.task().suspect(generation);
        retry.again(item, AGAIN);
      }
      case REFUSED -> {
        if (isOver(result.code())) {
          item.task().suspect(generation);
          jobs.endOf(generation);
          retry.again(item, Duration.ZERO);
        } else {
          owner.refused(
              item.task(),
              new JobFailure(
                  FailureKind.INVALID_SPEC,
                  "Batch refuses the task: " + SignedUrls.redact(result.message()),
                  Optional.of(result.code())));
        }
      }
    }
  }

  /** An earlier call has added it, and may have had it wait for more than this one. */
  private void exists(TaskQueue.Item item, int generation) {
    try {
      var unused = isThere(item.task(), generation);
      owner.arrived(item.task(), generation);
    } catch (BatchException e) {
      item.task().suspect(generation);
      failed(List.of(item), e);
    }
  }

  private void failed(List<TaskQueue.Item> items, int generation, BatchException e) {
    if (e.isRepeated() || e.kind() == BatchException.Kind.TRANSIENT) {
      items.forEach(item -> item.task().suspect(generation));
    }
    if (e.kind() == BatchException.Kind.TOO_LARGE && items.size() > 1) {
      // The service's measure is another one than ours; half of it will fit, or half of that.
      List<TaskQueue.Item> half = items.subList(0, items.size() / 2);
      try {
        add(half, generation);
        add(items.subList(items.size() / 2, items.size()), generation);
      } catch (IOException unexpected) {
        failed(items, unexpected);
      }
    } else if (isOver(e.code())) {
      jobs.endOf(generation);
      items.forEach(item -> retry.again(item, AGAIN));
    } else if (e.kind() == BatchException.Kind.NOT_FOUND) {
      jobs.unknown(generation);
      items.forEach(item -> retry.again(item, AGAIN));
    } else {
      failed(items, e);
    }
  }

  private void failed(List<TaskQueue.Item> items, IOException e) {
    boolean denied = SendFailure.isDenial(e);
    Optional<JobFailure> end = SendFailure.of(e);
    PendingReason reason = SendFailure.pending(e);
    if (end.isEmpty()) {
      log.warn(
          "{} tasks could not be sent; it's tried again: {}",
          items.size(),
          SignedUrls.redact(e.toString()));
    }
    for (TaskQueue.Item item : items) {
      end.ifPresentOrElse(
          why -> owner.refused(item.task(), why),
          () -> {
            owner.waits(item.task(), reason);
            retry.again(item, denied ? TaskCourse.AGAIN : machinery.config.longestPollInterval());
          });
    }
    owner.failed(Denials.Step.SEND, e);
  }

  private static boolean isOver(String code) {
    return switch (code) {
      case "JobCompleted",
          "JobTerminating",
          "JobNotActive",
          "JobBeingDeleted",
          "JobBeingTerminated" ->
          true;
      default -> false;
    };
  }
}
