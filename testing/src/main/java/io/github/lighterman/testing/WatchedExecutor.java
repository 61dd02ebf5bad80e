package io.github.lighterman.testing;

import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.ArrayList;
import java.util.List;

/** Passes everything on and knows what of it was closed. */
final class WatchedExecutor implements WorkflowExecutor, LeakCheck.Watch {
  private final WorkflowExecutor executor;
  private final List<WatchedRun> runs = new ArrayList<>();
  private boolean closed;

  WatchedExecutor(WorkflowExecutor executor) {
    this.executor = executor;
  }

  @Override
  public synchronized List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    for (WatchedRun run : runs) {
      if (!run.isClosed()) {
        leaks.add(
            "run "
                + run.id()
                + " of executor "
                + info().name()
                + ", which was not closed; close it, with ClosePolicy.DETACH if its jobs are to run"
                + " on");
      }
    }
    if (!closed) {
      leaks.add("executor " + info().name() + ", which was not closed; close it");
    }
    return leaks;
  }

  @Override
  public ExecutorInfo info() {
    return executor.info();
  }

  @Override
  public WorkflowRun start(WorkflowSpec spec) {
    return watch(executor.start(spec));
  }

  @Override
  public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
    return watch(executor.attach(id, listeners));
  }

  @Override
  public List<RunId> runs() {
    return executor.runs();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    executor.close();
  }

  @Override
  public String toString() {
    return executor.toString();
  }

  private synchronized WorkflowRun watch(WorkflowRun run) {
    WatchedRun watched = new WatchedRun(run);
    runs.add(watched);
    return watched;
  }
}
