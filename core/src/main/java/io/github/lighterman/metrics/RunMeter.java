package io.github.lighterman.metrics;

import io.github.lighterman.Attempt;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Measures one run: knows of each live job where it was last, and how many attempts it counted. */
final class RunMeter implements WorkflowListener {
  private final Meters meters;
  private final Map<JobState, LongAdder> live;
  private final Map<JobId, Seen> jobs = new HashMap<>();
  private boolean stopped;

  private record Seen(JobStatus status, int attempts) {}

  RunMeter(Meters meters, Map<JobState, LongAdder> live) {
    this.meters = meters;
    this.live = live;
  }

  /** Takes the jobs that were live before anything is told. */
  synchronized void start(List<JobHandle> known) {
    for (JobHandle job : known) {
      JobStatus status = job.status();
      if (!status.state().isTerminal() && !jobs.containsKey(job.id())) {
        put(new Seen(status, job.attempts().size()));
      }
    }
  }

  synchronized void stop() {
    jobs.values().forEach(seen -> count(seen.status().state()).decrement());
    jobs.clear();
    stopped = true;
  }

  @Override
  public synchronized void onStatus(JobHandle job, JobStatus status) {
    Seen before = jobs.get(job.id());
    if (stopped || (before != null && before.status().sequence() >= status.sequence())) {
      return;
    }
    int counted = before == null ? 0 : before.attempts();
    if (before != null) {
      waited(before.status(), status);
      jobs.remove(job.id());
      count(before.status().state()).decrement();
    }
    List<Attempt> attempts = job.attempts();
    attempts.stream().skip(counted).forEach(meters::attempted);
    if (!status.state().isTerminal()) {
      put(new Seen(status, Math.max(counted, attempts.size())));
    }
  }

  @Override
  public synchronized void onResult(JobHandle job, JobResult result) {
    if (!stopped) {
      meters.ended(result);
    }
  }

  private void put(Seen seen) {
    jobs.put(seen.status().id(), seen);
    count(seen.status().state()).increment();
  }

  private void waited(JobStatus before, JobStatus now) {
    Duration time = Duration.between(before.since(), now.since());
    boolean waits =
        switch (before.state()) {
          case BLOCKED, QUEUED, RETRYING -> true;
          default -> false;
        };
    if (waits && !time.isNegative() && !time.isZero()) {
      meters.waited(before.pending(), time);
    }
  }

  private LongAdder count(JobState state) {
    LongAdder adder = live.get(state);
    if (adder == null) {
      throw new IllegalStateException(state + " is no state of a live job");
    }
    return adder;
  }
}
