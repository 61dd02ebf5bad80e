package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.UserIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What all nodes of an execution work with.
 *
 * @param engine runs containers; without one their commands run bare
 * @param tokens of managed identities
 * @param grace how long a process that was asked to end may take
 */
record Machinery(Optional<ContainerEngine> engine, IdentityTokens tokens, Duration grace) {
  /** What is shown for the container of a task that has none. */
  static final ContainerInfo BARE =
      new ContainerInfo(
          "none",
          Optional.of("not run in a container: the emulator was given no container engine"),
          Optional.empty());

  /** Returns what an order says to run. */
  Command command(TaskOrder order, TaskEvents events, Node node, Map<String, String> variables)
      throws TaskFailedException {
    Optional<ContainerSettings> container = order.work().container();
    if (container.isPresent() && engine.isPresent()) {
      return new ContainerCommand(
          order, variables, node, events, new Containers(engine.get(), tokens), grace);
    }
    if (order.work().user().elevation() == UserIdentity.Elevation.ADMIN) {
      node.say(
          order.place().directory()
              + " asks for an administrator; its command runs as this machine's own user");
    }
    if (container.isPresent()) {
      sayBare(order, container.get(), node);
      events.container(BARE);
    }
    return new BareCommand(
        order.work().commandLine(),
        node.directory().task(order.place().directory()),
        variables,
        order.place().kind() == TaskOrder.Kind.START
            ? BareCommand.Leftovers.KEPT
            : BareCommand.Leftovers.ENDED,
        grace);
  }

  private static void sayBare(TaskOrder order, ContainerSettings container, Node node)
      throws TaskFailedException {
    String image = container.imageName();
    node.say(
        order.place().directory()
            + " asks for a container of "
            + image
            + "; its command runs bare, since no container engine was named");
    if (order.work().commandLine().isBlank()) {
      throw Trouble.CONTAINER_INVALID_SETTINGS.with(
          Trouble.reason(
              "the command line is empty, and the image's own command can't run bare; name a"
                  + " container engine with ProcessExecution.Builder.containerEngine"));
    }
  }
}
