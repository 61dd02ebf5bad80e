package io.github.lighterman.spi;

import io.github.lighterman.JobFailure;
import io.github.lighterman.RunId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lifecycle asks of its driver. While paused it asks for nothing, and at the pause's end it
 * makes up for the stops that were left out. Belongs to the lifecycle's lock; the driver is called
 * outside it.
 */
final class Dispatch {
  private record Stop(TrackedJob job, TaskId task, JobFailure reason) {}

  private final RunId run;
  private final TaskDriver driver;
  private final Effects effects;
  private final List<Stop> owed = new ArrayList<>();
  private boolean paused;

  Dispatch(RunId run, TaskDriver driver, Effects effects) {
    this.run = run;
    this.driver = driver;
    this.effects = effects;
  }

  boolean isPaused() {
    return paused;
  }

  void pause() {
    paused = true;
  }

  void start(TrackedJob job) {
    if (!paused) {
      Submission submission = job.submission(run);
      effects.add(() -> driver.start(submission));
    }
  }

  void stop(TrackedJob job, JobFailure reason) {
    if (paused) {
      owed.add(new Stop(job, job.task(), reason));
    } else {
      TaskId task = job.task();
      effects.add(() -> driver.stop(task, reason));
    }
  }

  /** Ends the pause: {@code starts} calls {@link #start} for what waits, and stops come after. */
  void resume(Runnable starts) {
    paused = false;
    starts.run();
    for (Stop stop : owed) {
      // An attempt whose end came after the wish needs no stop; one that ended by our word does.
      if (!stop.job().hasEnded(stop.task().attempt())) {
        effects.add(() -> driver.stop(stop.task(), stop.reason()));
      }
    }
    owed.clear();
  }
}
