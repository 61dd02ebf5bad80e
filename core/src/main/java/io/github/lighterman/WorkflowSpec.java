package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * One workflow.
 *
 * @param id its name, unique at the backend
 * @param sources what belongs to it as a whole
 * @param defaults what its jobs get where they say nothing themselves
 * @param closePolicy what {@link WorkflowRun#close} does
 * @param labels what its owner wants to find it by
 */
public record WorkflowSpec(
    RunId id,
    Optional<Sources> sources,
    JobDefaults defaults,
    ClosePolicy closePolicy,
    Map<String, String> labels) {
  /** Checks that nothing is null. */
  public WorkflowSpec {
    requireNonNull(id, "id");
    requireNonNull(sources, "sources");
    requireNonNull(defaults, "defaults");
    requireNonNull(closePolicy, "closePolicy");
    labels = Map.copyOf(labels);
  }

  /**
   * Returns a workflow with an id generated from {@code name}, no sources, {@link
   * JobDefaults#ofDefaults}, {@link ClosePolicy#CLEAN_IF_SUCCEEDED} and no labels.
   */
  public static WorkflowSpec of(String name) {
    return of(RunId.generate(name));
  }

  /**
   * Returns a workflow with no sources, {@link JobDefaults#ofDefaults}, {@link
   * ClosePolicy#CLEAN_IF_SUCCEEDED} and no labels.
   */
  public static WorkflowSpec of(RunId id) {
    return new WorkflowSpec(
        id, Optional.empty(), JobDefaults.ofDefaults(), ClosePolicy.CLEAN_IF_SUCCEEDED, Map.of());
  }

  /** Returns a copy with these sources. */
  public WorkflowSpec withSources(Sources sources) {
    return new WorkflowSpec(id, Optional.of(sources), defaults, closePolicy, labels);
  }

  /** Returns a copy with these defaults. */
  public WorkflowSpec withDefaults(JobDefaults defaults) {
    return new WorkflowSpec(id, sources, defaults, closePolicy, labels);
  }

  /** Returns a copy with this close policy. */
  public WorkflowSpec withClosePolicy(ClosePolicy closePolicy) {
    return new WorkflowSpec(id, sources, defaults, closePolicy, labels);
  }

  /** Returns a copy with these labels. */
  public WorkflowSpec withLabels(Map<String, String> labels) {
    return new WorkflowSpec(id, sources, defaults, closePolicy, labels);
  }
}
