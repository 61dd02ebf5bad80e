package io.github.lighterman;

import java.util.List;
import java.util.Optional;

/**
 * One workflow that is under way: takes its jobs and knows them all. Safe for use by several
 * threads. Runs of one executor share its resources fairly and know nothing of each other.
 */
public interface WorkflowRun extends AutoCloseable {
  /** Returns the workflow's name, with which another process can attach. */
  default RunId id() {
    return spec().id();
  }

  /** Returns the workflow. */
  WorkflowSpec spec();

  /**
   * Takes jobs and returns what became of each, in the order of the list: accepted, or rejected
   * with every reason. A rejected job never keeps another from being accepted, unless that one
   * depends on it.
   *
   * <ul>
   *   <li><b>Order</b>: jobs may depend on any job of the same list or of an earlier one.
   *   <li><b>Repeated</b>: a spec equal to that of a known job is accepted and is that job, which
   *       runs once; another spec under a known id is rejected.
   *   <li><b>Durable</b>: when the call returns, the accepted jobs survive the end of this process.
   *   <li><b>Concurrent</b>: calls from several threads don't mix; of two different specs under one
   *       id one is accepted.
   *   <li><b>Bounded</b>: waits for nothing but the record of the jobs. If too many are live, jobs
   *       are rejected with {@link Problem.Kind#QUEUE_FULL}, and may be submitted again later.
   * </ul>
   *
   * @throws RunClosedException if the run or its executor is closed
   * @throws WorkflowException if the jobs can't be recorded; none was accepted then
   */
  List<SubmitOutcome> submit(List<JobSpec> jobs);

  /**
   * Takes one job, as {@link #submit(List)} does.
   *
   * @throws InvalidJobException if it's rejected
   */
  default JobHandle submit(JobSpec job) {
    return submit(List.of(job)).get(0).orElseThrow();
  }

  /**
   * Returns everything that {@link #submit(List)} would now reject these jobs for, in the order of
   * the list; empty if nothing. Changes nothing.
   *
   * @throws RunClosedException if the run or its executor is closed
   */
  List<Problem> validate(List<JobSpec> jobs);

  /** Returns the job with this id, if the run has it. */
  Optional<JobHandle> job(JobId id);

  /** Returns all jobs in the order in which they were accepted. */
  List<JobHandle> jobs();

  /** Adds a listener, which is told everything from now on. Adding it twice tells it twice. */
  void addListener(WorkflowListener listener);

  /**
   * Waits until no job is live. Jobs that are submitted meanwhile are waited for as well.
   *
   * @throws InterruptedException if the thread is interrupted; nothing has changed then
   * @throws RunClosedException if the run is closed with jobs live
   */
  void awaitIdle() throws InterruptedException;

  /**
   * Asks for every live job to be stopped, as {@link JobHandle#cancel} does.
   *
   * @throws WorkflowException as it does there
   */
  void cancel();

  /**
   * Closes the run in this way, whatever its spec says, and returns what that did. Never throws for
   * something that can't be deleted: the report names it. Waits for cancelled jobs to end, at most
   * for the executor's grace. A second call does nothing and returns the first one's report.
   */
  CloseReport close(ClosePolicy policy);

  /** Closes the run as {@link WorkflowSpec#closePolicy} says. */
  @Override
  default void close() {
    close(spec().closePolicy());
  }
}
