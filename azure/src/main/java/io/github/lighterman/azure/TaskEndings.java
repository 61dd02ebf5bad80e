package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of a {@link TaskCourse}: from what is seen of a task at Batch to the end of its
 * attempt, on record and told. Safe for use by several threads.
 */
final class TaskEndings implements TaskWatch.Owner {
  private static final Logger log = LoggerFactory.getLogger(TaskEndings.class);

  private final AzureMachinery machinery;
  private final RunLayout layout;
  private final TaskCourse course;

  TaskEndings(AzureMachinery machinery, RunLayout layout, TaskCourse course) {
    this.machinery = machinery;
    this.layout = layout;
    this.course = course;
  }

  @Override
  public void granted(Denials.Step step) {
    course.granted(step);
  }

  @Override
  public void failed(Denials.Step step, IOException why) {
    course.failed(step, why);
  }

  /** Ends a task that is at Batch; tries again later if that fails for now. */
  void terminate(TrackedTask task) {
    if (task.place() != TrackedTask.Place.AT_BATCH) {
      return;
    }
    try {
      boolean ended = course.parts().jobs().tasks().terminate(task.generation(), task.batchId());
      if (!ended) {
        // It had ended before, or it's gone.
        course.parts().watch().check(task);
      }
      machinery.poller.soon();
    } catch (BatchException e) {
      log.warn("{} can't be ended now; it's tried again", task.id(), e);
      course.errands().later(TaskCourse.AGAIN, machinery.requests, () -> terminate(task));
    }
  }

  @Override
  public void fact(TaskReport report) {
    course.states().report(report);
  }

  @Override
  public void completed(TrackedTask task, TaskView view) {
    course.errands().run(machinery.endings, () -> conclude(task, view));
  }

  @Override
  public void requeued(TrackedTask task, JobFailure why) {
    course.errands().run(machinery.endings, () -> endRequeued(task, why));
  }

  /**
   * Ends an attempt that has lost its node, before the service's own next one comes to an end: what
   * waits for the task would go on with the outputs of an attempt that nobody has seen. One that
   * comes to its own end before that counts.
   */
  private void endRequeued(TrackedTask task, JobFailure why) {
    try {
      Optional<TaskView> now =
          course.parts().jobs().tasks().find(task.generation(), task.batchId());
      if (now.isEmpty()) {
        ended(task, TaskEnd.failed(task.stopped().orElse(why)));
      } else if (now.get().state() == TaskView.State.COMPLETED) {
        conclude(task, now.get());
      } else if (!task.goesOn(now.get())) {
        // First, so that a driver that comes after this one knows by whose word the task ended.
        course.parts().journal().write(List.of(Journal.Entry.requeued(task.id(), why)));
        var unused = task.stop(why);
        terminate(task);
      }
    } catch (IOException e) {
      log.warn("{} has lost its node and can't be ended now; it's tried again", task.id(), e);
      course.errands().later(TaskCourse.AGAIN, machinery.endings, () -> endRequeued(task, why));
    }
  }

  /** Concludes a task that is over at Batch; tries again later if that fails for now. */
  void conclude(TrackedTask task, TaskView view) {
    try {
      Instant began = view.started().orElse(view.since());
      if (view.started().isPresent()) {
        TaskReport running = TaskReport.of(task.id(), TaskReport.Phase.RUNNING, began);
        fact(
            view.nodeId()
                .map(id -> running.on(course.parts().watch().node(task, id)))
                .orElse(running));
        if (view.exitCode().isPresent()) {
          fact(
              TaskReport.of(
                  task.id(), TaskReport.Phase.FINALIZING, view.ended().orElse(view.since())));
        }
      }
      TaskEnd end = course.parts().conclusion().of(task, view);
      granted(Denials.Step.CONCLUDE);
      ended(
          task,
          end,
          view.ended().orElse(view.since()),
          () -> {
            if (course.states().hasSucceeded(task.id().job()) && view.failure().isPresent()) {
              course.parts().standIns().replace(task.id(), task.generation());
            }
          });
    } catch (IOException e) {
      Optional<JobFailure> final_ = SendFailure.of(e);
      if (final_.isPresent()) {
        ended(task, TaskEnd.failed(final_.get()));
        return;
      }
      log.warn("The end of {} can't be settled now; it's tried again", task.id(), e);
      course.errands().later(TaskCourse.AGAIN, machinery.endings, () -> conclude(task, view));
      failed(Denials.Step.CONCLUDE, e);
    } catch (RuntimeException | Error e) {
      log.error("The end of {} could not be settled", task.id(), e);
      ended(task, TaskEnd.failed(JobFailure.of(FailureKind.INTERNAL, "its end: " + e)));
    }
  }

  @Override
  public void ended(TrackedTask task, TaskEnd end) {
    ended(task, end, machinery.clock.instant(), () -> {});
  }

  /** Puts the end on record, tells it, and clears up after it, in that order. */
  private void ended(TrackedTask task, TaskEnd end, Instant at, Runnable then) {
    if (task.end()) {
      TaskReport report = TaskReport.ended(task.id(), at, end);
      // Whoever was told must not be told again, by a driver that comes after this one.
      course
          .parts()
          .journal()
          .writeSoon(
              Journal.Entry.ended(report),
              () -> {
                tell(task, report);
                then.run();
              });
    }
  }

  private void tell(TrackedTask task, TaskReport report) {
    // In this order: in between somebody may look where what it waits for is.
    fact(report);
    course.parts().table().remove(task);
    JobId job = task.id().job();
    course.parts().queue().wake(job);
    JobSpec spec = task.submission().spec();
    if (!spec.secrets().isEmpty()) {
      clear("Shares of secrets", task, layout.secrets(task.id()));
    }
    // What an attempt has left that is followed by another one, that one clears.
    if (Delivery.isLocal(spec)
        && course.states().state(job).filter(JobState::isTerminal).isPresent()) {
      clear("Outputs that were brought here", task, layout.local(job));
    }
  }

  /** Also when the run is closed just now, since nobody else does. */
  private void clear(String what, TrackedTask task, String prefix) {
    try {
      machinery.endings.execute(() -> clearNow(what, task, prefix));
    } catch (RejectedExecutionException e) {
      log.debug("{} of {} stay until the run is deleted", what, task.id());
    }
  }

  private void clearNow(String what, TrackedTask task, String prefix) {
    try {
      machinery.container.deleteAll(prefix);
    } catch (IOException e) {
      log.warn("{} of {} stay until the run is deleted", what, task.id(), e);
    }
  }
}
