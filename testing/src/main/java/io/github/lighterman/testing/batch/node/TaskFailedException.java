package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.TaskFailure;

/** The attempt goes no further, for a reason that the service has a code for. */
final class TaskFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient TaskFailure failure;

  TaskFailedException(TaskFailure failure) {
    super(failure.code());
    this.failure = failure;
  }

  TaskFailure failure() {
    return failure;
  }
}
