package io.github.lighterman;

import java.util.List;

/**
 * Runs the jobs of workflows somewhere: on this machine, in a cloud, in memory. A long-lived
 * connection to one backend, which owns clients, threads and one poller, and serves many runs. Safe
 * for use by several threads; an embedding process may have several.
 *
 * <p>The surface is narrow on purpose, so that another backend is quickly written; think twice
 * before adding to it.
 */
public interface WorkflowExecutor extends AutoCloseable {
  /** Returns what this executor is and can do. */
  ExecutorInfo info();

  /**
   * Opens a new run. When the call returns, the run is on record: {@link #attach} finds it from any
   * process.
   *
   * @throws RunInUseException if a run with this id exists; {@link #attach} is for that
   * @throws RunClosedException if this executor is closed
   * @throws WorkflowException if the run can't be recorded, or its sources can't be taken; nothing
   *     is left then
   */
  WorkflowRun start(WorkflowSpec spec);

  /**
   * Finds a run that another process, or this one, has left: with all its jobs, also those that
   * ended meanwhile. What was running is followed to its end; what waited, waits again; no job is
   * ever run a second time by this. The listeners are told everything from the moment of the call.
   *
   * @throws RunNotFoundException if there is no such run
   * @throws RunInUseException if another driver has it, in this process or another
   * @throws RunClosedException if this executor is closed
   * @throws WorkflowException if its record can't be read; nothing has changed then
   */
  WorkflowRun attach(RunId id, WorkflowListener... listeners);

  /**
   * Returns the ids of the runs that {@link #attach} would find or that are open, sorted.
   *
   * @throws WorkflowException if the backend can't be asked
   */
  List<RunId> runs();

  /**
   * Detaches every open run, as {@link ClosePolicy#DETACH} does, and gives back all threads and
   * connections. Cancels nothing and deletes nothing. A second call does nothing.
   */
  @Override
  void close();
}
