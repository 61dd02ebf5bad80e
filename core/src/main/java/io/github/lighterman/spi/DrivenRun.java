package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run whose jobs a {@link JobLifecycle} keeps: all of {@link WorkflowRun}, but for what only the
 * executor can know, which is its {@link Backing}. Safe for use by several threads.
 */
public final class DrivenRun implements WorkflowRun {
  /** What an executor has of a run besides the lifecycle. */
  public interface Backing {
    /**
     * Returns what the executor has against a job, whose spec has the run's defaults filled in and
     * breaks no rule of {@link JobChecks}.
     */
    List<Problem> check(JobSpec job);

    /** Returns how long cancelled jobs have to end when the run is closed. */
    Duration grace();

    /**
     * Stops following what runs on. Is called once, when the lifecycle is detached; from now on
     * another driver may attach. Returns what can't be let go of, with the reason.
     */
    List<String> letGo();

    /** Returns the name of what was made for the run, as it stands in the {@link CloseReport}. */
    String place();

    /** Deletes all that was made for the run. Returns what can't be deleted, with the reason. */
    List<String> delete();

    /** Is called once, when all else is done. */
    void closed();
  }

  private final WorkflowSpec spec;
  private final JobLifecycle lifecycle;
  private final Backing backing;
  private @Nullable CloseReport report;

  /** Creates the run. */
  public DrivenRun(WorkflowSpec spec, JobLifecycle lifecycle, Backing backing) {
    this.spec = requireNonNull(spec, "spec");
    this.lifecycle = requireNonNull(lifecycle, "lifecycle");
    this.backing = requireNonNull(backing, "backing");
  }

  @Override
  public WorkflowSpec spec() {
    return spec;
  }

  @Override
  public List<SubmitOutcome> submit(List<JobSpec> jobs) {
    return lifecycle.accept(resolved(jobs), backing::check);
  }

  @Override
  public List<Problem> validate(List<JobSpec> jobs) {
    return lifecycle.validate(resolved(jobs), backing::check);
  }

  @Override
  public Optional<JobHandle> job(JobId id) {
    return lifecycle.job(id);
  }

  @Override
  public List<JobHandle> jobs() {
    return lifecycle.jobs();
  }

  @Override
  public void addListener(WorkflowListener listener) {
    lifecycle.addListener(listener);
  }

  @Override
  public void awaitIdle() throws InterruptedException {
    lifecycle.awaitIdle();
  }

  @Override
  public void cancel() {
    lifecycle.cancel(ids(jobs()));
  }

  @Override
  public synchronized CloseReport close(ClosePolicy policy) {
    if (report == null) {
      report = closeOnce(requireNonNull(policy, "policy"));
      backing.closed();
    }
    return report;
  }

  private CloseReport closeOnce(ClosePolicy policy) {
    boolean clean =
        policy == ClosePolicy.CLEAN
            || (policy == ClosePolicy.CLEAN_IF_SUCCEEDED
                && jobs().stream().allMatch(job -> isIn(job, JobState.SUCCEEDED)));
    List<JobHandle> live = live();
    List<String> failed = new ArrayList<>();
    if (policy != ClosePolicy.DETACH) {
      stop(failed);
      await(failed);
    }
    lifecycle.detach();
    failed.addAll(backing.letGo());
    List<String> left = clean ? backing.delete() : List.of();
    failed.addAll(left);
    return new CloseReport(
        id(),
        policy,
        ids(live.stream().filter(job -> isIn(job, JobState.CANCELLED)).toList()),
        ids(live()),
        clean && left.isEmpty() ? List.of(backing.place()) : List.of(),
        clean ? List.of() : List.of(backing.place()),
        failed);
  }

  private void stop(List<String> failed) {
    try {
      cancel();
    } catch (WorkflowException e) {
      failed.add("the wish to cancel its jobs: " + e.getMessage());
    }
  }

  private void await(List<String> failed) {
    try {
      if (!lifecycle.awaitIdle(backing.grace())) {
        live().forEach(job -> failed.add("job " + job.id() + ": it can't be ended"));
      }
    } catch (InterruptedException e) {
      // Whoever interrupts wants to be gone; what is still live is left to the next driver.
      Thread.currentThread().interrupt();
      live().forEach(job -> failed.add("job " + job.id() + ": interrupted before it had ended"));
    }
  }

  private List<JobHandle> live() {
    return jobs().stream().filter(job -> !job.status().state().isTerminal()).toList();
  }

  private static boolean isIn(JobHandle job, JobState state) {
    return job.status().state() == state;
  }

  private static List<JobId> ids(List<JobHandle> jobs) {
    return jobs.stream().map(JobHandle::id).toList();
  }

  private List<JobSpec> resolved(List<JobSpec> jobs) {
    return jobs.stream().map(job -> job.withDefaults(spec.defaults())).toList();
  }
}
