package io.github.lighterman.testing.contract;

import static java.util.Objects.requireNonNull;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a {@link Work} is done in Java: what a process would have.
 *
 * @param directory the job's directory, which relative paths start from
 * @param out what the job prints goes here
 * @param err what it prints as an error goes here
 * @param environment its variables
 */
public record Workplace(
    Path directory, OutputStream out, OutputStream err, Map<String, String> environment) {
  /** Copies the variables. */
  public Workplace {
    requireNonNull(directory, "directory");
    requireNonNull(out, "out");
    requireNonNull(err, "err");
    environment = Map.copyOf(environment);
  }

  Path resolve(String path) {
    return directory.resolve(path);
  }

  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** Returns the number of the attempt that is under way; 1 if nobody says. */
  int attempt() {
    return Integer.parseInt(environment.getOrDefault("LIGHTERMAN_ATTEMPT", "1"));
  }
}
