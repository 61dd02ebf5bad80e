package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.SecretResolver;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is made of.
 *
 * @param journal what happened to its jobs
 * @param lease the sign that it has a driver
 * @param table its attempts that have not ended
 * @param pool where its jobs are carried out
 * @param jobs its Batch jobs
 * @param way the arrows between the flow's nouns
 * @param ending lets the Batch job end by itself
 */
record RunParts(
    Journal journal,
    DriverLease lease,
    TaskTable table,
    RunPool pool,
    RunJobs jobs,
    Way way,
    JobEnding ending) {
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
      AzureLogs logs,
      StandIns standIns) {}

  /**
   * Makes the parts.
   *
   * @param nextEntry the number of the journal's next blob
   * @param earlier the numbers of the Batch jobs that earlier drivers have made
   */
  static RunParts of(
      AzureMachinery machinery,
      WorkflowSpec spec,
      RunLayout layout,
      DriverLease lease,
      int nextEntry,
      Set<Integer> earlier,
      TaskCourse course) {
    Journal journal =
        new Journal(machinery.container, layout, machinery.json, nextEntry, machinery.records);
    TaskTable table = new TaskTable();
    RunPool pool = new RunPool(machinery, spec);
    Optional<String> sources = spec.sources().map(it -> layout.sources());
    RunJobs jobs = new RunJobs(machinery, spec, sources, pool, earlier);
    InputStore inputs =
        nextEntry == 1
            ? InputStore.fresh(machinery.container, layout, machinery.uploads)
            : InputStore.used(machinery.container, layout, machinery.uploads);
    SecretResolver secrets = machinery.secrets;
    TaskQueue queue = new TaskQueue(machinery, jobs, course);
    Way way =
        new Way(
            new AzureStager(machinery.container, layout, inputs, machinery.access, secrets),
            new AzureTaskPlanner(machinery.config, layout, machinery.slots),
            queue,
            new TaskWatch(machinery, jobs, table, new PoolWatch(machinery, pool), course),
            new Conclusion(machinery, layout, jobs),
            new AzureLogs(machinery, layout, jobs),
            new StandIns(machinery, jobs, table, course.states(), course.errands()));
    JobEnding ending = new JobEnding(machinery, jobs, queue, course.errands());
    return new RunParts(journal, lease, table, pool, jobs, way, ending);
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

  StandIns standIns() {
    return way.standIns();
  }
}
