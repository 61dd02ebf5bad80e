package io.github.lighterman.azure;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Batch task, as the service shows it.
 *
 * @param id its name in its Batch job
 * @param displayName what people see
 * @param state where it is
 * @param since when it got there, by the service's clock
 * @param started when it last began to run, if it did
 * @param ended when it ended, if it did
 * @param exitCode its exit code, if its command ran to an end
 * @param failure why it failed, if it did
 * @param nodeId where it is, if it has got a node
 * @param after the tasks of its Batch job that it waits for, or has waited for
 */
record TaskView(
    String id,
    String displayName,
    State state,
    Instant since,
    Optional<Instant> started,
    Optional<Instant> ended,
    OptionalInt exitCode,
    Optional<TaskFailure> failure,
    Optional<String> nodeId,
    List<String> after) {
  /** Where a task is. */
  enum State {
    /** Waits for others or for a node. */
    ACTIVE,
    /** Its node does the job's preparation first. */
    PREPARING,
    /** Its files are brought, its command runs, or its outputs are taken. */
    RUNNING,
    /** It's over. */
    COMPLETED
  }

  /**
   * Why a task failed.
   *
   * @param category {@code UserError} or {@code ServerError}, in any case
   * @param code the service's own code, such as {@code FailureExitCode}
   * @param message what the service said, with details, without queries of addresses
   */
  record TaskFailure(String category, String code, String message) {}
}
