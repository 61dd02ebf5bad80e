package io.github.lighterman.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is still to be done in Batch jobs.
 *
 * @param runs whether a task runs
 * @param waits whether one waits, be it for another that has failed and never will succeed
 * @param last when a task last changed, by the service's clock
 */
record RunWork(boolean runs, boolean waits, Instant last) {
  static final RunWork NONE = new RunWork(false, false, Instant.EPOCH);

  /** Adds these tasks. */
  RunWork with(List<TaskView> tasks) {
    boolean nowRuns = runs;
    boolean nowWaits = waits;
    Instant nowLast = last;
    for (TaskView task : tasks) {
      nowWaits |= task.state() == TaskView.State.ACTIVE;
      nowRuns |= task.state() == TaskView.State.RUNNING || task.state() == TaskView.State.PREPARING;
      nowLast = task.since().isAfter(nowLast) ? task.since() : nowLast;
    }
    return new RunWork(nowRuns, nowWaits, nowLast);
  }

  /** Tells whether no task runs, and none that waits has moved for this long. */
  boolean isIdle(Instant now, Duration time) {
    return !runs && (!waits || hasRested(now, time));
  }

  /** Tells whether no task runs, and none has changed for this long. */
  boolean isOver(Instant now, Duration time) {
    return !runs && hasRested(now, time);
  }

  private boolean hasRested(Instant now, Duration time) {
    return !last.plus(time).isAfter(now);
  }
}
