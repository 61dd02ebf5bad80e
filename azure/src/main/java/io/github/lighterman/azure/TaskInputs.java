package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a script brings to its place before the command starts. All paths are relative to the task's
 * working directory, {@code .} being that itself.
 *
 * @param directories those that are made if they aren't there
 * @param moves files that were downloaded elsewhere
 * @param sources the directories that get a copy each of the run's sources, which the command may
 *     change
 * @param readOnly files and directories of which, or below which, no file keeps a permission to
 *     write
 */
record TaskInputs(
    List<String> directories, List<Move> moves, List<String> sources, List<String> readOnly) {
  TaskInputs {
    directories = List.copyOf(directories);
    moves = List.copyOf(moves);
    sources = List.copyOf(sources);
    readOnly = List.copyOf(readOnly);
  }

  /**
   * Everything below one directory that goes to another one. Nothing there at all ends the task,
   * and so does a file that is at its target already.
   *
   * @param from where to look; all below it belongs to this move alone
   * @param to where it goes, with the path that it had below {@code from}
   * @param glob which paths are meant; the others are deleted
   */
  record Move(String from, String to, Optional<String> glob) {
    Move {
      requireNonNull(from, "from");
      requireNonNull(to, "to");
      requireNonNull(glob, "glob");
    }
  }

  /** Returns inputs of which there are none. */
  static TaskInputs none() {
    return new TaskInputs(List.of(), List.of(), List.of(), List.of());
  }

  boolean isEmpty() {
    return equals(none());
  }
}
