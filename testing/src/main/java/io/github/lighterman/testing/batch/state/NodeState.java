package io.github.lighterman.testing.batch.state;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The states of a node, and which may follow which. */
public enum NodeState {
  /** Its machine is being made. */
  CREATING("creating"),
  /** It boots and pulls images. */
  STARTING("starting"),
  /** Its start task runs, and tasks have to wait for it. */
  WAITING_FOR_START_TASK("waitingForStartTask"),
  /** Its start task failed. */
  START_TASK_FAILED("startTaskFailed"),
  /** It could run tasks. */
  IDLE("idle"),
  /** It runs tasks. */
  RUNNING("running"),
  /** It takes no tasks, since it was told so. */
  OFFLINE("offline"),
  /** It reboots. */
  REBOOTING("rebooting"),
  /** It gets a new operating system. */
  REIMAGING("reimaging"),
  /** Its machine was taken away. */
  PREEMPTED("preempted"),
  /** It can't be used. */
  UNUSABLE("unusable"),
  /** Nothing was heard of it for a while. */
  UNKNOWN("unknown"),
  /** Its operating system is being upgraded. */
  UPGRADING_OS("upgradingOS"),
  /** It is being shut down. */
  DEALLOCATING("deallocating"),
  /** It is shut down. */
  DEALLOCATED("deallocated"),
  /** It is being removed. */
  LEAVING_POOL("leavingPool");

  private static final Set<NodeState> GONE = EnumSet.of(LEAVING_POOL, PREEMPTED, UNUSABLE, UNKNOWN);
  private static final Set<NodeState> USED =
      EnumSet.of(
          IDLE, RUNNING, OFFLINE, WAITING_FOR_START_TASK, REBOOTING, REIMAGING, DEALLOCATING);
  private static final Map<NodeState, Set<NodeState>> NEXT = table();

  private final String count;

  NodeState(String count) {
    this.count = count;
  }

  private static Map<NodeState, Set<NodeState>> table() {
    Map<NodeState, Set<NodeState>> next = new EnumMap<>(NodeState.class);
    next.put(CREATING, EnumSet.of(STARTING));
    next.put(STARTING, EnumSet.of(WAITING_FOR_START_TASK, IDLE, RUNNING, OFFLINE));
    next.put(WAITING_FOR_START_TASK, EnumSet.of(START_TASK_FAILED));
    next.put(START_TASK_FAILED, EnumSet.of(REBOOTING, REIMAGING, DEALLOCATING));
    next.put(IDLE, EnumSet.of(START_TASK_FAILED, UPGRADING_OS));
    next.put(RUNNING, EnumSet.of(START_TASK_FAILED));
    next.put(OFFLINE, EnumSet.of(START_TASK_FAILED));
    next.put(REBOOTING, EnumSet.of(STARTING));
    next.put(REIMAGING, EnumSet.of(STARTING));
    next.put(UPGRADING_OS, EnumSet.of(STARTING));
    next.put(PREEMPTED, EnumSet.of(CREATING));
    next.put(UNUSABLE, EnumSet.of(STARTING, REBOOTING, REIMAGING));
    next.put(UNKNOWN, EnumSet.of(IDLE, STARTING));
    next.put(DEALLOCATING, EnumSet.of(DEALLOCATED));
    next.put(DEALLOCATED, EnumSet.of(STARTING));
    next.put(LEAVING_POOL, EnumSet.noneOf(NodeState.class));
    Set<NodeState> up = EnumSet.of(IDLE, RUNNING, OFFLINE, WAITING_FOR_START_TASK);
    next.forEach(
        (state, following) -> {
          if (up.contains(state)) {
            following.addAll(USED);
          }
          if (state != LEAVING_POOL) {
            following.addAll(GONE);
          }
        });
    next.forEach((state, following) -> following.remove(state));
    return next;
  }

  /** Returns the service's word. */
  public String wire() {
    return count.toLowerCase(Locale.ROOT);
  }

  /** Returns the service's word in counts of nodes. */
  public String count() {
    return count;
  }

  boolean canBecome(NodeState next) {
    return NEXT.getOrDefault(this, Set.of()).contains(next);
  }

  /** Tells whether a machine is there, which then has its price. */
  boolean hasMachine() {
    return this != PREEMPTED && this != DEALLOCATED;
  }

  /** Tells whether a machine is there that has booted, so that it can run something. */
  boolean isUp() {
    return this == IDLE
        || this == RUNNING
        || this == OFFLINE
        || this == WAITING_FOR_START_TASK
        || this == START_TASK_FAILED;
  }
}
