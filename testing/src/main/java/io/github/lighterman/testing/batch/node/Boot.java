package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.NodeEvents;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.io.IOException;
import java.util.Optional;

/** Makes a node ready: its directories, and the images that its pool wants there. */
final class Boot implements Runnable {
  private final NodeOrder order;
  private final NodeEvents events;
  private final Node node;
  private final Machinery machinery;
  private final StopSignal stop = new StopSignal();

  Boot(NodeOrder order, NodeEvents events, Node node, Machinery machinery) {
    this.order = order;
    this.events = events;
    this.node = node;
    this.machinery = machinery;
  }

  @Override
  public void run() {
    if (!node.begin(stop)) {
      return;
    }
    Optional<TaskFailure> failure;
    try {
      failure = boot();
    } finally {
      node.finish(stop);
    }
    if (node.isLost()) {
      return;
    }
    failure.ifPresentOrElse(events::failed, events::ready);
  }

  private Optional<TaskFailure> boot() {
    try {
      node.endProcesses(machinery.grace());
      node.directory().create();
      if (machinery.engine().isPresent()) {
        Containers containers = new Containers(machinery.engine().get(), machinery.tokens());
        for (String image : order.containerImages()) {
          containers.ensureImage(image, order.registries(), node, stop);
        }
      } else if (!order.containerImages().isEmpty()) {
        node.say("pulls no image, since no container engine was named");
      }
      return Optional.empty();
    } catch (TaskFailedException e) {
      return Optional.of(e.failure());
    } catch (StoppedException e) {
      return Optional.of(TaskFailure.ofServer("Unknown", "The emulated node was stopped"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(TaskFailure.ofServer("Unknown", "The emulated node was stopped"));
    } catch (IOException e) {
      return Optional.of(
          TaskFailure.ofServer(
              "Unknown", "The emulated node has no directory", Trouble.reason(String.valueOf(e))));
    }
  }
}
