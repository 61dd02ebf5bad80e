package io.github.lighterman.testing.contract;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/** Runs that break a promise each, as executors do that really exist. */
final class BrokenRuns {
  private BrokenRuns() {}

  /** Delivers to local paths when the run is closed, long after it has told of success. */
  static final class SucceedsBeforeOutputsAreThere extends WrappedRun {
    private final Map<Path, Path> owed = new HashMap<>();

    SucceedsBeforeOutputsAreThere(WorkflowRun inner) {
      super(inner);
    }

    @Override
    JobSpec change(JobSpec spec) {
      return withOutputs(spec, this::later);
    }

    private OutputFile later(OutputFile output) {
      if (!(output.target() instanceof OutputTarget.LocalPath local)) {
        return output;
      }
      Path later = local.path().resolveSibling("later-" + owed.size());
      owed.put(later, local.path());
      return output.to(later);
    }

    @Override
    public CloseReport close(ClosePolicy policy) {
      owed.forEach(
          (from, to) -> {
            if (Files.exists(from)) {
              move(from, to);
            }
          });
      return inner.close(policy);
    }
  }

  /** Delivers whatever way the command has ended. */
  static JobSpec deliveredAlways(JobSpec spec) {
    return withOutputs(spec, output -> output.when(OutputFile.Condition.ALWAYS).optional());
  }

  /** Hands the same future to everybody. */
  static final class SharesOneFuture extends WrappedRun {
    private final Map<JobId, CompletableFuture<JobResult>> futures = new HashMap<>();

    SharesOneFuture(WorkflowRun inner) {
      super(inner);
    }

    @Override
    JobHandle wrap(JobHandle job) {
      return new WrappedJob(job) {
        @Override
        public CompletableFuture<JobResult> result() {
          synchronized (futures) {
            return futures.computeIfAbsent(job.id(), id -> inner.result());
          }
        }
      };
    }
  }

  /** Tells nothing of any job any more once one has failed: its poller is dead. */
  static final class PollerDiesOfOneBadJob extends WrappedRun {
    PollerDiesOfOneBadJob(WorkflowRun inner) {
      super(inner);
    }

    @Override
    JobHandle wrap(JobHandle job) {
      return new WrappedJob(job) {
        @Override
        public CompletableFuture<JobResult> result() {
          return inner.result().thenCompose(it -> isDead() ? new CompletableFuture<>() : done(it));
        }
      };
    }

    private static CompletableFuture<JobResult> done(JobResult result) {
      return CompletableFuture.completedFuture(result);
    }

    private boolean isDead() {
      return inner.jobs().stream().anyMatch(job -> job.status().state() == JobState.FAILED);
    }
  }

  static final class SwallowsARejectedJob extends WrappedRun {
    SwallowsARejectedJob(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public List<SubmitOutcome> submit(List<JobSpec> jobs) {
      return super.submit(jobs).stream().filter(SubmitOutcome::isAccepted).toList();
    }
  }

  /** Takes another spec under a known id for the known job. */
  static final class AcceptsADuplicateId extends WrappedRun {
    AcceptsADuplicateId(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public List<SubmitOutcome> submit(List<JobSpec> jobs) {
      return super.submit(jobs).stream()
          .map(it -> it.isAccepted() ? it : job(it.id()).map(SubmitOutcome::accepted).orElse(it))
          .toList();
    }
  }

  /** Says of a job that it knows already that it's a conflict. */
  static final class RefusesWhatItKnows extends WrappedRun {
    RefusesWhatItKnows(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public List<SubmitOutcome> submit(List<JobSpec> jobs) {
      List<SubmitOutcome> outcomes = new ArrayList<>();
      for (JobSpec job : jobs) {
        Problem known = new Problem(Problem.Kind.CONFLICT, "job " + job.id(), "is known", "Wait");
        outcomes.add(
            inner.job(job.id()).isPresent()
                ? SubmitOutcome.rejected(job.id(), List.of(known))
                : super.submit(List.of(job)).get(0));
      }
      return outcomes;
    }
  }

