package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.NodeOrder.Disk;
import java.util.List;

/** Empties nodes of their tasks, and then reboots, reimages, stops or removes them. */
final class Departures {
  private final Account account;

  Departures(Account account) {
    this.account = account;
  }

  /**
   * Rids a node of its tasks and then does something with it.
   *
   * @param option what becomes of the tasks: requeue, terminate or taskcompletion
   */
  void empty(Node node, String option, Runnable then) {
    requireKnown(option);
    node.whenIdle = then;
    for (Task task : List.copyOf(node.tasks)) {
      if (option.equals("requeue")) {
        if (task.state == TaskState.PREPARING) {
          account.taskLife.recover(task);
        } else {
          account.taskLife.stop(task, Task.Stop.REQUEUED);
        }
      } else if (option.equals("terminate")) {
        account.taskLife.terminate(task);
      }
    }
    taskLeft(node);
  }

  /** Goes on with a node that is to be emptied, if it is empty. */
  void taskLeft(Node node) {
    Runnable then = node.whenIdle;
    if (then != null && node.tasks.isEmpty()) {
      account.engine.later(
          () -> {
            // Until then it takes no tasks, so that those it was rid of don't come back to it.
            if (node.whenIdle == then && node.tasks.isEmpty()) {
              node.whenIdle = null;
              then.run();
            }
          });
    }
  }

  /** Reboots a node, with its files kept or lost. */
  void reboot(Node node, String option, NodeState state) {
    empty(
        node,
        option,
        () -> {
          if (!node.state.canBecome(state)) {
            return;
          }
          account.nodeLife.abandonStart(node);
          if (state == NodeState.REIMAGING) {
            account.execution.loseNode(node.key());
          }
          account.nodeLife.move(node, state);
          int boot = ++node.boots;
          account.engine.after(
              account.settings.pace().boot(),
              () -> {
                if (node.boots == boot && node.state == state) {
                  account.nodeLife.start(
                      node, state == NodeState.REIMAGING ? Disk.BLANK : Disk.KEPT);
                }
              });
        });
  }

  /** Shuts a node down; it stays in its pool. */
  void deallocate(Node node, String option) {
    empty(
        node,
        option,
        () -> {
          if (!node.state.canBecome(NodeState.DEALLOCATING)) {
            return;
          }
          account.nodeLife.abandonStart(node);
          account.nodeLife.move(node, NodeState.DEALLOCATING);
          int boot = ++node.boots;
          account.engine.after(
              account.settings.pace().boot(),
              () -> {
                if (node.boots == boot && node.state == NodeState.DEALLOCATING) {
                  account.nodeLife.move(node, NodeState.DEALLOCATED);
                }
              });
        });
  }

  /** Takes a node out of its pool. */
  void remove(Node node, String option) {
    requireKnown(option);
    if (node.state == NodeState.LEAVING_POOL) {
      return;
    }
    node.boots++;
    account.nodeLife.move(node, NodeState.LEAVING_POOL);
    empty(node, option, () -> vanish(node));
  }

  private void vanish(Node node) {
    account.nodeLife.abandonStart(node);
    node.pool.nodes.remove(node.id);
    account.meter.left(node);
    account.execution.loseNode(node.key());
    account.preparations.forget(node);
    account.allocation.nodeLeft(node.pool);
  }

  private static void requireKnown(String option) {
    if (option.equals("retaineddata")) {
      throw BatchException.notEmulated("The option retaineddata");
    }
  }
}
