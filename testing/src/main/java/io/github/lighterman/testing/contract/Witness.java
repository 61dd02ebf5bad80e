package io.github.lighterman.testing.contract;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a listener was told, in order. */
final class Witness implements WorkflowListener {
  /** One call: of a status, or of a result. */
  record Told(JobId job, Object what) {}

  private final List<Told> all = new ArrayList<>();

  @Override
  public synchronized void onStatus(JobHandle job, JobStatus status) {
    all.add(new Told(job.id(), status));
  }

  @Override
  public synchronized void onResult(JobHandle job, JobResult result) {
    all.add(new Told(job.id(), result));
  }

  synchronized List<Told> all() {
    return List.copyOf(all);
  }

  List<JobStatus> statuses(String job) {
    return all().stream()
        .filter(told -> told.job().value().equals(job))
        .map(Told::what)
        .filter(JobStatus.class::isInstance)
        .map(JobStatus.class::cast)
        .toList();
  }

  List<JobState> states(String job) {
    return statuses(job).stream().map(JobStatus::state).toList();
  }

  List<JobResult> results(String job) {
    return all().stream()
        .filter(told -> told.job().value().equals(job))
        .map(Told::what)
        .filter(JobResult.class::isInstance)
        .map(JobResult.class::cast)
        .toList();
  }

  boolean sawEndOf(String job) {
    return !results(job).isEmpty();
  }
}
