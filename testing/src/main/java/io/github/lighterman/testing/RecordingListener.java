package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps everything that a run tells its listeners, in the order in which it was told. Give each run
 * one of its own, since job ids of two runs may be the same.
 *
 * <p>A listener is told a little after the fact: what a job's future says may not be here yet.
 * Answers are of the moment, never change later, and can't be changed. Safe for use by several
 * threads.
 */
public final class RecordingListener implements WorkflowListener {
  private final Map<JobId, Told> jobs = new LinkedHashMap<>();

  @Override
  public synchronized void onStatus(JobHandle job, JobStatus status) {
    told(job).statuses.add(requireNonNull(status, "status"));
  }

  @Override
  public synchronized void onResult(JobHandle job, JobResult result) {
    told(job).results.add(requireNonNull(result, "result"));
  }

  /** Returns every job that it was told of, in the order of the first time. */
  public synchronized List<JobId> jobs() {
    return List.copyOf(jobs.keySet());
  }

  /** Returns every status of this job, in order; empty if it was told none. */
  public List<JobStatus> statuses(JobId id) {
    return of(id, told -> List.copyOf(told.statuses));
  }

  /** Returns the state of every status of this job, in order; empty if it was told none. */
  public List<JobState> states(JobId id) {
    return statuses(id).stream().map(JobStatus::state).toList();
  }

  /**
   * Returns every result of this job, in order: one once it has ended, and more only if an executor
   * breaks its promise.
   */
  public List<JobResult> results(JobId id) {
    return of(id, told -> List.copyOf(told.results));
  }

  /**
   * Returns for people to read what it was told of this job: a line for each status with the time,
   * the attempt, the state and what the job waits for, and the result with every attempt.
   */
  public String history(JobId id) {
    List<JobStatus> statuses = statuses(id);
    List<JobResult> results = results(id);
    if (statuses.isEmpty() && results.isEmpty()) {
      return "job "
          + id
          + ": nothing was told of it, but of these: "
          + jobs().stream().map(JobId::value).collect(joining(", "));
    }
    StringBuilder text = new StringBuilder("job " + id);
    statuses.forEach(status -> text.append("\n  ").append(JobHistory.line(status)));
    for (JobResult result : results) {
      JobHistory.lines(result).forEach(line -> text.append("\n  ").append(line));
    }
    return text.toString();
  }

  @Override
  public synchronized String toString() {
    return "RecordingListener[" + JobHistory.counted(jobs.size(), "job") + "]";
  }

  private Told told(JobHandle job) {
    return jobs.computeIfAbsent(job.id(), id -> new Told());
  }

  private synchronized <T> List<T> of(JobId id, Function<Told, List<T>> part) {
    Told told = jobs.get(requireNonNull(id, "id"));
    return told == null ? List.of() : part.apply(told);
  }

  /** What was told of one job. */
  private static final class Told {
    private final List<JobStatus> statuses = new ArrayList<>();
    private final List<JobResult> results = new ArrayList<>();
  }
}
