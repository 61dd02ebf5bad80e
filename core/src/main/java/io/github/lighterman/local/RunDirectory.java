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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
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

  /** What run.json holds. */
  private record Header(int version, WorkflowSpec workflow) {}

  private final Path root;
  private final FileChannel lockFile;

  private RunDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /** Makes the directory of a new run; leaves nothing if that fails. */
  static RunDirectory create(Path parent, WorkflowSpec spec, RunJson json) throws IOException {
    Path root = parent.resolve(spec.id().value());
    Files.createDirectories(parent);
    try {
      Files.createDirectory(root);
    } catch (FileAlreadyExistsException e) {
      throw new RunInUseException(
          "run "
              + spec.id()
              + " exists already in "
              + parent
              + "; attach to it, or take another id");
    }
    RunDirectory directory = null;
    try {
      directory = new RunDirectory(root, lock(root, spec.id()));
      Files.createDirectory(root.resolve("jobs"));
      Files.createDirectory(root.resolve("store"));
      Files.write(root.resolve("run.json"), json.write(new Header(VERSION, spec)));
      return directory;
    } catch (IOException | RuntimeException e) {
      if (directory != null) {
        directory.close();
      }
      new FileTree(root).delete();
      throw e;
    }
  }

  /** Opens the directory of a run that another driver has left. */
  static RunDirectory open(Path parent, RunId id) throws IOException {
    Path root = parent.resolve(id.value());
    if (!Files.exists(root.resolve("run.json"))) {
      throw new RunNotFoundException("there is no run " + id + " in " + parent);
    }
    return new RunDirectory(root, lock(root, id));
  }

  /** Returns the ids of all runs in {@code parent}, sorted. */
  static List<RunId> list(Path parent) throws IOException {
    List<RunId> ids = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (var entries = Files.newDirectoryStream(parent)) {
        for (Path entry : entries) {
          if (Files.exists(entry.resolve("run.json"))) {
            ids.add(RunId.of(entry.getFileName().toString()));
          }
        }
      }
    }
    ids.sort(null);
    return ids;
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
    return new Sandbox(root.resolve("jobs").resolve(task.toString()));
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
