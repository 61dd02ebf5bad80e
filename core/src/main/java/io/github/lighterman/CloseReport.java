package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What closing a run did.
 *
 * @param run which
 * @param policy what was asked for
 * @param cancelled the jobs that were live and ended cancelled
 * @param detached the jobs that run on
 * @param deleted what was deleted, by name
 * @param kept what was made for the run and left on purpose, by name
 * @param failed what should have been deleted and could not be, by name and with the reason; a
 *     later call of {@link WorkflowExecutor#attach} and close tries again
 */
public record CloseReport(
    RunId run,
    ClosePolicy policy,
    List<JobId> cancelled,
    List<JobId> detached,
    List<String> deleted,
    List<String> kept,
    List<String> failed) {
  /** Copies the lists. */
  public CloseReport {
    requireNonNull(run, "run");
    requireNonNull(policy, "policy");
    cancelled = List.copyOf(cancelled);
    detached = List.copyOf(detached);
    deleted = List.copyOf(deleted);
    kept = List.copyOf(kept);
    failed = List.copyOf(failed);
  }
}
