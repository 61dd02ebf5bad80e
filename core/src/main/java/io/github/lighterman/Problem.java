package io.github.lighterman;

import static java.util.Objects.requireNonNull;

/**
 * Why something is refused: the thing, the rule that it breaks, and the way out.
 *
 * @param kind for machines
 * @param thing what is refused, by name
 * @param rule what holds for it and is broken
 * @param remedy what to do instead
 */
public record Problem(Kind kind, String thing, String rule, String remedy) {
  /** Kinds, for machines. */
  public enum Kind {
    /** The spec breaks a rule that holds for every executor. */
    INVALID,
    /** The executor can't do what the spec asks for. */
    UNSUPPORTED,
    /** No machine that the executor can have is large enough. */
    IMPOSSIBLE_RESOURCES,
    /** The id is taken by another job. */
    CONFLICT,
    /** It depends on a job that the run doesn't have. */
    UNKNOWN_DEPENDENCY,
    /** It depends on itself, through others or directly. */
    CYCLE,
    /** Too many jobs are live already; the same call can succeed once some have ended. */
    QUEUE_FULL
  }

  /** Checks that nothing is null. */
  public Problem {
    requireNonNull(kind, "kind");
    requireNonNull(thing, "thing");
    requireNonNull(rule, "rule");
    requireNonNull(remedy, "remedy");
  }

  /** Tells whether the same call can succeed later. */
  public boolean isTransient() {
    return kind == Kind.QUEUE_FULL;
  }

  /** Returns all of it as two sentences. */
  @Override
  public String toString() {
    return thing + " " + rule + ". " + remedy + ".";
  }
}
