package io.github.lighterman.azure;

import io.github.lighterman.Node;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node of a pool, as the service shows it.
 *
 * @param id its name; a spot node that comes back after it was preempted has the same
 * @param state what it does
 * @param lease whether it may be taken away
 * @param since when it got into its state, by the service's clock
 * @param allocated when its machine was given to the pool, if that is known
 * @param reason what the service says of a fault of it or its start task; empty if nothing
 * @param startFailure why its start task failed, if it did
 */
record NodeView(
    String id,
    State state,
    Node.Lease lease,
    Instant since,
    Optional<Instant> allocated,
    String reason,
    Optional<StartFailure> startFailure) {
  /** The states of nodes that can't run tasks for a fault of theirs. They stay so, and cost. */
  static final Set<State> BROKEN = Set.of(State.START_TASK_FAILED, State.UNUSABLE);

  /** The states of nodes that count towards the pool's size and take no tasks, maybe for ever. */
  static final Set<State> OUT_OF_USE =
      Set.of(
          State.START_TASK_FAILED, State.UNUSABLE, State.PREEMPTED, State.UNKNOWN, State.OFFLINE);

  /** The states of nodes that run tasks, or could. */
  static final Set<State> READY = Set.of(State.IDLE, State.RUNNING);

  /** The states of nodes that run no task just now and could not, such as those that boot. */
  static final Set<State> NOT_READY = Set.copyOf(EnumSet.complementOf(EnumSet.copyOf(READY)));

  /** The states of nodes that will take tasks if all goes well. */
  static final Set<State> ON_THE_WAY =
      Set.of(
          State.CREATING,
          State.STARTING,
          State.WAITING_FOR_START_TASK,
          State.REBOOTING,
          State.REIMAGING,
          State.UPGRADING_OS);

  /**
   * What a node does.
   *
   * @see <a href="https://learn.microsoft.com/rest/api/batchservice/compute-node/list">the states
   *     of nodes</a>
   */
  enum State {
    /** Its machine is being made. */
    CREATING,
    /** It boots. */
    STARTING,
    /** Its start task runs. */
    WAITING_FOR_START_TASK,
    /** Its start task failed; it runs nothing until it boots again, and is paid for. */
    START_TASK_FAILED,
    /** It waits for tasks. */
    IDLE,
    /** It runs tasks. */
    RUNNING,
    /** It takes no tasks, since somebody told it so. */
    OFFLINE,
    /** It boots again. */
    REBOOTING,
    /** It gets its system anew. */
    REIMAGING,
    /** Its system is being renewed. */
    UPGRADING_OS,
    /** Its machine was taken away, and may come back. */
    PREEMPTED,
    /** It can't run tasks. */
    UNUSABLE,
    /** Nothing was heard of it for a while, or its state is none of these. */
    UNKNOWN,
    /** It is being shut down. */
    DEALLOCATING,
    /** It is shut down. */
    DEALLOCATED,
    /** It goes. */
    LEAVING_POOL;

    private final String word = name().toLowerCase(Locale.ROOT).replace("_", "");

    /** Returns the service's word, such as {@code starttaskfailed}. */
    String word() {
      return word;
    }

    /** Returns the state of such a name, or {@link #UNKNOWN}. */
    static State of(@Nullable String word) {
      return Stream.of(values())
          .filter(state -> state.word.equalsIgnoreCase(word))
          .findFirst()
          .orElse(UNKNOWN);
    }
  }

  /** Tells whether it can't run tasks for a fault of its own. */
  boolean isBroken() {
    return BROKEN.contains(state);
  }

  /**
   * Why a start task failed.
   *
   * @param exitCode its exit code, if its command ran to an end
   * @param code the service's own code, such as {@code FailureExitCode}
   * @param message what the service said, with details, without queries of addresses
   */
  record StartFailure(OptionalInt exitCode, String code, String message) {}
}
