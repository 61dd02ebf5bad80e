package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import java.time.Instant;
import java.util.Optional;

/**
 * A fact: what a backend said of one attempt. May come late, twice, or not at all; {@link
 * JobLifecycle} copes.
 *
 * @param task which attempt
 * @param phase how far it is
 * @param at when it got there, by the backend's clock
 * @param pending why it waits, in {@link Phase#PENDING}
 * @param node where it is, once it's known
 * @param end how it ended, in {@link Phase#ENDED} and in no other
 */
public record TaskReport(
    TaskId task,
    Phase phase,
    Instant at,
    Optional<PendingReason> pending,
    Optional<Node> node,
    Optional<TaskEnd> end) {
  /** How far an attempt is. */
  public enum Phase {
    /** Waits for a place to run. */
    PENDING,
    /** Has a place; image and inputs are brought there. */
    PREPARING,
    /** Its command runs. */
    RUNNING,
    /** Its command has ended; outputs are brought home. */
    FINALIZING,
    /** It's over, with all that belongs to it. */
    ENDED,
    /** Direct look-ups agree that the backend knows nothing of it. */
    MISSING
  }

  /**
   * Checks that an end is there when it has to be.
   *
   * @throws IllegalArgumentException if phase and end don't go together
   */
  public TaskReport {
    requireNonNull(task, "task");
    requireNonNull(phase, "phase");
    requireNonNull(at, "at");
    requireNonNull(pending, "pending");
    requireNonNull(node, "node");
    if ((phase == Phase.ENDED) != end.isPresent()) {
      throw new IllegalArgumentException("an end belongs to ENDED alone, not to " + phase);
    }
  }

  /** Returns the report that an attempt has got to this phase, which is not the last. */
  public static TaskReport of(TaskId task, Phase phase, Instant at) {
    return new TaskReport(task, phase, at, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns the report that an attempt waits, and why. */
  public static TaskReport pending(TaskId task, Instant at, PendingReason reason) {
    return new TaskReport(
        task, Phase.PENDING, at, Optional.of(reason), Optional.empty(), Optional.empty());
  }

  /** Returns the report that an attempt is over. */
  public static TaskReport ended(TaskId task, Instant at, TaskEnd end) {
    return new TaskReport(
        task, Phase.ENDED, at, Optional.empty(), Optional.empty(), Optional.of(end));
  }

  /** Returns a copy that tells where the attempt is. */
  public TaskReport on(Node node) {
    return new TaskReport(task, phase, at, pending, Optional.of(node), end);
  }
}
