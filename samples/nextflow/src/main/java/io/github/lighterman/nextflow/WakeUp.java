package io.github.lighterman.nextflow;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import nextflow.processor.TaskMonitor;

/** Wakes Nextflow's monitor when a job starts or ends, so that no poll has to pass by first. */
record WakeUp(TaskMonitor monitor) implements WorkflowListener {
  @Override
  public void onStatus(JobHandle job, JobStatus status) {
    if (status.state() == JobState.RUNNING) {
      monitor.signal();
    }
  }

  @Override
  public void onResult(JobHandle job, JobResult result) {
    monitor.signal();
  }
}
