package io.github.lighterman.testing.contract;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what it's told until it knows whom to tell. */
final class LateListeners implements WorkflowListener {
  private final List<Consumer<WorkflowListener>> kept = new ArrayList<>();
  private List<WorkflowListener> listeners = List.of();
  private boolean known;

  synchronized void tell(List<WorkflowListener> listeners) {
    this.listeners = listeners;
    known = true;
    kept.forEach(listeners::forEach);
    kept.clear();
  }

  @Override
  public void onStatus(JobHandle job, JobStatus status) {
    tell(listener -> listener.onStatus(job, status));
  }

  @Override
  public void onResult(JobHandle job, JobResult result) {
    tell(listener -> listener.onResult(job, result));
  }

  private synchronized void tell(Consumer<WorkflowListener> call) {
    if (known) {
      listeners.forEach(call);
    } else {
      kept.add(call);
    }
  }
}
