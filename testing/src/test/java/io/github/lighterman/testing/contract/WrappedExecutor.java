package io.github.lighterman.testing.contract;

import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import java.util.stream.Stream;

/** An executor that hands everything on, and in which a subclass breaks something. */
class WrappedExecutor implements WorkflowExecutor {
  final WorkflowExecutor inner;

  WrappedExecutor(WorkflowExecutor inner) {
    this.inner = inner;
  }

  WrappedRun wrap(WorkflowRun run) {
    return new WrappedRun(run);
  }

  WrappedRun wrapAttached(WorkflowRun run) {
    return wrap(run);
  }

  @Override
  public ExecutorInfo info() {
    return inner.info();
  }

  @Override
  public WorkflowRun start(WorkflowSpec spec) {
    return wrap(inner.start(spec));
  }

  @Override
  public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
    LateListeners late = new LateListeners();
    WrappedRun run = wrapAttached(inner.attach(id, late));
    late.tell(Stream.of(listeners).map(run::wrap).toList());
    return run;
  }

  @Override
  public List<RunId> runs() {
    return inner.runs();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
