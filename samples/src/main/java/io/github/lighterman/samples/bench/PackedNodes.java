package io.github.lighterman.samples.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that are there the moment a task needs one and gone the moment the last of theirs ends, on
 * the fullest of which each task starts as soon as there is a slot: the best that a pool could do
 * that lets no task wait and doesn't know how long tasks take. Time is in seconds since the
 * beginning, and never goes back.
 */
final class PackedNodes {
  private static final class Node {
    long since;
    int used;
  }

  private record Running(long end, Node node) {}

  private final int slots;
  private final int most;
  private final List<Node> nodes = new ArrayList<>();
  private final Queue<Running> running =
      new PriorityQueue<>(Comparator.comparingLong(Running::end));
  private final Queue<Duration> waiting = new ArrayDeque<>();
  private long seconds;

  /** Begins without a node, and never has more than {@code most}. */
  PackedNodes(int slots, int most) {
    this.slots = slots;
    this.most = most;
  }

  /** Has tasks come that take so long. */
  void submit(long now, List<Duration> each) {
    passTo(now);
    waiting.addAll(each);
    begin(now);
  }

  /** Works off all that is left, and returns the hours for which nodes were there. */
  double hours() {
    passTo(Long.MAX_VALUE);
    return seconds / 3600.0;
  }

  private void passTo(long now) {
    while (!running.isEmpty() && running.element().end() <= now) {
      Running over = running.remove();
      over.node().used--;
      begin(over.end());
      if (over.node().used == 0) {
        seconds += over.end() - over.node().since;
        nodes.remove(over.node());
      }
    }
  }

  private void begin(long now) {
    while (!waiting.isEmpty()) {
      Node node = fullest(now);
      if (node == null) {
        return;
      }
      node.used++;
      running.add(new Running(now + waiting.remove().toSeconds(), node));
    }
  }

  private @Nullable Node fullest(long now) {
    Node fullest =
        nodes.stream()
            .filter(node -> node.used < slots)
            .max(Comparator.comparingInt(node -> node.used))
            .orElse(null);
    if (fullest == null && nodes.size() < most) {
      fullest = new Node();
      fullest.since = now;
      nodes.add(fullest);
    }
    return fullest;
  }
}
