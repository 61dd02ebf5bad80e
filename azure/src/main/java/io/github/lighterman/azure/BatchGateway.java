package io.github.lighterman.azure;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that this module asks of a Batch account, in its own words: nothing of the SDK passes through
 * here, so that another client takes one class. Each call makes one request unless it says
 * otherwise, blocks until the answer is there, and tries again by itself where that can help and
 * the request's time allows; nobody tries again around it.
 *
 * <p>Safe for use by several threads. After {@link #close}, and for a thread that is interrupted,
 * calls fail.
 */
interface BatchGateway extends AutoCloseable {
  /** How many tasks one call of {@link #addTasks} takes at most, by the service's rule. */
  int MOST_TASKS = 100;

  /** Adds a job. A job that is there already is a {@code CONFLICT} with code {@code JobExists}. */
  void addJob(BatchJob job) throws BatchException;

  /** Returns a job, or empty if there is none, or it's being deleted. */
  Optional<JobView> job(String jobId) throws BatchException;

  /** Lists the jobs whose id starts so, but for those being deleted; a request for each page. */
  List<JobView> jobs(String idPrefix) throws BatchException;

  /** Has a job end by itself once all its tasks have. Can't be taken back. */
  void endWhenDone(String jobId) throws BatchException;

  /** Ends a job, with its running tasks. Does nothing if it has ended or isn't there. */
  void terminateJob(String jobId, String reason) throws BatchException;

  /**
   * Deletes a job and its tasks, soon, unless that is under way. Returns false if there is none,
   * which of one that was just made is no proof: not all of the service may know it.
   */
  boolean deleteJob(String jobId) throws BatchException;

  /**
   * Adds tasks and tells what became of each, in the order of the list.
   *
   * @param tasks 1 to {@link #MOST_TASKS}
   * @throws BatchException if none may have been added, {@code TOO_LARGE} among the reasons
   */
  List<AddedTask> addTasks(String jobId, List<BatchTask> tasks) throws BatchException;

  /**
   * Lists the tasks whose state changed since then, or all; a request for each page. An item can be
   * missing that changes while pages are fetched.
   */
  List<TaskView> tasks(String jobId, Optional<Instant> changedSince) throws BatchException;

  /** Returns a task, or empty if it or its job isn't there. */
  Optional<TaskView> task(String jobId, String taskId) throws BatchException;

  /** Ends a task. Returns whether it did: not if the task has ended before or isn't there. */
  boolean terminateTask(String jobId, String taskId) throws BatchException;

  /** Deletes a task. Does nothing if it isn't there. */
  void deleteTask(String jobId, String taskId) throws BatchException;

  /** Lists the files of a task on its node, below its directory; a request for each page. */
  List<TaskFile> taskFiles(String jobId, String taskId) throws BatchException;

  /**
   * Opens a file of a task on its node.
   *
   * @param path below the task's directory, such as {@code stdout.txt} or {@code wd/out}
   * @param offset where to start, from 0; at or beyond the end there is nothing to read
   * @param length how many bytes at most, 1 or more
   */
  InputStream openTaskFile(String jobId, String taskId, String path, long offset, long length)
      throws BatchException;

  /** Adds a pool. One that is there already is a {@code CONFLICT} with code {@code PoolExists}. */
  void addPool(BatchPool pool) throws BatchException;

  /** Returns a pool, or empty if there is none. */
  Optional<PoolView> pool(String poolId) throws BatchException;

  /** Lists the pools whose id starts so; a request for each page. */
  List<PoolView> pools(String idPrefix) throws BatchException;

  /** Deletes a pool, soon. Does nothing if it isn't there. */
  void deletePool(String poolId) throws BatchException;

  /** Lists the nodes of a pool that can't run tasks for a fault of theirs; a request a page. */
  List<NodeView> brokenNodes(String poolId) throws BatchException;

  /** Lists the images that the service offers for pools; a request for each page. */
  List<SupportedImage> supportedImages() throws BatchException;

  /** Gives back threads and connections. */
  @Override
  void close();
}
