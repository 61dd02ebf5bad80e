package io.github.lighterman.azure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Batch task to be added, which the service never tries again by its own choice.
 *
 * @param id its name in its Batch job, 1 to 64 letters, digits, {@code -} and {@code _}
 * @param displayName what people see, at most 1,024 characters
 * @param commandLine its command; no shell reads it
 * @param environment its variables; everybody who may read the account sees them
 * @param container the image to run in, if it runs in one
 * @param files what it finds and what is kept of it
 * @param demand what it takes of its node, and for how long
 * @param dependsOn the tasks that must end well first
 */
record BatchTask(
    String id,
    String displayName,
    String commandLine,
    Map<String, String> environment,
    Optional<Container> container,
    Files files,
    Demand demand,
    List<String> dependsOn) {
  BatchTask {
    environment = Map.copyOf(environment);
    dependsOn = List.copyOf(dependsOn);
  }

  /** Returns the same with other files. */
  BatchTask with(Files others) {
    return new BatchTask(
        id, displayName, commandLine, environment, container, others, demand, dependsOn);
  }

  /** Returns the same, waiting for these. */
  BatchTask after(List<String> tasks) {
    return new BatchTask(
        id, displayName, commandLine, environment, container, files, demand, tasks);
  }

  /**
   * An image to run in.
   *
   * @param image the reference
   * @param runOptions arguments for the engine's {@code create}, quoted as a command line
   */
  record Container(String image, String runOptions) {}

  /** Files that are brought to the node before the command, and taken from there after it. */
  record Files(List<ResourceFile> resources, List<OutputUpload> outputs) {
    Files {
      resources = List.copyOf(resources);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * What a task takes of its node.
   *
   * @param slots how many of the node's slots, 1 or more
   * @param longest how long it may take, downloads included; empty for no limit
   * @param retention how long its files stay on the node afterwards
   * @param elevation with which rights it runs
   */
  record Demand(int slots, Optional<Duration> longest, Duration retention, Elevation elevation) {}
}
