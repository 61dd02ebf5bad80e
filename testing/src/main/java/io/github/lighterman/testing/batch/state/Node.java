package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A node of a pool. Guarded by the engine's lock. */
public final class Node {
  private static final int RECENT = 10;

  /** Whether a node may be taken away. */
  public enum Kind {
    /** It stays. */
    DEDICATED,
    /** It may be preempted. */
    SPOT
  }

  final Pool pool;
  final String id;
  final Kind kind;
  final int number;
  final Set<Task> tasks = new LinkedHashSet<>();
  final Deque<Task> recentTasks = new ArrayDeque<>();
  final List<TaskFailure> errors = new ArrayList<>();
  final Map<String, Instant> users = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  NodeState state = NodeState.CREATING;
  Instant stateTime;
  Instant allocationTime;
  @Nullable Instant lastBootTime;
  boolean schedulingEnabled = true;
  int usedSlots;
  int totalTasksRun;
  int totalTasksSucceeded;
  @Nullable ObjectNode startTask;
  @Nullable AuxiliaryRun startRun;
  @Nullable Runnable whenIdle;

  /** Rises with each boot: what was begun before a boot isn't heard of after it. */
  int boots;

  /** Rises each time when its files are lost. */
  int disk;

  Node(Pool pool, String id, Kind kind, int number, Instant now) {
    this.pool = pool;
    this.id = id;
    this.kind = kind;
    this.number = number;
    this.stateTime = now;
    this.allocationTime = now;
  }

  /** Returns its id. */
  public String id() {
    return id;
  }

  /** Returns its state. */
  public NodeState state() {
    return state;
  }

  /** Returns whether it may be taken away. */
  public Kind kind() {
    return kind;
  }

  /** Returns its name for those who run tasks on it. */
  public NodeKey key() {
    return new NodeKey(pool.id, id);
  }

  boolean isUp() {
    return state.isUp();
  }

  int freeSlots() {
    return pool.slotsPerNode() - usedSlots;
  }

  /** Tells whether new tasks may be placed on it. */
  boolean takesTasks() {
    return (state == NodeState.IDLE || state == NodeState.RUNNING)
        && schedulingEnabled
        && whenIdle == null;
  }

  void occupy(Task task) {
    tasks.add(task);
    usedSlots += task.slots;
  }

  void vacate(Task task) {
    if (tasks.remove(task)) {
      usedSlots -= task.slots;
    }
  }

  void remember(Task task) {
    totalTasksRun++;
    if (task.succeeded) {
      totalTasksSucceeded++;
    }
    recentTasks.remove(task);
    recentTasks.addFirst(task);
    if (recentTasks.size() > RECENT) {
      recentTasks.removeLast();
    }
  }

  void move(NodeState next, Instant stamp) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException(this + " can't become " + next);
    }
    state = next;
    stateTime = stamp;
  }

  @Override
  public String toString() {
    return "Node[" + pool.id + "/" + id + ", " + state + "]";
  }
}
