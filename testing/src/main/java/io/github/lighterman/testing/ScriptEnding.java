package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.PendingReason;
import io.github.lighterman.spi.TaskReport.Phase;

/** How a scripted attempt ends. */
sealed interface ScriptEnding {
  /** With an accepted code and all that is required. */
  record Success() implements ScriptEnding {}

  /** With this code. */
  record Exit(int code) implements ScriptEnding {
    public Exit {
      if (code < 0 || code > 255) {
        throw new IllegalArgumentException("exit code must be 0 to 255, not " + code);
      }
    }
  }

  /** In a way that no exit code tells. */
  record Failed(JobFailure failure) implements ScriptEnding {
    public Failed {
      FailureKind kind = requireNonNull(failure, "failure").kind();
      if (kind == FailureKind.CANCELLED || kind == FailureKind.UPSTREAM) {
        throw new IllegalArgumentException(
            "a script can't fail with "
                + kind
                + ", which no backend tells of; call JobHandle.cancel, or let a job that it depends"
                + " on fail");
      }
    }
  }

  /** Not by itself. */
  record Never() implements ScriptEnding {}

  /** Not by itself, and before it has a place to run. */
  record NoPlace(PendingReason reason) implements ScriptEnding {
    public NoPlace {
      requireNonNull(reason, "reason");
    }
  }

  /** Returns the phase in which it comes to this. */
  default Phase phase() {
    if (this instanceof NoPlace) {
      return Phase.PENDING;
    }
    if (!(this instanceof Failed failed)) {
      return Phase.RUNNING;
    }
    return switch (failed.failure().kind()) {
      case CAPACITY, QUOTA, NODE_SETUP, QUEUE_TIMEOUT, INVALID_SPEC -> Phase.PENDING;
      case IMAGE, STAGE_IN, ACCESS_DENIED -> Phase.PREPARING;
      case STAGE_OUT -> Phase.FINALIZING;
      case USER_EXIT,
          OUT_OF_MEMORY,
          DISK_FULL,
          RUN_TIMEOUT,
          PREEMPTED,
          NODE_LOST,
          LOST,
          UPSTREAM,
          CANCELLED,
          INTERNAL ->
          Phase.RUNNING;
    };
  }
}
