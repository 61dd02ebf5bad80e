package io.github.lighterman.testing;

import io.github.lighterman.JobId;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.AreaStager;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the backend has of a run, with or without a driver: what was accepted, what is under way,
 * what has ended, and the run's store. Safe for use by several threads.
 */
final class RunRecord {
  private final InMemoryBackend backend;
  private final WorkflowSpec spec;
  private final InMemoryStagingArea store;
  private final InMemoryStagingArea sources;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<TaskId, ScriptedTask> underWay = new HashMap<>();
  private final Map<TaskId, TaskReport> ends = new HashMap<>();
  private final Map<TaskId, ScriptLog> logs = new HashMap<>();
  private final Set<JobId> succeeded = new HashSet<>();
  private final Map<JobId, List<ScriptedTask>> waiting = new HashMap<>();
  private final Map<ScriptedTask, Integer> unmet = new HashMap<>();
  private @Nullable InMemoryRun driver;

  RunRecord(InMemoryBackend backend, WorkflowSpec spec) {
    this.backend = backend;
    this.spec = spec;
    this.store = InMemoryStagingArea.create(backend.clock()).area(spec.id() + "-store");
    this.sources = store.area(spec.id() + "-sources");
  }

  /** One thing that happened, in the order in which it did. */
  private sealed interface Entry {
    record Accepted(Submission submission) implements Entry {}

    record Cancel(JobId job) implements Entry {}

    record Ended(TaskReport report) implements Entry {}
  }

  WorkflowSpec spec() {
    return spec;
  }

  InMemoryStagingArea store() {
    return store;
  }

  InMemoryStagingArea sources() {
    return sources;
  }

  /** Makes {@code run} the driver, and tells whether there was none. */
  synchronized boolean take(InMemoryRun run) {
    if (driver != null) {
      return false;
    }
    driver = run;
    return true;
  }

  synchronized void letGo() {
    driver = null;
  }

  synchronized void accepted(List<Submission> submissions) {
    submissions.forEach(submission -> entries.add(new Entry.Accepted(submission)));
  }

  synchronized void cancel(JobId job) {
    entries.add(new Entry.Cancel(job));
  }

  /** Tells a paused lifecycle everything, in order. */
  void replay(JobLifecycle lifecycle) {
    List<Entry> all;
    synchronized (this) {
      all = List.copyOf(entries);
    }
    for (Entry entry : all) {
      if (entry instanceof Entry.Accepted accepted) {
        lifecycle.restore(accepted.submission().spec(), accepted.submission().acceptedAt());
      } else if (entry instanceof Entry.Cancel cancel) {
        lifecycle.restoreCancel(cancel.job());
      } else if (entry instanceof Entry.Ended ended) {
        lifecycle.report(ended.report());
      }
    }
  }

  /** Starts an attempt once the jobs that it depends on have succeeded, or finds it again. */
  void start(Submission submission) {
    ScriptedTask known;
    TaskReport end;
    ScriptedTask task = null;
    boolean ready = false;
    synchronized (this) {
      known = underWay.get(submission.task());
      end = ends.get(submission.task());
      if (known == null && end == null) {
        backend.time.enter();
        task = new ScriptedTask(backend, this, submission);
        underWay.put(submission.task(), task);
        ready = !waits(task);
      }
    }
    if (known != null) {
      known.retell();
    } else if (end != null) {
      tell(end);
    } else if (task != null && ready) {
      task.wake();
    }
  }

  synchronized Optional<ScriptedTask> task(TaskId id) {
    return Optional.ofNullable(underWay.get(id));
  }

  synchronized List<ScriptedTask> underWay() {
    return List.copyOf(underWay.values());
  }

  /** Tells the driver, if there is one; else nobody: whoever comes asks. */
  void tell(TaskReport report) {
    InMemoryRun listening;
    synchronized (this) {
      listening = driver;
    }
    if (listening != null) {
      listening.hear(report);
    }
  }

  /** Puts an end on record, wakes what waited for it, and tells it. */
  void ended(ScriptedTask task, TaskReport report) {
    List<ScriptedTask> ready = new ArrayList<>();
    synchronized (this) {
      underWay.remove(report.task());
      unmet.remove(task);
      ends.put(report.task(), report);
      entries.add(new Entry.Ended(report));
      if (backend.hasSucceeded(task.submission().spec(), report)) {
        succeeded.add(report.task().job());
        for (ScriptedTask dependent : takeWaiting(report.task().job())) {
          Integer left = unmet.computeIfPresent(dependent, (key, count) -> count - 1);
          if (left != null && left == 0) {
            unmet.remove(dependent);
            ready.add(dependent);
          }
        }
      }
    }
    ready.forEach(ScriptedTask::wake);
    tell(report);
    backend.time.leave();
  }

  /** Returns a fresh directory with the attempt's inputs in it. */
  InMemoryStagingArea directory(Submission submission) throws StagingException {
    InMemoryStagingArea directory = InMemoryStagingArea.create(backend.clock());
    new AreaStager(task -> directory, store, sources).stage(submission);
    return directory;
  }

  /** Returns the log of an attempt, made if there is none yet. */
  synchronized ScriptLog log(TaskId task) {
    return logs.computeIfAbsent(task, unused -> new ScriptLog());
  }

  synchronized Optional<ScriptLog> findLog(TaskId task) {
    return Optional.ofNullable(logs.get(task));
  }

  synchronized boolean hasEnded(TaskId task) {
    return ends.containsKey(task);
  }

  private List<ScriptedTask> takeWaiting(JobId job) {
    List<ScriptedTask> all = waiting.remove(job);
    return all == null ? List.of() : all;
  }

  private boolean waits(ScriptedTask task) {
    int count = 0;
    for (JobId upstream : task.submission().spec().upstream()) {
      if (!succeeded.contains(upstream)) {
        waiting.computeIfAbsent(upstream, unused -> new ArrayList<>()).add(task);
        count++;
      }
    }
    if (count > 0) {
      unmet.put(task, count);
    }
    return count > 0;
  }
}
