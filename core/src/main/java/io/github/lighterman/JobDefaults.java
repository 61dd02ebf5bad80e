package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * What a run's jobs get where they say nothing themselves.
 *
 * @param image the container image
 * @param environment variables; a job's own of the same name wins
 * @param resources what a job needs
 * @param retry when a job is tried again
 * @param timeouts how long a job may wait and run
 */
public record JobDefaults(
    Optional<String> image,
    Map<String, String> environment,
    Resources resources,
    RetryPolicy retry,
    Timeouts timeouts) {
  private static final JobDefaults NONE =
      new JobDefaults(
          Optional.empty(),
          Map.of(),
          Resources.ofDefaults(),
          RetryPolicy.ofDefaults(),
          Timeouts.none());

  /** Checks that nothing is null. */
  public JobDefaults {
    requireNonNull(image, "image");
    environment = Map.copyOf(environment);
    requireNonNull(resources, "resources");
    requireNonNull(retry, "retry");
    requireNonNull(timeouts, "timeouts");
  }

  /** Returns no image, no variables, and the defaults of all else. */
  public static JobDefaults ofDefaults() {
    return NONE;
  }

  /** Returns a copy with this image. */
  public JobDefaults withImage(String image) {
    return new JobDefaults(Optional.of(image), environment, resources, retry, timeouts);
  }

  /** Returns a copy with these variables. */
  public JobDefaults withEnvironment(Map<String, String> environment) {
    return new JobDefaults(image, environment, resources, retry, timeouts);
  }

  /** Returns a copy with these resources. */
  public JobDefaults withResources(Resources resources) {
    return new JobDefaults(image, environment, resources, retry, timeouts);
  }

  /** Returns a copy with this retry policy. */
  public JobDefaults withRetry(RetryPolicy retry) {
    return new JobDefaults(image, environment, resources, retry, timeouts);
  }

  /** Returns a copy with these timeouts. */
  public JobDefaults withTimeouts(Timeouts timeouts) {
    return new JobDefaults(image, environment, resources, retry, timeouts);
  }
}
