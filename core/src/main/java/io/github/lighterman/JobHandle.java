package io.github.lighterman;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An accepted job. Safe for use by several threads. Every method but {@link #readLog} answers from
 * memory, also after the run was closed.
 */
public interface JobHandle {
  /** Returns the job's name in its run. */
  default JobId id() {
    return spec().id();
  }

  /** Returns the spec as it runs: with the run's defaults filled in. */
  JobSpec spec();

  /** Returns what is known of the job now. */
  JobStatus status();

  /**
   * Returns the attempts that have ended so far, the first one first, and so how often the job has
   * failed and why, or was taken from its machine. A copy: it does not grow.
   */
  List<Attempt> attempts();

  /** Returns how it ended, or empty as long as it's live. */
  Optional<JobResult> resultNow();

  /**
   * Returns a future that completes exactly once, with a value, when the job has ended. It
   * completes exceptionally only if the run is closed with {@link ClosePolicy#DETACH} or its
   * executor is closed before that, with {@link RunClosedException}: the job then runs on,
   * unwatched.
   *
   * <p>Every call returns a future of its own; completing or cancelling one changes nothing but
   * itself. Dependent actions run on the executor's callback threads and may block.
   */
  CompletableFuture<JobResult> result();

  /**
   * Asks for the job to be stopped, and returns when that is on the run's record, so that it
   * outlives this process. Does not wait for the job. May lose the race: {@link #result} says what
   * happened. Does nothing for an ended job, one already asked to stop, or after a close.
   *
   * @throws WorkflowException if it can't be put on the record now: this process stops the job all
   *     the same, but another one that takes the run over would not know; call again
   * @throws RunClosedException if another process has the run by now; attach to it there
   * @throws AccessLostException if the run was let go of, for its credentials were refused
   */
  void cancel();

  /**
   * Reads a piece of a log of this attempt, live or ended, without waiting for more to come.
   *
   * @param attempt from 1
   * @param offset where to start, in bytes from the log's start, 0 or more; beyond the present end
   *     the piece is empty
   * @param maxBytes how much at most, 1 byte to 16 MiB
   * @throws LogUnavailableException if there is no such attempt, or its log can't be had any more;
   *     it never changes the outcome of the job
   * @throws IllegalArgumentException if a number is out of its range
   */
  LogChunk readLog(LogStream stream, int attempt, long offset, int maxBytes);
}
