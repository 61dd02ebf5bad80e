package io.github.lighterman.testing.contract;

import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobDefaults;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.Timeouts;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Executors that break a promise each. */
final class BrokenExecutors {
  private BrokenExecutors() {}

  /** Returns an executor with such runs. */
  static Function<WorkflowExecutor, WrappedExecutor> withRuns(
      Function<WorkflowRun, WrappedRun> runs) {
    return inner ->
        new WrappedExecutor(inner) {
          @Override
          WrappedRun wrap(WorkflowRun run) {
            return runs.apply(run);
          }
        };
  }

  /** Returns an executor with such jobs. */
  static Function<WorkflowExecutor, WrappedExecutor> withJobs(Function<JobHandle, JobHandle> jobs) {
    return withRuns(
        run ->
            new WrappedRun(run) {
              @Override
              JobHandle wrap(JobHandle job) {
                return jobs.apply(job);
              }
            });
  }

  /** Returns an executor that changes every spec before it takes it. */
  static Function<WorkflowExecutor, WrappedExecutor> withSpecs(UnaryOperator<JobSpec> specs) {
    return withRuns(
        run ->
            new WrappedRun(run) {
              @Override
              JobSpec change(JobSpec spec) {
                return specs.apply(spec);
              }
            });
  }

  static JobSpec withoutDependencies(JobSpec spec) {
    JobSpec.Builder changed =
        JobSpec.builder(spec.id())
            .command(spec.command())
            .environment(spec.environment())
            .labels(spec.labels());
    spec.outputs().forEach(changed::output);
    spec.retry().ifPresent(changed::retry);
    return changed.build();
  }

  static JobSpec withOneMoreRetry(JobSpec spec) {
    return spec.retry()
        .map(RetryPolicy::toBuilder)
        .map(retry -> retry.retry(FailureKind.USER_EXIT, 3).build())
        .map(retry -> spec.toBuilder().retry(retry).build())
        .orElse(spec);
  }

  static JobSpec withoutTimeouts(JobSpec spec) {
    return spec.toBuilder().timeouts(Timeouts.none()).build();
  }

  static JobSpec withoutPriority(JobSpec spec) {
    return spec.toBuilder().priority(0).build();
  }

  static final class ForgetsDefaults extends WrappedExecutor {
    ForgetsDefaults(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    public WorkflowRun start(WorkflowSpec spec) {
      return super.start(spec.withDefaults(JobDefaults.ofDefaults()));
    }
  }

  /** Keeps a record of its own of every run, of which no close knows. */
  static final class LeaksADirectory extends WrappedExecutor {
    LeaksADirectory(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    public WorkflowRun start(WorkflowSpec spec) {
      WorkflowRun leak = inner.start(WorkflowSpec.of(RunId.generate("leak")));
      return leak.jobs().isEmpty() ? super.start(spec) : leak;
    }
  }

  static final class LeavesAThread extends WrappedExecutor {
    LeavesAThread(WorkflowExecutor inner) {
      super(inner);
      Thread poller =
          new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(8)), "left-poller");
      poller.setDaemon(true);
      poller.start();
    }
  }

  static final class ClaimsEveryTrait extends WrappedExecutor {
    ClaimsEveryTrait(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    public ExecutorInfo info() {
      return new ExecutorInfo(inner.info().name(), EnumSet.allOf(Trait.class));
    }
  }

  /** Submits to a run that it finds again what has ended there, to be sure. */
  static final class RunsAJobAgainOnAttach extends WrappedExecutor {
    RunsAJobAgainOnAttach(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    WrappedRun wrapAttached(WorkflowRun run) {
      for (JobHandle job : run.jobs()) {
        JobId again = JobId.of(job.id() + "-again");
        if (job.resultNow().isPresent()) {
          run.submit(JobSpec.builder(again).command(job.spec().command()).build());
        }
      }
      return wrap(run);
    }
  }

  static final class LosesEndedJobs extends WrappedExecutor {
    LosesEndedJobs(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    WrappedRun wrapAttached(WorkflowRun run) {
      return new BrokenRuns.LosesEndedJobs(run);
    }
  }

  static final class TellsNoListenerThatAttaches extends WrappedExecutor {
    TellsNoListenerThatAttaches(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
      return super.attach(id);
    }
  }

  /** Lets two drivers have one run. */
  static final class SharesARun extends WrappedExecutor {
    SharesARun(WorkflowExecutor inner) {
      super(inner);
    }

    @Override
    public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
      try {
        return super.attach(id, listeners);
      } catch (RunInUseException e) {
        return start(WorkflowSpec.of("shared"));
      }
    }
  }
}
