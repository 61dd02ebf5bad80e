package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of every attempt of a run: through {@link AzureStager}, {@link AzureTaskPlanner} and
 * {@link TaskQueue} to Batch, and back through {@link TaskWatch} and {@link Conclusion}. Each step
 * is taken on a thread that is there for it, and taken again later if it fails for now. Safe for
 * use by several threads.
 */
final class TaskCourse implements TaskQueue.Owner, WaitingTasks.Owner {
  private static final Logger log = LoggerFactory.getLogger(TaskCourse.class);
  static final Duration AGAIN = Duration.ofSeconds(2);

  /** What becomes of jobs. */
  interface Jobs {
    /** Takes a fact. */
    void report(TaskReport fact);

    /** Tells where a job is. */
    Optional<JobState> state(JobId job);

    /** Tells whether a job has succeeded. */
    default boolean hasSucceeded(JobId job) {
      return state(job).filter(state -> state == JobState.SUCCEEDED).isPresent();
    }

    /** Tells how often a job was taken from its machine. */
    int preemptions(JobId job);

    /** Is told once that a service has refused what it's shown for too long. */
    void accessLost(IOException why);
  }

  private final AzureMachinery machinery;
  private final RunLayout layout;
  private final Jobs states;
  private final Errands errands;
  private final Executor staging;
  private final Denials denials;
  private final RunParts parts;
  private final TaskEndings endings;

  /** Makes the course of a run of which {@code maker} makes the parts. */
  TaskCourse(AzureMachinery machinery, RunLayout layout, Jobs states, RunParts.Maker maker) {
    this.machinery = machinery;
    this.layout = layout;
    this.states = states;
    this.errands = new Errands(machinery);
    this.staging = new FairShare(machinery.staging, machinery.config.parallelTransfers());
    this.denials = new Denials(machinery.config.retryTime(), states::accessLost);
    this.endings = new TaskEndings(machinery, layout, this);
    this.parts = maker.make(this);
  }

  RunParts parts() {
    return parts;
  }

  Jobs states() {
    return states;
  }

  /** Returns the way back from Batch. */
  TaskEndings endings() {
    return endings;
  }

  Errands errands() {
    return errands;
  }

  /** Starts an attempt, unless an earlier driver has. */
  void start(Submission submission) {
    if (parts.table().isStarted(submission.task())) {
      return;
    }
    try {
      TrackedTask task = new TrackedTask(submission, parts.placing().send(submission));
      parts.table().put(task);
      errands.run(staging, () -> prepare(task));
    } catch (StagingException e) {
      TaskEnd end = TaskEnd.failed(e.failure());
      states.report(TaskReport.ended(submission.task(), machinery.clock.instant(), end));
    }
  }

  /** Ends an attempt, wherever it is. */
  void stop(TaskId id, JobFailure reason) {
    Optional<TrackedTask> found = parts.table().find(id);
    if (found.isEmpty()) {
      states.report(TaskReport.ended(id, machinery.clock.instant(), TaskEnd.failed(reason)));
      return;
    }
    TrackedTask task = found.get();
    switch (task.stop(reason)) {
      case HERE -> endings.ended(task, TaskEnd.failed(reason));
      case AT_BATCH -> errands.run(machinery.requests, () -> endings.terminate(task));
      case SENDING, OVER -> {}
    }
  }

  // From a submission to a task at Batch.

