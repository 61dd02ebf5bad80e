package io.github.lighterman.testing.batch.fault;

import static java.util.Objects.requireNonNull;

/**
 * An operation of the service, as far as faults care.
 *
 * @param name the service's name for it, such as {@code Job_Add}
 * @param method the method of HTTP
 * @param path the template of its path, such as <code>/jobs/{jobId}</code>
 */
public record ServiceOperation(String name, String method, String path) {
  /** Checks that nothing is missing. */
  public ServiceOperation {
    requireNonNull(name, "name");
    requireNonNull(method, "method");
    requireNonNull(path, "path");
  }

  boolean reads() {
    return method.equals("GET") || method.equals("HEAD") || name.equals("Pool_EvaluateAutoScale");
  }
}
