package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The container that a task asks for.
 *
 * @param imageName as given; without a tag it means {@code :latest}
 * @param runOptions further arguments for the engine's create command, as one text
 * @param registry where the image is, if not where the pool says
 * @param workingDirectory where the command starts
 * @param mounts which of the node's directories the container sees, or empty if all of the node's
 *     root directory; a present but empty list means none
 */
public record ContainerSettings(
    String imageName,
    Optional<String> runOptions,
    Optional<ContainerRegistry> registry,
    WorkingDirectory workingDirectory,
    Optional<List<Mount>> mounts) {

  /** Where a command starts. */
  public enum WorkingDirectory {
    /** In the task's own. */
    TASK,
    /** Where the image says. */
    IMAGE
  }

  /** A directory of the node; the names are the service's. */
  public enum Source {
    /** What all tasks of the node share. */
    SHARED,
    /** The start task's. */
    STARTUP,
    /** File systems that the pool mounts. */
    VFS_MOUNTS,
    /** The task's own. */
    TASK,
    /** The job preparation task's. */
    JOB_PREP,
    /** Application packages. */
    APPLICATIONS
  }

  /** Whether a container may write there. */
  public enum Access {
    /** It may. */
    READ_WRITE,
    /** It may not. */
    READ_ONLY
  }

  /**
   * A directory that the container sees.
   *
   * @param source which one
   * @param access whether it may write there
   */
  public record Mount(Source source, Access access) {
    /** Checks that nothing is missing. */
    public Mount {
      requireNonNull(source, "source");
      requireNonNull(access, "access");
    }
  }

  /** Copies the list. */
  public ContainerSettings {
    requireNonNull(imageName, "imageName");
    requireNonNull(runOptions, "runOptions");
    requireNonNull(registry, "registry");
    requireNonNull(workingDirectory, "workingDirectory");
    mounts = mounts.map(List::copyOf);
  }
}
