package io.github.lighterman.testing.batch.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts how long nodes have a machine, which costs. Called with the engine's lock held. */
public final class Meter {
  private final Account account;
  private final Map<Line, Duration> past = new LinkedHashMap<>();
  private final Map<Node, Instant> since = new HashMap<>();

  Meter(Account account) {
    this.account = account;
  }

  /** What a time is counted for. */
  public record Line(String poolId, String vmSize, Node.Kind kind) {}

  /** Makes something of each line and its time. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads a line. */
    T read(Line line, Duration time);
  }

  /** Returns what was counted until now, pools that are gone too. */
  public <T> List<T> read(Reader<T> reader) {
    Instant now = account.engine.now();
    Map<Line, Duration> all = new LinkedHashMap<>(past);
    since.forEach(
        (node, start) -> all.merge(line(node), Duration.between(start, now), Duration::plus));
    List<T> lines = new ArrayList<>();
    all.forEach((line, time) -> lines.add(reader.read(line, time)));
    return lines;
  }

  /** Notes that a node is in another state, or new. */
  void moved(Node node) {
    if (node.state.hasMachine()) {
      since.putIfAbsent(node, account.engine.now());
    } else {
      left(node);
    }
  }

  /** Notes that a node has lost its machine. */
  void left(Node node) {
    Instant start = since.remove(node);
    if (start != null) {
      past.merge(line(node), Duration.between(start, account.engine.now()), Duration::plus);
    }
  }

  private static Line line(Node node) {
    return new Line(node.pool.id, node.pool.vmSize(), node.kind);
  }
}
