package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.SecretResolver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a run is made of.
 *
 * @param journal what happened to its jobs
 * @param lease the sign that it has a driver
 * @param table its attempts that have not ended
 * @param pool where its jobs are carried out
 * @param jobs its Batch jobs
 * @param way the arrows between the flow's nouns
 * @param endingJob whether somebody is about to let the Batch job end by itself
 */
record RunParts(
    Journal journal,
    DriverLease lease,
    TaskTable table,
    RunPool pool,
    RunJobs jobs,
    Way way,
    AtomicBoolean endingJob) {
  /** Makes the parts of a run that is just being made. */
  @FunctionalInterface
  interface Maker {
    RunParts make(TaskCourse course);
  }

  /** The arrows between the flow's nouns, in order, and the logs beside them. */
  record Way(
      AzureStager stager,
      AzureTaskPlanner planner,
      TaskQueue queue,
      TaskWatch watch,
      Conclusion conclusion,
      AzureLogs logs) {}

  /**
   * Makes the parts.
   *
   * @param nextEntry the number of the journal's next blob
   * @param generation the number of the last Batch job that was made, 0 for none
   */
  static RunParts of(
      AzureMachinery machinery,
      WorkflowSpec spec,
      RunLayout layout,
      DriverLease lease,
      int nextEntry,
      int generation,
      TaskCourse course) {
    // On threads of which there are always enough: a submit waits for it.
    Journal journal =
        new Journal(machinery.container, layout, machinery.json, nextEntry, machinery.callbacks);
    TaskTable table = new TaskTable();
    RunPool pool = new RunPool(machinery, spec);
    Optional<String> sources = spec.sources().map(it -> layout.sources());
    RunJobs jobs = new RunJobs(machinery, spec, sources, pool, generation);
    InputStore inputs =
        nextEntry == 1
            ? InputStore.fresh(machinery.container, layout, machinery.uploads)
            : InputStore.used(machinery.container, layout, machinery.uploads);
    SecretResolver secrets = machinery.secrets;
    Way way =
        new Way(
            new AzureStager(machinery.container, layout, inputs, machinery.access, secrets),
            new AzureTaskPlanner(machinery.config, layout, machinery.slots),
            new TaskQueue(machinery, jobs, course),
            new TaskWatch(machinery, jobs, table, new PoolWatch(machinery, pool), course),
            new Conclusion(machinery, layout, jobs),
            new AzureLogs(machinery, layout, jobs));
    return new RunParts(journal, lease, table, pool, jobs, way, new AtomicBoolean());
  }

  AzureStager stager() {
    return way.stager();
  }

  AzureTaskPlanner planner() {
    return way.planner();
  }

  TaskQueue queue() {
    return way.queue();
  }

  TaskWatch watch() {
    return way.watch();
  }

  Conclusion conclusion() {
    return way.conclusion();
  }

  AzureLogs logs() {
    return way.logs();
  }
}
