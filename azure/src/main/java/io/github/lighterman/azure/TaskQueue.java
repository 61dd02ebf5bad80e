package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.PendingReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends planned tasks to Batch: as many in a call as it takes, several calls at once. What was not
 * taken this time is sent again; what is refused is told. Safe for use by several threads; no lock
 * is held during a call.
 */
final class TaskQueue {
  private static final Logger log = LoggerFactory.getLogger(TaskQueue.class);
  // https://learn.microsoft.com/rest/api/batchservice/task/add-task-collection: 1 MB a request.
  private static final int MOST_BYTES = 900_000;
  private static final int MOST_WAITING = 2_000;
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** What the queue asks and tells. */
  interface Owner {
    /**
     * Returns the tasks of this Batch job that a task has to wait for, or empty if it can't be sent
     * yet, since one is in another Batch job and it's not known how it ended.
     */
    Optional<List<String>> upstream(PlannedTask task, int generation);

    /** Is told that a task is at Batch. */
    void arrived(TrackedTask task, int generation);

    /** Is told that a task never will be, and why. */
    void refused(TrackedTask task, JobFailure why);

    /** Is told why a task waits to be sent. */
    void waits(TrackedTask task, PendingReason why);
  }

  /** A task that waits to be sent. */
  private record Item(TrackedTask task, PlannedTask plan) {}

  private final AzureMachinery machinery;
  private final RunJobs jobs;
  private final Owner owner;
  // All guarded by this.
  private final Deque<Item> waiting = new ArrayDeque<>();
  private int calls;
  private int held;
  private boolean lingering;
  private boolean closed;

  TaskQueue(AzureMachinery machinery, RunJobs jobs, Owner owner) {
    this.machinery = machinery;
    this.jobs = jobs;
    this.owner = owner;
  }

  /**
   * Takes a task to be sent soon. Waits while too many are waiting already, so that inputs are not
   * staged faster than tasks are sent.
   */
  void offer(TrackedTask task, PlannedTask plan) throws InterruptedException {
    synchronized (this) {
      while (waiting.size() >= MOST_WAITING && !closed) {
        wait();
      }
      waiting.add(new Item(task, plan));
    }
    pump();
  }

  /** Tells whether nothing waits and no call is under way. */
  synchronized boolean isEmpty() {
    return waiting.isEmpty() && calls == 0 && held == 0;
  }

