package io.github.lighterman.testing.contract;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs that break a promise to listeners each. */
final class BrokenListening {
  private BrokenListening() {}

  /** Knows but one listener, the first. */
  static final class ForgetsAListener extends WrappedRun {
    private boolean taken;

    ForgetsAListener(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public void addListener(WorkflowListener listener) {
      if (!taken) {
        super.addListener(listener);
      }
      taken = true;
    }
  }

  /** Calls all listeners from one, so that what one throws keeps the next from being told. */
  static final class StopsAtOneThatThrows extends WrappedRun {
    private final List<WorkflowListener> all = new CopyOnWriteArrayList<>();

    StopsAtOneThatThrows(WorkflowRun inner) {
      super(inner);
      inner.addListener(
          new WorkflowListener() {
            @Override
            public void onStatus(JobHandle job, JobStatus status) {
              all.forEach(listener -> listener.onStatus(job, status));
            }

            @Override
            public void onResult(JobHandle job, JobResult result) {
              all.forEach(listener -> listener.onResult(job, result));
            }
          });
    }

    @Override
    public void addListener(WorkflowListener listener) {
      all.add(listener);
    }
  }

  /** Tells every second status after the one that follows it. */
  static final class OutOfOrder extends WrappedRun {
    OutOfOrder(WorkflowRun inner) {
      super(inner);
    }

    @Override
    WorkflowListener wrap(WorkflowListener listener) {
      Map<JobHandle, JobStatus> held = new HashMap<>();
      return new WorkflowListener() {
        @Override
        public synchronized void onStatus(JobHandle job, JobStatus status) {
          JobStatus before = held.remove(job);
          if (before == null) {
            held.put(job, status);
          } else {
            listener.onStatus(job, status);
            listener.onStatus(job, before);
          }
        }

        @Override
        public synchronized void onResult(JobHandle job, JobResult result) {
          JobStatus last = held.remove(job);
          if (last != null) {
            listener.onStatus(job, last);
          }
          listener.onResult(job, result);
        }
      };
    }
  }

  static final class TellsResultsTwice extends WrappedRun {
    TellsResultsTwice(WorkflowRun inner) {
      super(inner);
    }

    @Override
    WorkflowListener wrap(WorkflowListener listener) {
      return new WorkflowListener() {
        @Override
        public void onStatus(JobHandle job, JobStatus status) {
          listener.onStatus(job, status);
        }

        @Override
        public void onResult(JobHandle job, JobResult result) {
          listener.onResult(job, result);
          listener.onResult(job, result);
        }
      };
    }
  }

  /** Tells a state that nobody saw at the backend not at all, in place of filling it in. */
  static final class SkipsAState extends WrappedRun {
    SkipsAState(WorkflowRun inner) {
      super(inner);
    }

    @Override
    WorkflowListener wrap(WorkflowListener listener) {
      return new WorkflowListener() {
        @Override
        public void onStatus(JobHandle job, JobStatus status) {
          if (status.state() != JobState.PREPARING) {
            listener.onStatus(job, status);
          }
        }

        @Override
        public void onResult(JobHandle job, JobResult result) {
          listener.onResult(job, result);
        }
      };
    }
  }

  /** Tells RUNNING again after FINALIZING, as a late answer of the backend would have it. */
  static final class GoesBackwards extends WrappedRun {
    GoesBackwards(WorkflowRun inner) {
      super(inner);
    }

    @Override
    WorkflowListener wrap(WorkflowListener listener) {
      List<JobStatus> told = new ArrayList<>();
      return new WorkflowListener() {
        @Override
        public synchronized void onStatus(JobHandle job, JobStatus status) {
          listener.onStatus(job, status);
          told.add(status);
          if (status.state() == JobState.FINALIZING) {
            told.stream()
                .filter(it -> it.id().equals(job.id()) && it.state() == JobState.RUNNING)
                .forEach(it -> listener.onStatus(job, it));
          }
        }

        @Override
        public void onResult(JobHandle job, JobResult result) {
          listener.onResult(job, result);
        }
      };
    }
  }
}
