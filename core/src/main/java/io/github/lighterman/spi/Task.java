package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.SecretRef;
import java.util.List;
import java.util.Map;

/**
 * What one call to a backend runs.
 *
 * @param job the staged job
 * @param argv the program and its arguments, the container engine's around them if there is one
 * @param environment the variables of the command, without secrets
 * @param secrets the variables that hold secrets, and where these lie
 */
public record Task(
    StagedJob job,
    List<String> argv,
    Map<String, String> environment,
    Map<String, SecretRef> secrets) {
  /** Copies the collections. */
  public Task {
    requireNonNull(job, "job");
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    secrets = Map.copyOf(secrets);
  }

  /** Returns the name of this attempt. */
  public TaskId id() {
    return job.submission().task();
  }
}
