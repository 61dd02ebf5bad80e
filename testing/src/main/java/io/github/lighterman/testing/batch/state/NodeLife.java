package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.NodeEvents;
import io.github.lighterman.testing.batch.execution.NodeOrder.Disk;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Moves nodes from state to state. */
final class NodeLife {
  private final Account account;

  NodeLife(Account account) {
    this.account = account;
  }

  /** Adds a new node to a pool. */
  void create(Pool pool, Node.Kind kind) {
    int number = pool.nodeCount++;
    String id = id(pool, number, kind);
    Node node = new Node(pool, id, kind, number, account.engine.stamp());
    pool.nodes.put(id, node);
    account.meter.moved(node);
    whenCreated(node);
  }

  /** Gives a node that was taken away its machine back; it keeps its id. */
  void restore(Node node) {
    move(node, NodeState.CREATING);
    node.allocationTime = node.stateTime;
    node.errors.clear();
    whenCreated(node);
  }

  /** Boots a node. */
  void start(Node node, Disk disk) {
    move(node, NodeState.STARTING);
    node.lastBootTime = node.stateTime;
    if (disk == Disk.BLANK) {
      node.disk++;
      account.preparations.forget(node);
    } else {
      account.preparations.rebooted(node);
    }
    int boot = ++node.boots;
    account.engine.after(
        half(),
        () -> {
          if (node.boots == boot && node.state == NodeState.STARTING) {
            account.execution.bootNode(account.orders.boot(node, disk), new Boot(node, boot));
          }
        });
  }

  /** Brings a node's state in line with what it does. */
  void settle(Node node) {
    if (node.state != NodeState.IDLE
        && node.state != NodeState.RUNNING
        && node.state != NodeState.OFFLINE) {
      return;
    }
    NodeState next =
        !node.tasks.isEmpty()
            ? NodeState.RUNNING
            : node.schedulingEnabled ? NodeState.IDLE : NodeState.OFFLINE;
    if (next != node.state) {
      move(node, next);
    }
  }

  /** Takes a node's machine away: its tasks run again elsewhere, and its files are lost. */
  void lose(Node node, NodeState next) {
    node.boots++;
    node.disk++;
    node.whenIdle = null;
    account.execution.loseNode(node.key());
    move(node, next);
    abandonStart(node);
    for (Task task : List.copyOf(node.tasks)) {
      account.taskLife.recover(task);
    }
    account.preparations.forget(node);
    if (next == NodeState.PREEMPTED) {
      account.settings.pace().recovery().ifPresent(time -> restoreAfter(node, time));
    }
  }

  /** Marks a node as one that can't be used, for a reason that is shown. */
  void fail(Node node, TaskFailure error) {
    lose(node, NodeState.UNUSABLE);
    node.errors.add(error);
  }

  void move(Node node, NodeState next) {
    node.move(next, account.engine.stamp());
    account.meter.moved(node);
    account.placement.look(node.pool);
  }

  /** Gives a preempted node its machine back as soon as there is one to be had. */
  private void restoreAfter(Node node, Duration time) {
    int boot = node.boots;
    account.engine.after(
        time,
        () -> {
          if (node.boots != boot || node.state != NodeState.PREEMPTED) {
            return;
          }
          if (account.capacity.left(node.pool, node.kind) > 0) {
            restore(node);
          } else {
            restoreAfter(node, time);
          }
        });
  }

  void abandonStart(Node node) {
    if (node.startRun != null && !node.startRun.isCompleted()) {
      node.startRun.abandon();
    }
  }

  private void whenCreated(Node node) {
    int boot = ++node.boots;
    account.engine.after(
        half(),
        () -> {
          if (node.boots == boot && node.state == NodeState.CREATING) {
            start(node, Disk.BLANK);
          }
        });
  }

  private void booted(Node node) {
    JsonNode startTask = node.pool.spec.path("startTask");
    if (!(startTask instanceof ObjectNode task)) {
      node.startTask = null;
      node.startRun = null;
      becomeUsable(node);
      return;
    }
    node.startTask = task;
    boolean waits = task.path("waitForSuccess").asBoolean(true);
    AuxiliaryRun run = new AuxiliaryRun(account.engine.stamp());
    node.startRun = run;
    if (waits) {
      move(node, NodeState.WAITING_FOR_START_TASK);
    } else {
      becomeUsable(node);
    }
    account.auxiliary.start(
        run,
        new AuxiliaryTasks.Plan(
            () -> account.orders.start(node, task),
            task.path("maxTaskRetryCount").asInt(0),
            Ticks.MAX),
        () -> startTaskEnded(node, run));
  }

  private void startTaskEnded(Node node, AuxiliaryRun run) {
    if (node.startRun != run || node.state != NodeState.WAITING_FOR_START_TASK) {
      return;
    }
    if (run.succeeded) {
      becomeUsable(node);
    } else {
      move(node, NodeState.START_TASK_FAILED);
    }
    account.departures.taskLeft(node);
  }

  private void becomeUsable(Node node) {
    move(node, node.schedulingEnabled ? NodeState.IDLE : NodeState.OFFLINE);
  }

  private Duration half() {
    return account.settings.pace().boot().dividedBy(2);
  }

  /** The real service's ids are 64 hexadecimal digits and the kind, too; these are repeatable. */
  private String id(Pool pool, int number, Node.Kind kind) {
    String name = account.settings.accountName() + "/" + pool.id + "/" + pool.number + "/" + number;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "tvmps_"
          + HexFormat.of().formatHex(hash)
          + (kind == Node.Kind.DEDICATED ? "_d" : "_p");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Listens to one boot of a node. */
  private final class Boot implements NodeEvents {
    private final Node node;
    private final int boot;

    Boot(Node node, int boot) {
      this.node = node;
      this.boot = boot;
    }

    @Override
    public void ready() {
      account.engine.report(
          () -> {
            if (isAwaited()) {
              booted(node);
            }
          });
    }

    @Override
    public void failed(TaskFailure failure) {
      account.engine.report(
          () -> {
            if (isAwaited()) {
              fail(node, failure);
            }
          });
    }

    private boolean isAwaited() {
      return node.boots == boot && node.state == NodeState.STARTING;
    }
  }
}
