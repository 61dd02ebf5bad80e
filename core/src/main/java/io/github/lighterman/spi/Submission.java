package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A job, accepted for one attempt.
 *
 * @param run its run
 * @param spec what to do, with the run's defaults filled in
 * @param attempt which attempt, from 1
 * @param acceptedAt when the job was accepted, the same for all its attempts
 * @param resources what this attempt needs, which can differ from what the spec asks for
 */
public record Submission(
    RunId run, JobSpec spec, int attempt, Instant acceptedAt, Resources resources) {
  /** Checks that nothing is null. */
  public Submission {
    requireNonNull(run, "run");
    requireNonNull(spec, "spec");
    requireNonNull(acceptedAt, "acceptedAt");
    requireNonNull(resources, "resources");
  }

  /**
   * Returns the variables that the command finds in its environment besides secrets: the spec's,
   * and ours that say which run, job and attempt it is and what it has been granted.
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(spec.environment());
    environment.put("LIGHTERMAN_RUN", run.value());
    environment.put("LIGHTERMAN_JOB", spec.id().value());
    environment.put("LIGHTERMAN_ATTEMPT", Integer.toString(attempt));
    environment.put("LIGHTERMAN_CPUS", Double.toString(resources.cpus()));
    resources
        .memory()
        .ifPresent(size -> environment.put("LIGHTERMAN_MEMORY", Long.toString(size.bytes())));
    return environment;
  }

  /** Returns the name of this attempt. */
  public TaskId task() {
    return new TaskId(spec.id(), attempt);
  }
}
