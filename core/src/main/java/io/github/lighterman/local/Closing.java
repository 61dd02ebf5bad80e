package io.github.lighterman.local;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Closes a run and says what that did. */
final class Closing {
  private static final Duration BEYOND_GRACE = Duration.ofSeconds(30);
  private static final Duration LET_GO = Duration.ofSeconds(10);

  private final LocalMachinery machinery;
  private final LocalRun run;
  private final ClosePolicy policy;

  Closing(LocalMachinery machinery, LocalRun run, ClosePolicy policy) {
    this.machinery = machinery;
    this.run = run;
    this.policy = policy;
  }

  CloseReport close() {
    boolean clean =
        policy == ClosePolicy.CLEAN
            || (policy == ClosePolicy.CLEAN_IF_SUCCEEDED && run.allSucceeded());
    List<JobHandle> live = live();
    List<String> failed = new ArrayList<>();
    if (policy != ClosePolicy.DETACH) {
      run.cancel();
      await(failed);
    }
    run.lifecycle().detach();
    letGo(failed);
    run.release();
    List<String> deleted = List.of();
    List<String> kept = List.of();
    String place = run.directory().root().toString();
    if (clean) {
      List<String> left = delete(run.directory());
      failed.addAll(left);
      deleted = left.isEmpty() ? List.of(place) : List.of();
    } else {
      kept = List.of(place);
    }
    return new CloseReport(run.id(), policy, cancelled(live), ids(live()), deleted, kept, failed);
  }

  /** Deletes what the run is found by last, so that who attaches later can try the rest again. */
  private static List<String> delete(RunDirectory directory) {
    List<String> failed = new ArrayList<>();
    for (String part : List.of("jobs", "shared", "store", "sources")) {
      failed.addAll(new Removal(directory.root().resolve(part)).delete());
    }
    return failed.isEmpty() ? new Removal(directory.root()).delete() : failed;
  }

  private List<JobHandle> live() {
    return run.jobs().stream().filter(job -> !job.status().state().isTerminal()).toList();
  }

  private static List<JobId> ids(List<JobHandle> jobs) {
    return jobs.stream().map(JobHandle::id).toList();
  }

  private static List<JobId> cancelled(List<JobHandle> live) {
    return live.stream()
        .filter(
            job ->
                job.resultNow().map(JobResult::state).orElse(JobState.LOST) == JobState.CANCELLED)
        .map(JobHandle::id)
        .toList();
  }

  private void await(List<String> failed) {
    try {
      if (!run.lifecycle().awaitIdle(machinery.killGrace.plus(BEYOND_GRACE))) {
        live().forEach(job -> failed.add("job " + job.id() + ": its processes can't be ended"));
      }
    } catch (InterruptedException e) {
      // Whoever interrupts wants to be gone; what is still live is left to the next driver.
      Thread.currentThread().interrupt();
      live().forEach(job -> failed.add("job " + job.id() + ": interrupted before it had ended"));
    }
  }

  private void letGo(List<String> failed) {
    run.activeAttempts().forEach(LocalAttempt::letGo);
    long deadline = System.nanoTime() + LET_GO.toNanos();
    while (!run.activeAttempts().isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    run.activeAttempts()
        .forEach(attempt -> failed.add("attempt " + attempt.submission().task() + " goes on here"));
  }
}
