package io.github.lighterman.azure;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** How many nodes one call of {@link #removeNodes} takes at most, by the service's rule. */
  int MOST_NODES = 100;

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
   * missing that changes while pages are fetched. What tasks wait for is told in a list of all.
   */
  List<TaskView> tasks(String jobId, Optional<Instant> changedSince) throws BatchException;

  /** Returns a task, or empty if it isn't there. That its job isn't is {@code NOT_FOUND}. */
  Optional<TaskView> task(String jobId, String taskId) throws BatchException;

  /**
   * Ends a task. Returns whether it did: not if the task has ended before or isn't there. That its
   * job isn't there is {@code NOT_FOUND}.
   */
  boolean terminateTask(String jobId, String taskId) throws BatchException;

  /** Deletes a task. Does nothing if it isn't there. That its job isn't is {@code NOT_FOUND}. */
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

  /**
   * Begins to bring a pool to a size. Nodes that go finish their tasks first and take no new ones.
   * The service tries for 15 minutes and then says in the pool's errors what is missing.
   *
   * @param dedicated how many nodes that stay, 0 or more
   * @param spot how many that may be taken away, 0 or more
   * @throws BatchException {@code LATER} if its size changes just now, be it by a first try of this
   *     request; {@code CONFLICT} if it scales itself
   */
  void resizePool(String poolId, int dedicated, int spot) throws BatchException;

  /**
   * Has a pool scale itself by a formula from now on, or by another formula.
   *
   * @param interval 5 minutes to 7 days
   * @throws BatchException {@code LATER} with code {@code TooManyEnableAutoScaleRequests} within 30
   *     seconds of the last time, be it by a first try of this request; {@code LATER} with code
   *     {@code PoolBeingResized} if it doesn't scale itself yet and its size changes just now;
   *     {@code INVALID} if the formula has a mistake
   */
  void autoscalePool(String poolId, String formula, Duration interval) throws BatchException;

  /** Has a pool keep the size that it is to have just now. Does nothing if it does so already. */
  void fixPool(String poolId) throws BatchException;

  /** Replaces all of a pool's metadata by this. */
  void markPool(String poolId, Map<String, String> metadata) throws BatchException;

  /**
   * Lists the nodes of a pool that are in one of these states, or all if there are none; a request
   * for each page.
   */
  List<NodeView> nodes(String poolId, Set<NodeView.State> states) throws BatchException;

  /** Lists the nodes of a pool that can't run tasks for a fault of theirs; a request a page. */
  default List<NodeView> brokenNodes(String poolId) throws BatchException {
    return nodes(poolId, NodeView.BROKEN);
  }

  /**
   * Begins to take nodes out of their pool, which then wants to have so many less. Tasks on them
   * run again elsewhere.
   *
   * @param nodeIds 1 to {@link #MOST_NODES}
   * @throws BatchException {@code LATER} if the pool's size changes just now, be it by a first try
   *     of this request; {@code NOT_FOUND} if one of them isn't there
   */
  void removeNodes(String poolId, List<String> nodeIds) throws BatchException;

  /**
   * Begins to boot a node again. Tasks on it run again elsewhere, and its start task runs again.
   * Does nothing if it boots again already.
   *
   * @throws BatchException {@code LATER} if it boots for the first time; {@code CONFLICT} if it was
   *     preempted or leaves
   */
  void rebootNode(String poolId, String nodeId) throws BatchException;

  /**
   * Opens a file of a node.
   *
   * @param path below the node's root, such as {@code startup/stdout.txt}
   */
  InputStream openNodeFile(String poolId, String nodeId, String path) throws BatchException;

  /** Lists the images that the service offers for pools; a request for each page. */
  List<SupportedImage> supportedImages() throws BatchException;

  /** Gives back threads and connections. */
  @Override
  void close();
}
