package io.github.lighterman.azure;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.PendingReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
final class TaskQueue implements TaskCalls.Retry {
  private static final Logger log = LoggerFactory.getLogger(TaskQueue.class);
  // https://learn.microsoft.com/rest/api/batchservice/task/add-task-collection: 1 MB a request.
  private static final int MOST_BYTES = 900_000;
  private static final int MOST_WAITING = 2_000;
  private static final Duration LINGER = Duration.ofMillis(20);

  /** What the queue asks and tells. */
  interface Owner extends Denials.Witness {
    /** Returns what a task has to wait for in this Batch job. */
    Upstream upstream(PlannedTask task, int generation);

    /** Is told that a task is at Batch. */
    void arrived(TrackedTask task, int generation);

    /** Is told that a task never will be, and why. */
    void refused(TrackedTask task, JobFailure why);

    /** Is told why a task waits to be sent. */
    void waits(TrackedTask task, PendingReason why);
  }

  /** A task that waits to be sent. */
  record Item(TrackedTask task, PlannedTask plan, SignedTask signed) {}

  private final AzureMachinery machinery;
  private final TaskCalls calls;
  private final Owner owner;
  // All guarded by this.
  private final Map<String, Deque<Item>> waiting = new LinkedHashMap<>();
  private int size;
  // What waits for a job elsewhere, by that job.
  private final Map<JobId, List<Item>> blocked = new HashMap<>();
  private int underWay;
  private int held;
  private boolean lingering;
  private boolean closed;

  TaskQueue(AzureMachinery machinery, RunJobs jobs, Owner owner) {
    this.machinery = machinery;
    this.calls = new TaskCalls(machinery, jobs, owner, this);
    this.owner = owner;
  }

  /**
   * Takes a task to be sent soon. Waits while too many are waiting already, so that inputs are not
   * staged faster than tasks are sent.
   */
  void offer(TrackedTask task, PlannedTask plan, SignedTask signed) throws InterruptedException {
    synchronized (this) {
      while (size >= MOST_WAITING && !closed) {
        wait();
      }
      add(new Item(task, plan, signed));
    }
    pump();
  }

  /** Tells whether nothing waits and no call is under way. */
  synchronized boolean isEmpty() {
    return size == 0 && underWay == 0 && held == 0;
  }

  @Override
  public void block(Item item, JobId upstream) {
    item.task().takeBack();
    item.task().block(TrackedTask.Blocked.YES);
    synchronized (this) {
      blocked.computeIfAbsent(upstream, job -> new ArrayList<>()).add(item);
      held++;
    }
  }

  @Override
  public void wake(JobId upstream) {
    List<Item> items;
    synchronized (this) {
      items = blocked.remove(upstream);
      if (items != null) {
        held -= items.size();
      }
    }
    if (items != null) {
      items.forEach(item -> item.task().block(TrackedTask.Blocked.NO));
      items.forEach(item -> again(item, Duration.ZERO));
    }
  }

  /** Sends nothing any more. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    blocked.clear();
    size = 0;
    notifyAll();
  }

  /** Begins calls for as long as there is something to send and room for a call. */
  private void pump() {
    while (true) {
      synchronized (this) {
        if (closed || size == 0 || underWay >= machinery.config.parallelRequests()) {
          notifyAll();
          return;
        }
        // A moment's patience makes one call of what comes one by one.
        if (size < BatchGateway.MOST_TASKS && !lingering) {
          lingering = true;
          later(LINGER, this::endLinger);
          return;
        }
        if (lingering && size < BatchGateway.MOST_TASKS) {
          return;
        }
        underWay++;
      }
      call();
    }
  }

  private void endLinger() {
    boolean call;
    synchronized (this) {
      lingering = false;
      call = !closed && size > 0 && underWay < machinery.config.parallelRequests();
      if (call) {
        underWay++;
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
              calls.send(take());
            } catch (RuntimeException | Error e) {
              log.error("A call to Batch failed where it must not; the run goes on", e);
            } finally {
              synchronized (this) {
                underWay--;
              }
              pump();
            }
          });
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        underWay--;
      }
    }
  }

  private void add(Item item) {
    waiting.computeIfAbsent(item.plan().pool(), pool -> new ArrayDeque<>()).add(item);
    size++;
  }

  /** Takes what goes into one call: tasks of one pool, one pool after the other. */
  private synchronized List<Item> take() {
    List<Item> batch = new ArrayList<>();
    Iterator<Map.Entry<String, Deque<Item>>> pools = waiting.entrySet().iterator();
    if (pools.hasNext()) {
      Map.Entry<String, Deque<Item>> next = pools.next();
      pools.remove();
      Deque<Item> items = next.getValue();
      int bytes = 0;
      while (!items.isEmpty() && batch.size() < BatchGateway.MOST_TASKS) {
        int more = items.element().signed().size();
        if (!batch.isEmpty() && bytes + more > MOST_BYTES) {
          break;
        }
        bytes += more;
        batch.add(items.remove());
      }
      if (!items.isEmpty()) {
        waiting.put(next.getKey(), items);
      }
      size -= batch.size();
    }
    notifyAll();
    return batch;
  }

  /** Sends it once more, after a while, unless it was stopped meanwhile. */
  @Override
  public void again(Item item, Duration delay) {
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
              add(item);
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
}
