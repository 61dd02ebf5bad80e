package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What an executor is and can do.
 *
 * @param name the name of its provider
 * @param traits what it can do, as it's set up now
 */
public record ExecutorInfo(String name, Set<Trait> traits) {
  /** Copies the set. */
  public ExecutorInfo {
    requireNonNull(name, "name");
    traits = Set.copyOf(traits);
  }
}
