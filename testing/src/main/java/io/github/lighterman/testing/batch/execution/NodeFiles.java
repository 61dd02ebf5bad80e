package io.github.lighterman.testing.batch.execution;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The files of all nodes, as they are now: those of tasks that run grow while they are read. Paths
 * are as {@link TaskExecution} says. Safe for use by several threads.
 */
public interface NodeFiles {
  /** How deep to list. */
  enum Depth {
    /** Only what lies in the directory itself. */
    CHILDREN,
    /** All that is below the directory. */
    DESCENDANTS
  }

  /**
   * Returns what lies in a directory, in no certain order, without the directory itself; empty if
   * there is no such node or directory.
   */
  List<NodeFile> list(NodeKey node, String directory, Depth depth) throws IOException;

  /** Returns a file or directory, or empty if there is none under that path. */
  Optional<NodeFile> find(NodeKey node, String path) throws IOException;

  /**
   * Opens a file for reading from a byte on, counted from 0. The caller closes the stream.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   */
  InputStream open(NodeKey node, String path, long offset) throws IOException;

  /**
   * Deletes a file, or a directory with all that is in it; does nothing if there is none.
   *
   * @throws IOException if something stays
   */
  void delete(NodeKey node, String path) throws IOException;
}