  static final class BlocksSubmitUntilTheJobEnds extends WrappedRun {
    BlocksSubmitUntilTheJobEnds(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public List<SubmitOutcome> submit(List<JobSpec> jobs) {
      List<SubmitOutcome> outcomes = super.submit(jobs);
      try {
        // For ever, but for the tests' own sake.
        outcomes.get(outcomes.size() - 1).orElseThrow().result().get(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        return outcomes;
      }
      return outcomes;
    }
  }

  static final class SubmitsWhatItValidates extends WrappedRun {
    SubmitsWhatItValidates(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public List<Problem> validate(List<JobSpec> jobs) {
      return inner.submit(jobs).stream().flatMap(it -> it.problems().stream()).toList();
    }
  }

  static final class FindsOneProblemAtATime extends WrappedRun {
    FindsOneProblemAtATime(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public List<Problem> validate(List<JobSpec> jobs) {
      return inner.validate(jobs).stream().limit(1).toList();
    }
  }

  static final class CancelsOnDetach extends WrappedRun {
    CancelsOnDetach(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public CloseReport close(ClosePolicy policy) {
      if (policy == ClosePolicy.DETACH) {
        inner.cancel();
      }
      return inner.close(policy);
    }
  }

  /** Deletes the targets of outputs with all the rest. */
  static final class DeletesWhatTheUserNamed extends WrappedRun {
    DeletesWhatTheUserNamed(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public CloseReport close(ClosePolicy policy) {
      CloseReport report = inner.close(policy);
      for (JobHandle job : inner.jobs()) {
        for (OutputFile output : job.spec().outputs()) {
          if (output.target() instanceof OutputTarget.LocalPath local) {
            delete(local.path());
          }
        }
      }
      return report;
    }
  }

  static final class CleansAfterAFailure extends WrappedRun {
    CleansAfterAFailure(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public CloseReport close(ClosePolicy policy) {
      return inner.close(policy == ClosePolicy.CLEAN_IF_SUCCEEDED ? ClosePolicy.CLEAN : policy);
    }
  }

  /** Says each time what the policy that is asked for would have done. */
  static final class ReportsEachCloseAnew extends WrappedRun {
    ReportsEachCloseAnew(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public CloseReport close(ClosePolicy policy) {
      CloseReport first = inner.close(policy);
      return new CloseReport(
          first.run(),
          policy,
          first.cancelled(),
          first.detached(),
          first.deleted(),
          first.kept(),
          first.failed());
    }
  }

  static final class AwaitsNothing extends WrappedRun {
    AwaitsNothing(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public void awaitIdle() {}
  }

  static final class LogsASecret extends WrappedRun {
    LogsASecret(WorkflowRun inner) {
      super(inner);
    }

    @Override
    JobSpec change(JobSpec spec) {
      LoggerFactory.getLogger(LogsASecret.class)
          .debug("{} starts with TOKEN={}", spec.id(), BrokenJobs.secretOf(spec));
      return spec;
    }
  }

  /** Doesn't find jobs of an earlier driver that have ended. */
  static final class LosesEndedJobs extends WrappedRun {
    LosesEndedJobs(WorkflowRun inner) {
      super(inner);
    }

    @Override
    public Optional<JobHandle> job(JobId id) {
      return inner.job(id).filter(job -> job.resultNow().isEmpty());
    }

    @Override
    public List<JobHandle> jobs() {
      return inner.jobs().stream().filter(job -> job.resultNow().isEmpty()).toList();
    }
  }

  private interface OutputChange {
    OutputFile apply(OutputFile output);
  }

  private static JobSpec withOutputs(JobSpec spec, OutputChange change) {
    JobSpec.Builder changed =
        JobSpec.builder(spec.id())
            .command(spec.command())
            .environment(spec.environment())
            .labels(spec.labels())
            .acceptedExitCodes(spec.acceptedExitCodes());
    spec.secrets().forEach(changed::secret);
    spec.inputs().forEach(changed::input);
    spec.outputs().forEach(output -> changed.output(change.apply(output)));
    spec.retry().ifPresent(changed::retry);
    spec.timeouts().ifPresent(changed::timeouts);
    spec.dependencies().forEach(changed::dependsOn);
    return changed.build();
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      if (Files.isRegularFile(file)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
