package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Why an attempt, or a whole job, did not succeed.
 *
 * @param kind for machines
 * @param message for people: what failed, which rule it broke, what to do; no secret, no signed URL
 * @param code the backend's own code, if it gave one
 */
public record JobFailure(FailureKind kind, String message, Optional<String> code) {
  /** Checks that nothing is null. */
  public JobFailure {
    requireNonNull(kind, "kind");
    requireNonNull(message, "message");
    requireNonNull(code, "code");
  }

  /** Returns a failure without a code of the backend's. */
  public static JobFailure of(FailureKind kind, String message) {
    return new JobFailure(kind, message, Optional.empty());
  }

  @Override
  public String toString() {
    return kind + ": " + message + code.map(text -> " (" + text + ")").orElse("");
  }
}
