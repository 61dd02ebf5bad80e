package io.github.lighterman.testing;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Closes a run in memory and says what that did. */
final class InMemoryClosing {
  /** Only what a script is doing this very moment, on another thread, can take time. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final InMemoryRun run;
  private final ClosePolicy policy;
  private final boolean cleans;

  InMemoryClosing(InMemoryRun run, ClosePolicy policy) {
    this.run = run;
    this.policy = policy;
    this.cleans =
        policy == ClosePolicy.CLEAN
            || (policy == ClosePolicy.CLEAN_IF_SUCCEEDED
                && run.jobs().stream().allMatch(InMemoryClosing::hasSucceeded));
  }

  /** Tells whether what the backend has of the run is to go. */
  boolean cleans() {
    return cleans;
  }

  CloseReport close() {
    List<JobHandle> live = live();
    List<String> failed = new ArrayList<>();
    if (policy != ClosePolicy.DETACH) {
      run.cancel();
      await(failed);
    }
    run.lifecycle().detach();
    String place = "memory:" + run.id();
    return new CloseReport(
        run.id(),
        policy,
        ids(live.stream().filter(InMemoryClosing::wasCancelled).toList()),
        ids(live()),
        cleans ? List.of(place) : List.of(),
        cleans ? List.of() : List.of(place),
        failed);
  }

  private void await(List<String> failed) {
    try {
      if (!run.lifecycle().awaitIdle(GRACE)) {
        live()
            .forEach(job -> failed.add("job " + job.id() + ": its script does not come to an end"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      live().forEach(job -> failed.add("job " + job.id() + ": interrupted before it had ended"));
    }
  }

  private List<JobHandle> live() {
    return run.jobs().stream().filter(job -> !job.status().state().isTerminal()).toList();
  }

  private static List<JobId> ids(List<JobHandle> jobs) {
    return jobs.stream().map(JobHandle::id).toList();
  }

  private static boolean hasSucceeded(JobHandle job) {
    return job.resultNow().filter(JobResult::succeeded).isPresent();
  }

  private static boolean wasCancelled(JobHandle job) {
    return job.status().state() == JobState.CANCELLED;
  }
}