  /** Sends nothing any more. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }

  /** Waits until it's empty or closed, at most for so long; returns whether it is. */
  synchronized boolean awaitEmpty(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!isEmpty() && !closed) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return isEmpty();
  }

  /** Begins calls for as long as there is something to send and room for a call. */
  private void pump() {
    while (true) {
      synchronized (this) {
        if (closed || waiting.isEmpty() || calls >= machinery.config.parallelRequests()) {
          notifyAll();
          return;
        }
        // A moment's patience makes one call of what comes one by one.
        if (waiting.size() < BatchGateway.MOST_TASKS && !lingering) {
          lingering = true;
          later(LINGER, this::endLinger);
          return;
        }
        if (lingering && waiting.size() < BatchGateway.MOST_TASKS) {
          return;
        }
        calls++;
      }
      call();
    }
  }

  private void endLinger() {
    boolean call;
    synchronized (this) {
      lingering = false;
      call = !closed && !waiting.isEmpty() && calls < machinery.config.parallelRequests();
      if (call) {
        calls++;
      }
    }
    if (call) {
      call();
    }
    pump();
  }

  private void call() {
    try {
      machinery.requests.execute(
          () -> {
            try {
              send(take());
            } catch (RuntimeException | Error e) {
              log.error("A call to Batch failed where it must not; the run goes on", e);
            } finally {
              synchronized (this) {
                calls--;
              }
              pump();
            }
          });
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        calls--;
      }
    }
  }

  private synchronized List<Item> take() {
    List<Item> batch = new ArrayList<>();
    int bytes = 0;
    while (!waiting.isEmpty() && batch.size() < BatchGateway.MOST_TASKS) {
      int size = waiting.element().plan().size();
      if (!batch.isEmpty() && bytes + size > MOST_BYTES) {
        break;
      }
      bytes += size;
      batch.add(waiting.remove());
    }
    notifyAll();
    return batch;
  }

  private void send(List<Item> batch) {
    List<Item> sent = new ArrayList<>();
    for (Item item : batch) {
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
      int generation = jobs.current(sent.get(0).plan().staged().job().submission().spec());
      add(sent, generation);
    } catch (IOException e) {
      failed(sent, e);
    }
  }

  private void add(List<Item> items, int generation) throws IOException {
    List<Item> sent = new ArrayList<>();
    List<BatchTask> tasks = new ArrayList<>();
    for (Item item : items) {
      Optional<List<String>> upstream = owner.upstream(item.plan(), generation);
      if (upstream.isPresent()) {
        sent.add(item);
        tasks.add(item.plan().after(upstream.get()));
      } else {
        again(item, AGAIN);
      }
    }
    if (sent.isEmpty()) {
      return;
    }
    List<AddedTask> results;
    try {
      results = machinery.gateway.addTasks(jobs.id(generation), tasks);
    } catch (BatchException e) {
      failed(sent, generation, e);
      return;
    }
    for (int i = 0; i < sent.size(); i++) {
      result(sent.get(i), results.get(i), generation);
    }
  }

  private void result(Item item, AddedTask result, int generation) {
    switch (result.status()) {
      case ADDED, EXISTS -> owner.arrived(item.task(), generation);
      case TRY_AGAIN -> again(item, AGAIN);
      case REFUSED -> {
        if (isOver(result.code())) {
          jobs.endOf(generation);
          again(item, Duration.ZERO);
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

  private void failed(List<Item> items, int generation, BatchException e) {
    if (e.kind() == BatchException.Kind.TOO_LARGE && items.size() > 1) {
      // The service's measure is another one than ours; half of it will fit, or half of that.
      List<Item> half = items.subList(0, items.size() / 2);
      try {
        add(half, generation);
        add(items.subList(items.size() / 2, items.size()), generation);
      } catch (IOException unexpected) {
        failed(items, unexpected);
      }
    } else if (isOver(e.code())) {
      jobs.endOf(generation);
      items.forEach(item -> again(item, AGAIN));
    } else if (e.kind() == BatchException.Kind.NOT_FOUND) {
      jobs.unknown(generation);
      items.forEach(item -> again(item, AGAIN));
    } else {
      if (e.kind() == BatchException.Kind.TRANSIENT) {
        items.forEach(item -> item.task().suspect(generation));
      }
      failed(items, e);
    }
  }

  private void failed(List<Item> items, IOException e) {
    Optional<JobFailure> end = SendFailure.of(e);
    Optional<PendingReason> reason = SendFailure.pending(e);
    if (end.isEmpty()) {
      log.warn("{} tasks could not be sent; it's tried again: {}", items.size(), e.toString());
    }
    for (Item item : items) {
      end.ifPresentOrElse(
          why -> owner.refused(item.task(), why),
          () -> {
            reason.ifPresent(why -> owner.waits(item.task(), why));
            again(item, machinery.config.longestPollInterval());
          });
    }
  }

  /** Sends it once more, after a while, unless it was stopped meanwhile. */
  private void again(Item item, Duration delay) {
    TrackedTask task = item.task();
    boolean here = task.takeBack() == TrackedTask.Place.HERE;
    Optional<JobFailure> stop = task.stopped();
    if (stop.isPresent()) {
      if (here) {
        owner.refused(task, stop.get());
      } else {
        owner.arrived(task, task.generation());
      }
      return;
    }
    synchronized (this) {
      held++;
    }
    later(
        delay,
        () -> {
          synchronized (this) {
            held--;
            if (!closed && item.task().place() == TrackedTask.Place.HERE) {
              waiting.add(item);
            }
          }
          pump();
        });
  }

  private void later(Duration delay, Runnable action) {
    try {
      var unused = machinery.timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Nothing is sent any more: the executor is closed");
    }
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
