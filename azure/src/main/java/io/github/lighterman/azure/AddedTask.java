package io.github.lighterman.azure;

/**
 * What became of a task that was to be added.
 *
 * @param taskId which
 * @param status what became of it
 * @param code the service's own code if it was not added, such as {@code TaskExists}; else empty
 * @param message what the service said if it was not added; else empty
 */
record AddedTask(String taskId, Status status, String code, String message) {
  /** What became of a task. */
  enum Status {
    /** It's there now. */
    ADDED,
    /** A task of this id was there before. */
    EXISTS,
    /** The service refuses it as it is, and would again. */
    REFUSED,
    /** It was not added this time; later it may work. */
    TRY_AGAIN
  }
}
