package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.NodeOrder.Disk;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** What can be done with nodes. Called with the engine's lock held. */
public final class NodeActions {
  private final Account account;

  NodeActions(Account account) {
    this.account = account;
  }

  /** Returns a node. */
  public Node get(String poolId, String nodeId) {
    Node node = account.pool(poolId).nodes.get(nodeId);
    if (node == null) {
      throw BatchException.of(ErrorCode.NodeNotFound);
    }
    return node;
  }

  /** Returns the nodes of a pool in the order of their ids, from after one if that is given. */
  public Collection<Node> list(String poolId, @Nullable String after) {
    NavigableMap<String, Node> nodes = (NavigableMap<String, Node>) account.pool(poolId).nodes;
    return after == null ? nodes.values() : nodes.tailMap(after, false).values();
  }

  /** Begins to reboot a node. */
  public void reboot(String poolId, String nodeId, String option) {
    account.departures.reboot(settled(poolId, nodeId), option, NodeState.REBOOTING);
  }

  /** Begins to give a node a new operating system. */
  public void reimage(String poolId, String nodeId, String option) {
    account.departures.reboot(settled(poolId, nodeId), option, NodeState.REIMAGING);
  }

  /** Begins to shut a node down. */
  public void deallocate(String poolId, String nodeId, String option) {
    Node node = settled(poolId, nodeId);
    if (node.state == NodeState.DEALLOCATED || node.state == NodeState.DEALLOCATING) {
      throw BatchException.of(ErrorCode.OperationNotValidOnNode);
    }
    account.departures.deallocate(node, option);
  }

  /** Starts a node that was shut down. */
  public void start(String poolId, String nodeId) {
    Node node = get(poolId, nodeId);
    if (node.state != NodeState.DEALLOCATED) {
      throw BatchException.of(ErrorCode.OperationNotValidOnNode);
    }
    account.nodeLife.start(node, Disk.KEPT);
  }

  /** Gives a node no more tasks. */
  public void disableScheduling(String poolId, String nodeId, String option) {
    Node node = settled(poolId, nodeId);
    if (!node.schedulingEnabled) {
      throw BatchException.of(ErrorCode.NodeAlreadyInTargetSchedulingState);
    }
    node.schedulingEnabled = false;
    account.departures.empty(node, option, () -> account.nodeLife.settle(node));
    account.nodeLife.settle(node);
  }

  /** Gives a node tasks again. */
  public void enableScheduling(String poolId, String nodeId) {
    Node node = get(poolId, nodeId);
    if (node.schedulingEnabled) {
      throw BatchException.of(ErrorCode.NodeAlreadyInTargetSchedulingState);
    }
    node.schedulingEnabled = true;
    node.whenIdle = null;
    account.nodeLife.settle(node);
    account.placement.look(node.pool);
  }

  /** Adds an account to a node. */
  public void addUser(String poolId, String nodeId, String name, Instant expiry) {
    Node node = settled(poolId, nodeId);
    if (node.users.putIfAbsent(name, expiry) != null) {
      throw BatchException.of(ErrorCode.NodeUserExists);
    }
  }

  /** Changes an account of a node. */
  public void updateUser(String poolId, String nodeId, String name, Instant expiry) {
    Node node = settled(poolId, nodeId);
    if (node.users.replace(name, expiry) == null) {
      throw BatchException.of(ErrorCode.NodeUserNotFound);
    }
  }

  /** Removes an account from a node. */
  public void deleteUser(String poolId, String nodeId, String name) {
    if (settled(poolId, nodeId).users.remove(name) == null) {
      throw BatchException.of(ErrorCode.NodeUserNotFound);
    }
  }

  /** Takes a node's machine away, as the cloud does with those that it lets for less. */
  public void preempt(String poolId, String nodeId) {
    Node node = get(poolId, nodeId);
    if (node.kind == Node.Kind.DEDICATED) {
      throw new IllegalArgumentException(
          "a dedicated node is never preempted; choose one whose id ends in _p, not " + nodeId);
    }
    account.nodeLife.lose(node, NodeState.PREEMPTED);
  }

  /** Loses sight of a node. */
  public void lose(String poolId, String nodeId) {
    account.nodeLife.lose(get(poolId, nodeId), NodeState.UNUSABLE);
  }

  /** Makes a node unusable for a reason that is shown. */
  public void fail(String poolId, String nodeId, TaskFailure error) {
    account.nodeLife.fail(get(poolId, nodeId), error);
  }

  /** Gives a node that was preempted or lost its machine back. */
  public void restore(String poolId, String nodeId) {
    Node node = get(poolId, nodeId);
    switch (node.state) {
      case PREEMPTED -> account.nodeLife.restore(node);
      case UNUSABLE, UNKNOWN -> {
        node.errors.clear();
        account.nodeLife.start(node, Disk.BLANK);
      }
      default ->
          throw new IllegalStateException(
              "only a node that was preempted or lost can be restored, not " + node);
    }
  }

  /** Returns a node that isn't on its way into some state or out of the pool. */
  private Node settled(String poolId, String nodeId) {
    Node node = get(poolId, nodeId);
    switch (node.state) {
      case CREATING -> throw BatchException.of(ErrorCode.NodeBeingCreated);
      case STARTING -> throw BatchException.of(ErrorCode.NodeBeingStarted);
      case REBOOTING -> throw BatchException.of(ErrorCode.NodeBeingRebooted);
      case REIMAGING -> throw BatchException.of(ErrorCode.NodeBeingReimaged);
      case LEAVING_POOL, PREEMPTED, DEALLOCATING ->
          throw BatchException.of(ErrorCode.OperationNotValidOnNode);
      default -> {
        return node;
      }
    }
  }
}
