package io.github.lighterman.nextflow;

import nextflow.exception.ProcessException;
import nextflow.exception.ProcessRetryableException;

/** A task ended through no fault of its own, and Nextflow tries it again without counting. */
final class LostMachineException extends ProcessException implements ProcessRetryableException {
  private static final long serialVersionUID = 1;

  LostMachineException(String message) {
    super(message);
  }
}
