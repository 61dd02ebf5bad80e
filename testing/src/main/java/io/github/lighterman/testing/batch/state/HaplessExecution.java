package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.ForwardingExecution;
import io.github.lighterman.testing.batch.execution.NodeEvents;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOrder.Kind;
import io.github.lighterman.testing.batch.execution.TaskOrder.NodePriority;
import io.github.lighterman.testing.batch.execution.TaskOrder.Place;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.fault.Fault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An execution with the faults that strike nodes and what runs on them. */
final class HaplessExecution extends ForwardingExecution {
  private static final List<Fault> LOSSES =
      List.of(Fault.NODE_PREEMPTED, Fault.NODE_LOST, Fault.NODE_DISK_FULL);

  private final Account account;
  private final Set<NodeKey> doomed = new HashSet<>();

  HaplessExecution(Account account, TaskExecution execution) {
    super(execution);
    this.account = account;
  }

  @Override
  public void bootNode(NodeOrder order, NodeEvents events) {
    if (strikes(Fault.NODE_UNUSABLE, order.node())) {
      account.engine.report(() -> lose(order.node(), Fault.NODE_UNUSABLE));
    } else if (!order.containerImages().isEmpty()
        && strikes(Fault.NODE_IMAGE_PULL_FAILED, order.node())) {
      events.failed(badImage());
    } else {
      super.bootNode(order, events);
    }
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    if (doomed.contains(order.place().node())) {
      return notStarted(events);
    }
    Optional<TaskOutcome> failure = failure(order);
    if (failure.isPresent()) {
      events.ended(failure.get());
      return () -> {};
    }
    if (order.place().kind() == Kind.TASK) {
      for (Fault loss : LOSSES) {
        Optional<Duration> time = loss(loss, order.place());
        if (time.isPresent()) {
          return startAndLose(order, events, loss, time.get());
        }
      }
    }
    return super.start(order, events);
  }

  private Optional<TaskOutcome> failure(TaskOrder order) {
    NodeKey node = order.place().node();
    if (order.place().kind() == Kind.START) {
      return strikes(Fault.START_TASK_FAILED, node)
          ? Optional.of(TaskOutcome.exited(1))
          : Optional.empty();
    }
    if (order.place().kind() != Kind.TASK) {
      return Optional.empty();
    }
    if (order.work().container().isPresent() && strikes(Fault.TASK_IMAGE_PULL_FAILED, node)) {
      return Optional.of(TaskOutcome.notStarted(badImage()));
    }
    return strikes(Fault.TASK_DISK_FULL, node)
        ? Optional.of(TaskOutcome.notStarted(fullDisk()))
        : Optional.empty();
  }

  private Optional<Duration> loss(Fault fault, Place place) {
    return fault == Fault.NODE_PREEMPTED && place.priority() == NodePriority.DEDICATED
        ? Optional.empty()
        : strike(fault, place.node());
  }

  private RunningTask startAndLose(TaskOrder order, TaskEvents events, Fault fault, Duration time) {
    NodeKey key = order.place().node();
    if (time.isZero()) {
      // The loss has to come before the end of a task that takes no time.
      doomed.add(key);
      account.engine.report(() -> lose(key, fault));
      return notStarted(events);
    }
    Node node = find(key);
    int boot = node == null ? 0 : node.boots;
    long clearings = account.faults().clearings();
    Alarms.Alarm unused =
        account.engine.after(
            time,
            () -> {
              if (node != null && node.boots == boot && clearings == account.faults().clearings()) {
                lose(key, fault);
              }
            });
    return super.start(order, events);
  }

  private void lose(NodeKey key, Fault fault) {
    doomed.remove(key);
    Node node = find(key);
    NodeState next = fault == Fault.NODE_PREEMPTED ? NodeState.PREEMPTED : NodeState.UNUSABLE;
    if (node == null || !node.state.canBecome(next)) {
      return;
    }
    if (fault == Fault.NODE_DISK_FULL) {
      account.nodeLife.fail(node, fullDisk());
    } else {
      account.nodeLife.lose(node, next);
    }
  }

  private static RunningTask notStarted(TaskEvents events) {
    return () -> events.ended(TaskOutcome.stopped());
  }

  private @Nullable Node find(NodeKey key) {
    Pool pool = account.findPool(key.poolId());
    return pool == null ? null : pool.nodes.get(key.nodeId());
  }

  private boolean strikes(Fault fault, NodeKey node) {
    return strike(fault, node).isPresent();
  }

  private Optional<Duration> strike(Fault fault, NodeKey node) {
    Pool pool = account.findPool(node.poolId());
    return account.faults().strikePool(fault, node.poolId(), pool == null ? "" : pool.vmSize());
  }

  private static TaskFailure badImage() {
    return TaskFailure.ofUser(
        "ContainerInvalidImage", "One or more container images specified are invalid");
  }

  private static TaskFailure fullDisk() {
    return TaskFailure.ofUser("DiskFull", "There is not enough disk space on the node");
  }
}
