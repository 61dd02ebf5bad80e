package io.github.lighterman.spi;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what it's told, by job. */
final class RecordingListener implements WorkflowListener {
  private final Map<JobId, List<JobStatus>> statuses = new ConcurrentHashMap<>();
  private final Map<JobId, List<JobResult>> results = new ConcurrentHashMap<>();

  @Override
  public void onStatus(JobHandle job, JobStatus status) {
    statuses.computeIfAbsent(job.id(), id -> new ArrayList<>()).add(status);
  }

  @Override
  public void onResult(JobHandle job, JobResult result) {
    results.computeIfAbsent(job.id(), id -> new ArrayList<>()).add(result);
  }

  List<JobStatus> statuses(String id) {
    return statuses.getOrDefault(JobId.of(id), List.of());
  }

  List<JobState> states(String id) {
    return statuses(id).stream().map(JobStatus::state).toList();
  }

  List<JobResult> results(String id) {
    return results.getOrDefault(JobId.of(id), List.of());
  }
}