  private void prepare(TrackedTask task) {
    Submission submission = task.submission();
    try {
      if (submission.attempt() > 1) {
        parts.journal().flush();
        clearEarlierAttempt(task);
      }
      if (task.place() == TrackedTask.Place.HERE) {
        StagedInputs staged = parts.stager().stage(submission);
        PlannedTask plan = parts.planner().plan(staged, task.where(), machinery.container::url);
        if (plan.script().isPresent()) {
          String script = parts.planner().scriptOf(task.id());
          machinery.container.upload(script, plan.script().get().getBytes(UTF_8));
        }
        SignedTask signed = machinery.access.sign(plan.task());
        denials.granted(Denials.Step.STAGE);
        parts.queue().offer(task, plan, signed);
      }
    } catch (StagingException e) {
      endings.ended(task, TaskEnd.failed(e.failure()));
    } catch (IOException e) {
      Optional<JobFailure> final_ = SendFailure.of(e);
      if (final_.isPresent()) {
        refused(task, final_.get());
        return;
      }
      log.warn("{} can't be staged now; it's tried again: {}", task.id(), words(e));
      waits(task, SendFailure.pending(e));
      errands.later(AGAIN, staging, () -> prepare(task));
      denials.failed(Denials.Step.STAGE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("{} could not be prepared", task.id(), e);
      endings.ended(
          task, TaskEnd.failed(JobFailure.of(FailureKind.INTERNAL, "it can't be prepared: " + e)));
    }
  }

  private static String words(IOException e) {
    return SignedUrls.redact(e.toString());
  }

  @Override
  public void granted(Denials.Step step) {
    denials.granted(step);
  }

  @Override
  public void failed(Denials.Step step, IOException why) {
    denials.failed(step, why);
  }

  /** All attempts of a job are one task, one after the other, for those that wait for it. */
  private void clearEarlierAttempt(TrackedTask task) throws IOException {
    OptionalInt generation = parts.table().generation(task.batchId());
    if (generation.isPresent()) {
      parts.jobs().tasks().delete(generation.getAsInt(), task.batchId());
    }
    JobId job = task.id().job();
    if (!task.submission().spec().outputs().isEmpty()) {
      machinery.container.deleteAll(layout.store(job));
      machinery.container.deleteAll(layout.local(job));
    }
  }

  /** Tells whether it waits where what it waits for never comes. */
  private boolean isMisplaced(TrackedTask task, int generation) {
    Set<JobId> upstream = task.submission().spec().upstream();
    return task.isIn(generation)
        && (upstream(upstream, task.where().pool(), generation).elsewhere().isPresent()
            || upstream.stream().anyMatch(job -> hasEndedElsewhere(job, task, generation)));
  }

  /**
   * Tells whether a task was sent to wait for one that has come to its good end elsewhere since.
   */
  private boolean hasEndedElsewhere(JobId job, TrackedTask task, int generation) {
    String name = TaskNames.task(job);
    OptionalInt there = parts.table().generation(name);
    return task.isAfter(name)
        && states.hasSucceeded(job)
        && there.isPresent()
        && there.getAsInt() != generation;
  }

  @Override
  public Upstream upstream(PlannedTask plan, int generation) {
    return upstream(plan.upstream(), plan.pool(), generation);
  }

  private Upstream upstream(Set<JobId> upstream, String pool, int generation) {
    List<String> tasks = new ArrayList<>();
    for (JobId job : upstream) {
      if (states.hasSucceeded(job)) {
        continue;
      }
      Optional<TrackedTask> live = parts.table().find(job);
      boolean elsewhere =
          live.map(it -> isElsewhere(it, pool, generation))
              // Between two attempts nobody knows where the next one goes.
              .orElse(
                  parts.placing().hasSeveral()
                      && states.state(job).filter(it -> !it.isTerminal()).isPresent());
      if (elsewhere) {
        return new Upstream(List.of(), Optional.of(job));
      }
      tasks.add(TaskNames.task(job));
    }
    return new Upstream(tasks, Optional.empty());
  }

  private static boolean isElsewhere(TrackedTask task, String pool, int generation) {
    TrackedTask.Place place = task.place();
    // One that is over and not told yet was there, and can't be waited for in any other Batch job.
    boolean sent = place == TrackedTask.Place.AT_BATCH || place == TrackedTask.Place.OVER;
    return sent ? task.generation() != generation : !task.where().pool().equals(pool);
  }

  @Override
  public void arrived(TrackedTask task, int generation) {
    OptionalInt before = parts.table().generation(task.batchId());
    parts.table().place(task.batchId(), generation);
    if (task.arrive(generation).isPresent()) {
      errands.run(machinery.requests, () -> endings.terminate(task));
    }
    boolean moved = before.isPresent() && before.getAsInt() != generation;
    // What waits for it may have been sent to the job that followed, in which it will never be.
    if (moved || !parts.jobs().isCurrent(generation)) {
      bringBackDependents(task.id().job(), generation);
    }
    if (isMisplaced(task, generation)) {
      // What it waits for has gone elsewhere while it was being sent.
      move(task);
    }
    parts.queue().wake(task.id().job());
    machinery.poller.soon();
    parts.ending().soon();
  }

  /** Takes back what waits for a task that an earlier driver was taking to another Batch job. */
  void bringBackMisplaced() {
    for (TrackedTask task : parts.table().live()) {
      if (isMisplaced(task, task.generation())) {
        move(task);
      }
    }
  }

  /** Takes back what waits in other Batch jobs for a task that will never be there again. */
  private void bringBackDependents(JobId job, int generation) {
    for (TrackedTask other : parts.table().live()) {
      if (other.place() == TrackedTask.Place.AT_BATCH
          && other.generation() != generation
          && other.submission().spec().upstream().contains(job)) {
        move(other);
      }
    }
  }

  @Override
  public void giveUp(TrackedTask task, JobFailure why) {
    stop(task.id(), why);
  }

  @Override
  public void move(TrackedTask task) {
    int generation = task.generation();
    if (task.beginMove()) {
      errands.run(machinery.requests, () -> bringBack(task, generation));
    }
  }

  /** Takes a task back that waits in this Batch job, and sends it to where it's best off now. */
  private void bringBack(TrackedTask task, int generation) {
    try {
      boolean left = takeBack(task, generation);
      task.endMove();
      if (left) {
        task.redirect(parts.placing().send(task.submission()));
        log.info("{} goes to pool '{}' now", task.id(), task.where().pool());
        errands.run(staging, () -> prepare(task));
      }
    } catch (StagingException e) {
      endings.ended(task, TaskEnd.failed(e.failure()));
    } catch (BatchException e) {
      log.warn("{} can't be taken back from Batch now; it's tried again", task.id(), e);
      errands.later(AGAIN, machinery.requests, () -> bringBack(task, generation));
    }
  }

  private boolean takeBack(TrackedTask task, int generation) throws BatchException {
    boolean waits =
        task.isIn(generation)
            && parts
                .jobs()
                .tasks()
                .find(generation, task.batchId())
                .filter(it -> it.state() == TaskView.State.ACTIVE)
                .isPresent();
    if (!waits || task.stopped().isPresent()) {
      return false;
    }
    parts.jobs().tasks().delete(generation, task.batchId());
    return task.leave(generation);
  }

  @Override
  public void refused(TrackedTask task, JobFailure why) {
    endings.ended(task, TaskEnd.failed(task.stopped().orElse(why)));
  }

  @Override
  public void waits(TrackedTask task, PendingReason why) {
    if (task.tell(why)) {
      states.report(TaskReport.pending(task.id(), machinery.clock.instant(), why));
    }
  }
}
