package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Access;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Mount;
import io.github.lighterman.testing.batch.execution.ContainerSettings.WorkingDirectory;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.UserIdentity.Elevation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The command line of a container engine, {@code docker} or {@code podman}, which speak nearly the
 * same.
 *
 * @param program its name or path
 * @param network the network that containers join, or empty for the engine's own default
 */
record ContainerEngine(String program, Optional<String> network) {
  /** Variables by which somebody could change what the engine itself does. */
  private static final Pattern HEEDED =
      Pattern.compile(
          "PATH|HOME|SHELL|USER|TMPDIR|IFS|ENV|(?i:.*PROXY)|(?:BASH|BUILDAH|CONTAINER|CONTAINERS|DBUS"
              + "|DOCKER|GO|GODEBUG|LC|LD|NOTIFY|PODMAN|REGISTRY|SSL|STORAGE|XDG).*");

  /** What an engine shows of a container. */
  static final String STATE_FORMAT = "{{.State.Status}}|{{.State.StartedAt}}|{{.State.Error}}";

  /**
   * Returns what makes a container of an order, without the image and its command.
   *
   * @throws TaskFailedException if the settings contradict themselves
   */
  List<String> create(TaskOrder order, NodeDirectory node, Map<String, String> variables)
      throws TaskFailedException {
    ContainerSettings settings = order.work().container().orElseThrow();
    List<String> argv = new ArrayList<>(List.of(program, "create", "--pull=never"));
    argv.add("--label=lighterman.batch.node=" + order.place().node().nodeId());
    network.ifPresent(name -> argv.add("--network=" + name));
    mounts(argv, order, node);
    if (settings.workingDirectory() == WorkingDirectory.TASK) {
      argv.add("--workdir=" + node.task(order.place().directory()).work());
    }
    user(order, node).ifPresent(user -> argv.add("--user=" + user));
    new TreeMap<>(variables)
        .forEach((name, value) -> argv.add("--env=" + name + (isHeeded(name) ? "=" + value : "")));
    try {
      argv.addAll(CommandLine.parse(settings.runOptions().orElse("")).words());
    } catch (IllegalArgumentException e) {
      throw Trouble.CONTAINER_INVALID_SETTINGS.with(
          Trouble.reason("containerRunOptions: " + e.getMessage()));
    }
    return argv;
  }

  /** Tells whether a variable's value has to stand on the command line to reach a container. */
  static boolean isHeeded(String name) {
    return HEEDED.matcher(name).matches();
  }

  List<String> hasImage(String image) {
    return List.of(program, "image", "inspect", "--format={{.Id}}", image);
  }

  List<String> pull(String image) {
    return List.of(program, "pull", "--quiet", image);
  }

  /** Returns what logs in with the password that it's given on its standard input. */
  List<String> login(String server, String userName) {
    return List.of(program, "login", "--username=" + userName, "--password-stdin", server);
  }

  List<String> start(String id) {
    return List.of(program, "start", "--attach", id);
  }

  /** Returns what ends a container, politely and then, when the time is over, for certain. */
  List<String> stop(String id, Duration grace) {
    return List.of(program, "stop", "-t", Long.toString(Math.max(1, grace.toSeconds())), id);
  }

  List<String> kill(String id) {
    return List.of(program, "kill", id);
  }

  List<String> inspect(String id) {
    return List.of(program, "container", "inspect", "--format=" + STATE_FORMAT, id);
  }

  List<String> remove(String id) {
    return List.of(program, "rm", "--force", id);
  }

  private static void mounts(List<String> argv, TaskOrder order, NodeDirectory node)
      throws TaskFailedException {
    ContainerSettings settings = order.work().container().orElseThrow();
    if (settings.mounts().isEmpty()) {
      argv.add(volume(node.root(), Access.READ_WRITE));
      return;
    }
    boolean seesTask = false;
    for (Mount mount : settings.mounts().get()) {
      Path path = path(mount.source(), order, node);
      seesTask |= mount.source() == ContainerSettings.Source.TASK;
      argv.add(volume(path, mount.access()));
    }
    if (!seesTask && settings.workingDirectory() == WorkingDirectory.TASK) {
      throw Trouble.CONTAINER_INVALID_SETTINGS.with(
          Trouble.reason(
              "the container doesn't see the task's directory, so that it can't work there; mount"
                  + " 'Task', or set workingDirectory to containerImageDefault"));
    }
  }

  private static Path path(ContainerSettings.Source source, TaskOrder order, NodeDirectory node)
      throws TaskFailedException {
    return switch (source) {
      case SHARED -> node.shared();
      case STARTUP -> node.startup().root();
      case VFS_MOUNTS -> node.mounts();
      case APPLICATIONS -> node.applications();
      case TASK -> node.task(order.place().directory()).root();
      case JOB_PREP ->
          order
              .place()
              .jobPreparationDirectory()
              .map(node::task)
              .map(TaskDirectory::root)
              .orElseThrow(
                  () ->
                      Trouble.CONTAINER_INVALID_SETTINGS.with(
                          Trouble.reason(
                              "'JobPrep' can't be mounted: the job has no job preparation task")));
    };
  }

  private static String volume(Path path, Access access) {
    return "--volume=" + path + ":" + path + (access == Access.READ_ONLY ? ":ro" : "");
  }

  /**
   * Returns the user to run as, for an engine that makes files with another's rights: docker's
   * daemon is root. A podman of root's, or one without root, makes files of whoever calls it.
   */
  private Optional<String> user(TaskOrder order, NodeDirectory node) {
    boolean docker = Path.of(program).endsWith("docker");
    if (!docker || order.work().user().elevation() == Elevation.ADMIN) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Files.getAttribute(node.root(), "unix:uid")
              + ":"
              + Files.getAttribute(node.root(), "unix:gid"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
