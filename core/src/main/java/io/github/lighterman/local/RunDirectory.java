package io.github.lighterman.local;

import io.github.lighterman.JobId;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.spi.TaskId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has on disk, in one directory that goes with it:
 *
 * <pre>
 * run.json   the workflow
 * lock       held by the driver that has the run; the system gives it back when that dies
 * journal    what was accepted, cancelled and ended
 * sources    the workflow's sources, as they were at the start
 * shared     inputs that jobs only read, one copy each
 * store      outputs for other jobs, by job
 * jobs       a {@link Sandbox} for each attempt
 * </pre>
 */
final class RunDirectory implements Closeable {
  private static final int VERSION = 1;
  private static final String REMOVED = ".removed-";

  /** What run.json holds. */
  private record Header(int version, WorkflowSpec workflow) {}

  private final Path root;
  private final FileChannel lockFile;

  private RunDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory of a new run, or takes over one whose driver died before {@link #begin}.
   * Until that is called there is no run in it.
   */
  static RunDirectory create(Path parent, RunId id) throws IOException {
    finishRemovals(parent);
    Path root = parent.resolve(id.value());
    Files.createDirectories(root);
    if (Files.exists(root.resolve("run.json"))) {
      throw exists(parent, id);
    }
    RunDirectory directory = new RunDirectory(root, lock(root, id));
    try {
      if (Files.exists(root.resolve("run.json"))) {
        throw exists(parent, id);
      }
      for (String part : List.of("jobs", "store", "sources")) {
        new Removal(root.resolve(part)).delete();
        Files.createDirectory(root.resolve(part));
      }
      Files.deleteIfExists(directory.journal());
      return directory;
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static RunInUseException exists(Path parent, RunId id) {
    return new RunInUseException(
        "run " + id + " exists already in " + parent + "; attach to it, or take another id");
  }

  /** Makes it a run: the last thing that is written, and from then on it's found. */
  void begin(WorkflowSpec spec, RunJson json) throws IOException {
    Path temporary = root.resolve("run.json.new");
    Files.write(temporary, json.write(new Header(VERSION, spec)));
    Files.move(temporary, root.resolve("run.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Opens the directory of a run that another driver has left. */
  static RunDirectory open(Path parent, RunId id) throws IOException {
    finishRemovals(parent);
    Path root = parent.resolve(id.value());
    if (!Files.exists(root.resolve("run.json"))) {
      throw absent(parent, id);
    }
    RunDirectory directory;
    try {
      directory = new RunDirectory(root, lock(root, id));
    } catch (NoSuchFileException e) {
      throw absent(parent, id);
    }
    if (!Files.exists(root.resolve("run.json"))) {
      // Whoever had the lock has removed the run.
      directory.close();
      throw absent(parent, id);
    }
    return directory;
  }

  private static RunNotFoundException absent(Path parent, RunId id) {
    return new RunNotFoundException("there is no run " + id + " in " + parent);
  }

  /**
   * Deletes all of it. It's no run any more from the first moment: with a part of its record it
   * would be another one. Returns what can't be deleted, with the reason.
   */
  List<String> remove() {
    Path removed = root.resolveSibling(REMOVED + root.getFileName());
    try {
      // One of the same name whose removal was broken off.
      new Removal(removed).delete();
      Files.move(root, removed, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      return List.of(root + ": " + e);
    }
    return new Removal(removed).delete();
  }

  /** Deletes what is left of runs whose drivers died while they did so. */
  private static void finishRemovals(Path parent) throws IOException {
    if (Files.isDirectory(parent)) {
      try (var entries = Files.newDirectoryStream(parent, REMOVED + "*")) {
        for (Path entry : entries) {
          new Removal(entry).delete();
        }
      }
    }
  }

  /** Returns the ids of all runs in {@code parent}, sorted. */
  static List<RunId> list(Path parent) throws IOException {
    List<RunId> ids = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (var entries = Files.newDirectoryStream(parent)) {
        for (Path entry : entries) {
          if (Files.exists(entry.resolve("run.json"))) {
            id(entry.getFileName().toString()).ifPresent(ids::add);
          }
        }
      }
    }
    ids.sort(null);
    return ids;
  }

  /** Somebody else's directory may lie beside ours. */
  private static Optional<RunId> id(String name) {
    try {
      return Optional.of(RunId.of(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  WorkflowSpec readSpec(RunJson json) throws IOException {
    Header header = json.read(Files.readAllBytes(root.resolve("run.json")), Header.class);
    if (header.version() > VERSION) {
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "the run in "
              + root
              + " was started by a later release of this library; attach with that one",
          null);
    }
    return header.workflow();
  }

  Path root() {
    return root;
  }

  Path journal() {
    return root.resolve("journal");
  }

  Path jobs() {
    return root.resolve("jobs");
  }

  Path sources() {
    return root.resolve("sources");
  }

  Path shared() {
    return root.resolve("shared");
  }

  /** Returns where a job's outputs for other jobs lie. */
  Path store(JobId job) {
    return root.resolve("store").resolve(job.value());
  }

  Sandbox sandbox(TaskId task) {
    return new Sandbox(jobs().resolve(task.toString()));
  }

  /** Gives the run back, for another driver. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private static FileChannel lock(Path root, RunId id) throws IOException {
    FileChannel file =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(file);
      if (lock == null) {
        throw new RunInUseException(
            "run " + id + " has a driver already; close or detach it there before you attach here");
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
