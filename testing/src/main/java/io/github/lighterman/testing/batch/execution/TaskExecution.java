package io.github.lighterman.testing.batch.execution;

/**
 * What nodes and tasks do. The emulator decides when a node boots and which task runs where; this
 * does the work and says what came of it.
 *
 * <p>The emulator calls {@link #bootNode}, {@link #start}, {@link RunningTask#stop}, {@link
 * #removeDirectory} and {@link #loseNode} while it holds its only lock: they must return at once,
 * must not throw, and must not wait for a thread that reports events. Events may be reported by any
 * thread, also from within these calls. Files are read without the lock and may take time.
 *
 * <p>All paths are relative to the node's root directory, with slashes between the names and none
 * at either end, and have no {@code .} or {@code ..} in them; the root itself is the empty text.
 */
public interface TaskExecution extends AutoCloseable {
  /**
   * Makes a node ready to run tasks: its root directory, and the container images that its pool
   * wants there. The same node may boot again after it has been ready; what runs on it was stopped
   * before. Must end with one call of {@link NodeEvents#ready} or {@link NodeEvents#failed}, unless
   * the node is lost before.
   */
  void bootNode(NodeOrder order, NodeEvents events);

  /**
   * Starts an attempt at a task on a node that is ready. Must end with exactly one call of {@link
   * TaskEvents#ended}, also after {@link RunningTask#stop}, unless the node is lost before. An
   * earlier attempt at the same task may have left its files in the same directory.
   */
  RunningTask start(TaskOrder order, TaskEvents events);

  /** Removes a task's directory with all that is in it. Nothing runs there. Absent is fine. */
  void removeDirectory(NodeKey node, String path);

  /**
   * Forgets a node at once: what runs on it is killed and reports nothing any more, and all its
   * files go. A node that isn't known is fine.
   */
  void loseNode(NodeKey node);

  /** Returns the files of nodes. */
  NodeFiles files();

  /** Kills all that still runs, and removes all files. Doing so again does nothing. */
  @Override
  void close();
}
