package io.github.lighterman.report;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Keeps every status that a run tells, and those that it had before it told any. */
final class Recorder implements WorkflowListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<JobId, Heard> jobs = new HashMap<>();

  @Override
  public synchronized void onStatus(JobHandle job, JobStatus status) {
    Heard heard = heard(job);
    heard.statuses.put(status.sequence(), status);
    heard.told = Math.max(heard.told, status.sequence());
    notifyAll();
  }

  /** Takes the jobs that are there before anything is told. */
  synchronized void start(List<JobHandle> known) {
    for (JobHandle job : known) {
      JobStatus status = job.status();
      Heard heard = heard(job);
      heard.statuses.put(status.sequence(), status);
      // Whatever led there may have been told to others alone.
      heard.told = Math.max(heard.told, status.sequence());
    }
  }

  /** Returns what is known of these jobs now. */
  synchronized List<JobTrace> traces(List<JobHandle> known, Prices prices) {
    awaitTold(known);
    InputBytes inputs = new InputBytes(known);
    return known.stream()
        .map(
            job -> {
              JobStatus now = job.status();
              Heard heard = heard(job);
              heard.statuses.putIfAbsent(now.sequence(), now);
              List<JobStatus> statuses = List.copyOf(heard.statuses.values());
              return JobTrace.of(job, statuses, inputs.of(job.spec(), heard.files), prices);
            })
        .toList();
  }

  /** A listener is told a little after the fact, and a run that was cut off tells no more. */
  private void awaitTold(List<JobHandle> known) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (JobHandle job : known) {
        long sequence = job.status().sequence();
        Heard heard = heard(job);
        for (long left = 1; left > 0 && heard.told < sequence; ) {
          left = end - System.nanoTime();
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Heard heard(JobHandle job) {
    return jobs.computeIfAbsent(job.id(), id -> new Heard(InputBytes.ofFiles(job.spec())));
  }

  private static final class Heard {
    private final TreeMap<Long, JobStatus> statuses = new TreeMap<>();
    private final InputBytes.Files files;
    private long told;

    private Heard(InputBytes.Files files) {
      this.files = files;
    }
  }
}
