package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A size that follows the jobs. The service itself finds it, by a formula that this library writes,
 * so that the pool grows and shrinks also while no driver is there. It has nodes for the slots that
 * its tasks take, and none when there is no task. Spot nodes come first: dedicated ones above their
 * least number are there for what spot nodes can't do, because there are no more of them allowed or
 * because they were taken away.
 *
 * <p>A node that is to go ends its tasks first. A pool whose run hasn't been heard of for some time
 * keeps no least number of nodes. A pool in which no task has run for an hour, although tasks
 * waited and nodes were there, is broken: it goes down to no node, and is tried with one for 20
 * minutes of every hour and a half until a task runs.
 *
 * @param nodes dedicated nodes, none without
 * @param spotNodes nodes that can be taken away, none without
 * @param first how many nodes there are at least for the first {@code idle}, so that a new pool
 *     needn't wait for its first figures; 0 without, and no more than both kinds may have
 * @param idle how long a node is kept once nothing needs it; {@code interval} to 168 hours, 5
 *     minutes without or the interval if that is longer
 * @param interval how often the service looks, 5 minutes to 168 hours, 5 minutes without
 * @param orphanTime how long a pool whose run was forgotten still gets nodes for tasks that wait; 1
 *     hour to 180 days, 7 days without. Tasks that run by then are ended all the same
 */
public record AutoScale(
    NodeRange nodes,
    NodeRange spotNodes,
    int first,
    Duration idle,
    Duration interval,
    Duration orphanTime)
    implements PoolScale {
  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(7);

  /**
   * Checks that the parts go together.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public AutoScale {
    requireNonNull(nodes, "nodes");
    requireNonNull(spotNodes, "spotNodes");
    requireInterval(interval);
    requireDuration("idle", idle, interval, LONGEST);
    requireDuration("orphanTime", orphanTime, Duration.ofHours(1), Duration.ofDays(180));
    int most = nodes.most() + spotNodes.most();
    if (most == 0) {
      throw new IllegalArgumentException(
          "a pool that scales must be allowed a node; call nodes(0, most) or spotNodes(0, most)");
    }
    if (first < 0 || first > most) {
      throw new IllegalArgumentException(
          "first must be 0 to "
              + most
              + ", the most nodes of both kinds, not "
              + first
              + "; lower it or raise the most");
    }
  }

  /** Returns a builder of a size between no node and a number that must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that begins with what this is. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.nodes = nodes;
    builder.spotNodes = spotNodes;
    builder.first = first;
    builder.idle = idle;
    builder.interval = interval;
    builder.orphanTime = orphanTime;
    return builder;
  }

  /** Tells whether the pool has no node when there is nothing to do. */
  public boolean goesToZero() {
    return nodes.least() + spotNodes.least() == 0;
  }

  /**
   * Returns the formula that the service evaluates for such a pool when no driver tells it more
   * than it sees; for whoever looks after a pool himself. It takes each task for one of a single
   * slot.
   *
   * @param slotsPerNode how many slots a node of the pool has, 1 to 256
   * @param forgottenAt from when on it keeps no least number of nodes
   * @throws IllegalArgumentException if {@code slotsPerNode} is out of its range
   */
  public String formula(int slotsPerNode, Instant forgottenAt) {
    return ScaleFormula.text(this, slotsPerNode, ScaleHint.none(forgottenAt));
  }

  static void requireInterval(Duration interval) {
    requireDuration("interval", interval, SHORTEST, LONGEST);
  }

  private static void requireDuration(
      String name, Duration value, Duration least, Duration longest) {
    if (requireNonNull(value, name).compareTo(least) < 0 || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          name
              + " must be "
              + least.toMinutes()
              + " minutes to "
              + longest.toHours()
              + " hours, not "
              + value
              + (name.equals("idle") ? "; it can't be below the interval between two looks" : ""));
    }
  }

  /** Builds such a size. Not safe for use by several threads. */
  public static final class Builder {
    private NodeRange nodes = NodeRange.NONE;
    private NodeRange spotNodes = NodeRange.NONE;
    private int first;
    private @Nullable Duration idle;
    private Duration interval = SHORTEST;
    private Duration orphanTime = Duration.ofDays(7);

    private Builder() {}

    /**
     * Allows dedicated nodes, 0 to 1,000.
     *
     * @throws IllegalArgumentException if one is out of its range, or {@code least} above {@code
     *     most}
     */
    public Builder nodes(int least, int most) {
      nodes = new NodeRange(least, most);
      return this;
    }

    /**
     * Allows nodes that can be taken away, 0 to 1,000.
     *
     * @throws IllegalArgumentException if one is out of its range, or {@code least} above {@code
     *     most}
     */
    public Builder spotNodes(int least, int most) {
      spotNodes = new NodeRange(least, most);
      return this;
    }

    /** Begins with so many nodes, 0 or more, before anything is known of the tasks. */
    public Builder first(int value) {
      first = value;
      return this;
    }

    /** Keeps nodes for this long once nothing needs them, the interval to 168 hours. */
    public Builder idle(Duration value) {
      idle = requireNonNull(value, "value");
      return this;
    }

    /** Has the service look this often, 5 minutes to 168 hours. */
    public Builder interval(Duration value) {
      interval = requireNonNull(value, "value");
      return this;
    }

    /** Works off waiting tasks of a forgotten run for this long, 1 hour to 180 days. */
    public Builder orphanTime(Duration value) {
      orphanTime = requireNonNull(value, "value");
      return this;
    }

    /**
     * Returns the size.
     *
     * @throws IllegalArgumentException if something is out of its range
     */
    public AutoScale build() {
      Duration kept = idle == null ? interval : idle;
      return new AutoScale(nodes, spotNodes, first, kept, interval, orphanTime);
    }
  }
}
