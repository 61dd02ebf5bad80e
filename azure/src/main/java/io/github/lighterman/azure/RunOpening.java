package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes runs, and finds them again. Safe for use by several threads. */
final class RunOpening {
  private static final Logger log = LoggerFactory.getLogger(RunOpening.class);

  private final AzureMachinery machinery;
  private final Consumer<AzureRun> closed;

  RunOpening(AzureMachinery machinery, Consumer<AzureRun> closed) {
    this.machinery = machinery;
    this.closed = closed;
  }

  /** Makes a run. After a failure nothing is left of it. */
  AzureRun start(WorkflowSpec spec) throws IOException {
    RunLayout layout = layout(spec.id());
    if (find(layout).isPresent()) {
      throw exists(spec.id());
    }
    DriverLease lease =
        DriverLease.take(machinery.container, layout, machinery.config.driverLease());
    try {
      if (spec.sources().isPresent()) {
        upload(spec.sources().get(), layout);
      }
      // The last thing that is written: from then on it's a run, and whole.
      byte[] record = machinery.json.write(RunRecord.of(spec));
      if (machinery.container.create(layout.record(), record).isEmpty()) {
        throw exists(spec.id());
      }
      AzureRun run =
          new AzureRun(
              machinery,
              spec,
              layout,
              it -> RunParts.of(machinery, spec, layout, lease, 1, List.of(), it),
              closed);
      run.begin();
      return run;
    } catch (RunInUseException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      try {
        machinery.container.deleteAll(layout.root());
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private static RunInUseException exists(RunId id) {
    return new RunInUseException(
        "run " + id + " exists in this container; attach to it, or take another id");
  }

  /** Returns the record of a run, if there is one; removes what is left of one that was deleted. */
  private Optional<RunRecord> find(RunLayout layout) throws IOException {
    Optional<RunRecord> record = read(layout);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    if (record.get().version() > RunRecord.VERSION) {
      throw new IOException(
          "run " + layout.run() + " was made by a later release, which alone can go on with it");
    }
    if (record.get().deleted().isEmpty()) {
      return record;
    }
    var unused = DriverLease.take(machinery.container, layout, machinery.config.driverLease());
    new RunRemoval(machinery, layout).goOn();
    return Optional.empty();
  }

  /** Finds a run with all its jobs, and goes on with it. */
  AzureRun attach(RunId id, List<WorkflowListener> listeners) throws IOException {
    RunLayout layout = layout(id);
    RunRecord record =
        find(layout)
            .orElseThrow(
                () -> new RunNotFoundException("there is no run " + id + " in this container"));
    DriverLease lease =
        DriverLease.take(machinery.container, layout, machinery.config.driverLease());
    try {
      return resume(record.spec(), layout, lease, listeners);
    } catch (IOException | RuntimeException e) {
      try {
        lease.release();
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private Optional<RunRecord> read(RunLayout layout) throws IOException {
    Optional<Versioned> found = machinery.container.read(layout.record());
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(machinery.json.read(found.get().bytes(), RunRecord.class));
  }

  /** Returns the ids of all runs in the container, sorted. */
  List<RunId> runs() throws IOException {
    String all = RunLayout.runs(machinery.config.prefix());
    List<RunId> ids = new ArrayList<>();
    for (String directory : machinery.container.directories(all)) {
      RunId id = RunId.of(directory.substring(all.length(), directory.length() - 1));
      // What is left of a run that is half deleted has no record any more.
      if (read(layout(id)).filter(record -> record.deleted().isEmpty()).isPresent()) {
        ids.add(id);
      }
    }
    return ids.stream().sorted().toList();
  }

  private AzureRun resume(
      WorkflowSpec spec, RunLayout layout, DriverLease lease, List<WorkflowListener> listeners)
      throws IOException {
    List<Journal.Entry> entries = new ArrayList<>();
    int next = Journal.takeOver(machinery.container, layout, machinery.json, entries::add);
    List<JobView> jobs =
        machinery.gateway.jobs(TaskNames.jobs(spec.id())).stream()
            .filter(job -> PoolMarks.belongs(job.metadata(), machinery))
            .toList();
    AzureRun run =
        new AzureRun(
            machinery,
            spec,
            layout,
            it -> RunParts.of(machinery, spec, layout, lease, next, jobs, it),
            closed);
    run.parts().pools().all().forEach(RunPool::mayBeThere);
    Replay replay = new Replay(run);
    run.lifecycle().pause();
    entries.forEach(replay::take);
    List<Runnable> completed = new ArrayList<>();
    for (JobView job : jobs) {
      int generation = TaskNames.generation(spec.id(), job.id());
      for (TaskView view : machinery.gateway.tasks(job.id(), Optional.empty())) {
        replay.see(view, generation).ifPresent(completed::add);
      }
    }
    listeners.forEach(run.lifecycle()::addListener);
    run.lifecycle().resume();
    // Once every attempt knows of the wishes to cancel; else one that was ended by our word would
    // look as if it had been ended by somebody else.
    Transfers.all(machinery.endings, completed, Runnable::run);
    run.parts().standIns().replaceAll(replay.sound);
    run.course().bringBackMisplaced();
    run.begin();
    return run;
  }

  /** What the record and Batch say of the jobs of a run that is taken over. */
  private static final class Replay {
    private final AzureRun run;
    private final Map<String, JobId> names = new HashMap<>();
    private final Map<JobId, Instant> accepted = new HashMap<>();
    private final Set<JobId> cancelled = new HashSet<>();
    private final Map<TaskId, JobFailure> requeued = new HashMap<>();
    private final Set<TaskId> ended = new HashSet<>();
    private final Set<JobId> sound = new HashSet<>();

    Replay(AzureRun run) {
      this.run = run;
    }

    void take(Journal.Entry entry) {
      JobLifecycle lifecycle = run.lifecycle();
      entry
          .accepted()
          .ifPresent(
              spec -> {
                Instant at = entry.at().orElse(Instant.EPOCH);
                names.put(TaskNames.key(TaskNames.task(spec.id())), spec.id());
                accepted.put(spec.id(), at);
                lifecycle.restore(spec, at);
              });
      entry
          .cancel()
          .ifPresent(
              id -> {
                cancelled.add(id);
                lifecycle.restoreCancel(id);
              });
      entry.requeued().ifPresent(it -> requeued.put(it.task(), it.why()));
      entry
          .ended()
          .ifPresent(
              report -> {
                ended.add(report.task());
                lifecycle.report(report);
              });
    }

    /** Takes what is at Batch; returns what is to be done for a task that is over. */
    Optional<Runnable> see(TaskView view, int generation) {
      JobId id = names.get(TaskNames.key(view.id()));
      OptionalInt attempt = TaskNames.attempt(view.displayName());
      if (id == null || attempt.isEmpty()) {
        log.warn("Task {} of run {} is none of ours", view.id(), run.face().id());
        return Optional.empty();
      }
      run.parts().table().place(view.id(), generation);
      TaskId task = new TaskId(id, attempt.getAsInt());
      if (view.state() == TaskView.State.COMPLETED && view.failure().isEmpty()) {
        sound.add(id);
      }
      if (ended.contains(task)) {
        return Optional.empty();
      }
      TrackedTask tracked = tracked(id, task.attempt(), generation);
      tracked.send();
      tracked.sentAfter(view.after());
      tracked.arrive(generation);
      if (cancelled.contains(id)) {
        tracked.stop(JobFailure.of(FailureKind.CANCELLED, "its cancellation was asked for"));
      }
      JobFailure lost = requeued.get(task);
      if (lost != null) {
        var unused = tracked.stop(lost);
      }
      run.parts().table().adopt(tracked);
      if (view.state() == TaskView.State.COMPLETED) {
        tracked.see(view.state());
        return Optional.of(() -> run.course().endings().conclude(tracked, view));
      }
      run.parts().watch().see(view, generation);
      return lost == null
          ? Optional.empty()
          : Optional.of(() -> run.course().endings().terminate(tracked));
    }

    private TrackedTask tracked(JobId id, int attempt, int generation) {
      Submission submission = submission(id, attempt);
      String pool = run.parts().jobs().pool(generation);
      return new TrackedTask(submission, run.parts().placing().in(pool, submission));
    }

    private Submission submission(JobId id, int attempt) {
      JobSpec spec = run.lifecycle().job(id).map(JobHandle::spec).orElseThrow();
      return new Submission(
          run.face().id(),
          spec,
          attempt,
          accepted.getOrDefault(id, Instant.EPOCH),
          spec.resources().orElseGet(Resources::ofDefaults));
    }
  }

  /** Packs the sources as they are now, and uploads them. */
  private void upload(Sources sources, RunLayout layout) throws IOException {
    Path archive = Files.createTempFile("lighterman-sources-", ".tar.gz");
    try {
      try (OutputStream out = Files.newOutputStream(archive);
          TarArchive tar = new TarArchive(out)) {
        for (String path : sources.files()) {
          tar.add(path, sources.directory().resolve(path));
        }
      }
      machinery.container.upload(layout.sources(), archive);
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  private RunLayout layout(RunId id) {
    return new RunLayout(machinery.config.prefix(), id, machinery.config.inputCache());
  }
}
