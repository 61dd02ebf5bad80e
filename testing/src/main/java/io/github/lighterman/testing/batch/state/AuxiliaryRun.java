package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a start task, or of a job's preparation or release task, on one node. */
final class AuxiliaryRun {
  Instant startTime;
  @Nullable Instant endTime;
  @Nullable Integer exitCode;
  @Nullable TaskFailure failure;
  @Nullable ContainerInfo container;
  int retryCount;
  @Nullable Instant lastRetryTime;
  boolean succeeded;
  @Nullable Attempt attempt;
  Alarms.@Nullable Alarm wallClock;
  boolean stoppedByClock;

  AuxiliaryRun(Instant startTime) {
    this.startTime = startTime;
  }

  boolean isCompleted() {
    return endTime != null;
  }

  /** Forgets an attempt that goes on, for its node is gone. */
  void abandon() {
    if (attempt != null) {
      attempt.forget();
      attempt = null;
    }
    if (wallClock != null) {
      wallClock.cancel();
    }
  }
}
