package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a node is to make of the data disks that it has.
 *
 * @param luns the logical unit numbers of the disks, at least one, each 0 to 63 and once; several
 *     become one striped volume, as large as that many times the smallest
 * @param directory where the volume is mounted: an absolute path of letters, digits and {@code
 *     ._-}, empty or absent on the node, or an earlier start's
 * @param tasks who uses it
 * @param docker whether Docker stores images and containers on it
 */
record DiskLayout(List<Integer> luns, String directory, Tasks tasks, Docker docker) {
  /** A directory that is in nobody's way. */
  static final String DIRECTORY = "/var/lib/lighterman";

  private static final int MAX_LUN = 63;
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._-]*)+");

  /** Where the directories of tasks are. */
  enum Tasks {
    /** On the volume, under the path that they always have, and that containers see, too. */
    MOVED,
    /** Where the service has them; the volume is for everybody to write to. */
    LEFT
  }

  /** Where Docker has its data root. */
  enum Docker {
    /** On the volume. */
    MOVED,
    /** Where the image has it. */
    LEFT
  }

  DiskLayout {
    luns = List.copyOf(luns);
    requireNonNull(tasks, "tasks");
    requireNonNull(docker, "docker");
    if (luns.isEmpty()) {
      throw new IllegalArgumentException("luns must name at least one data disk");
    }
    for (int lun : luns) {
      if (lun < 0 || lun > MAX_LUN) {
        throw new IllegalArgumentException("a lun must be 0 to " + MAX_LUN + ", not " + lun);
      }
    }
    if (luns.stream().distinct().count() < luns.size()) {
      throw new IllegalArgumentException("luns must differ, unlike those of " + luns);
    }
    if (!PATH.matcher(directory).matches()) {
      throw new IllegalArgumentException(
          "directory of data disks must be an absolute path of letters, digits and ._-, such as "
              + DIRECTORY
              + ", not '"
              + directory
              + "'");
    }
  }

  /** Returns the layout for tasks and, if it's moved, Docker. */
  static DiskLayout of(List<Integer> luns, Docker docker) {
    return new DiskLayout(luns, DIRECTORY, Tasks.MOVED, docker);
  }

  /** Returns what is to be made of these disks, if there are some. */
  static Optional<DiskLayout> of(PoolDisks disks) {
    if (disks.data().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DiskLayout(
            disks.data().stream().map(DataDisk::lun).toList(),
            disks.mountPath().orElse(DIRECTORY),
            disks.mountPath().isPresent() ? Tasks.LEFT : Tasks.MOVED,
            disks.dockerRoot() == DockerRoot.MOVED ? Docker.MOVED : Docker.LEFT));
  }

  /** Returns what the script of {@link NodeDisks} takes. */
  List<String> arguments() {
    List<String> words = new ArrayList<>();
    words.add(luns.stream().map(String::valueOf).collect(Collectors.joining(",")));
    words.add(directory);
    words.add(tasks == Tasks.MOVED ? "tasks" : "-");
    words.add(docker == Docker.MOVED ? "docker" : "-");
    return words;
  }
}
