package io.github.lighterman.staging;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A store for staged files: local directory, cloud container, memory. Files have a {@link
 * RelativePath}; there are no directories, only common beginnings.
 *
 * <p>The surface is narrow on purpose, so that another store is quickly written; think twice before
 * adding to it.
 *
 * <p><b>Atomic</b>: a file is there whole or not at all; a reader never sees half of a {@code put},
 * and a {@code put} that throws leaves what was there before. <b>Concurrent</b>: every method may
 * be called by several threads and processes at once; of two {@code put}s of one path, one wins
 * whole. <b>Own root only</b>: no call reads or changes anything outside the area's root.
 *
 * <p>Implementations are safe for use by several threads, and need no {@code close}.
 */
public interface StagingArea {
  /**
   * Stores the bytes of a local file under {@code path}, in place of what was there. Parents need
   * not exist. The file's executable bit is kept where the store can keep it.
   *
   * @throws java.nio.file.NoSuchFileException if {@code source} doesn't exist
   * @throws IOException if the file can't be stored; nothing has changed then
   */
  void put(RelativePath path, Path source) throws IOException;

  /**
   * Stores all bytes that {@code source} still gives under {@code path}, in place of what was
   * there. Doesn't close {@code source}.
   *
   * @throws IOException if reading or storing fails; nothing has changed then
   */
  void put(RelativePath path, InputStream source) throws IOException;

  /**
   * Writes the stored bytes to a local file, in place of what was there, and makes its parents.
   *
   * @throws java.nio.file.NoSuchFileException if nothing is stored under {@code path}
   * @throws IOException if reading or writing fails; {@code target} has not changed then
   */
  void get(RelativePath path, Path target) throws IOException;

  /**
   * Opens the stored bytes. The caller closes the stream. What a reader sees if the file is
   * replaced or deleted meanwhile is either the old bytes or an {@link IOException}.
   *
   * @throws java.nio.file.NoSuchFileException if nothing is stored under {@code path}
   * @throws IOException if the store can't be reached
   */
  InputStream open(RelativePath path) throws IOException;

  /**
   * Lists every file whose path starts with {@code prefix}, sorted by path; the empty prefix lists
   * all. A prefix is text, not a directory: {@code "a"} also finds {@code "ab/c"}. Returns an empty
   * list if there is none.
   *
   * @throws IOException if the store can't be reached
   */
  List<StagedFile> list(String prefix) throws IOException;

  /**
   * Tells whether a file is stored under {@code path}.
   *
   * @throws IOException if the store can't be reached; it never means "no"
   */
  boolean exists(RelativePath path) throws IOException;

  /**
   * Deletes the file. Does nothing if there is none, so that a repeated call is harmless.
   *
   * @throws IOException if the file may still be there
   */
  void delete(RelativePath path) throws IOException;

  /**
   * Deletes every file whose path starts with {@code prefix} and returns how many. Not atomic: when
   * it throws, all, some or none may be gone, and a repeated call deletes the rest.
   *
   * @throws IOException if a file may still be there
   */
  default int deleteAll(String prefix) throws IOException {
    List<StagedFile> files = list(prefix);
    for (StagedFile file : files) {
      delete(file.path());
    }
    return files.size();
  }

  /**
   * Returns the address of {@code path} in this store, whether or not something is stored there.
   */
  URI location(RelativePath path);
}
