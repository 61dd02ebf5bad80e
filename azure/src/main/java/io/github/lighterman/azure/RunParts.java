package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.SecretResolver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is made of.
 *
 * @param journal what happened to its jobs
 * @param lease the sign that it has a driver
 * @param table its attempts that have not ended
 * @param pools where its jobs are carried out
 * @param jobs its Batch jobs
 * @param way the arrows between the flow's nouns
 * @param ending lets the Batch job end by itself
 */
record RunParts(
    Journal journal,
    DriverLease lease,
    TaskTable table,
    RunPools pools,
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
      Placing placing,
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
   * @param earlier the Batch jobs that earlier drivers have made
   */
  static RunParts of(
      AzureMachinery machinery,
      WorkflowSpec spec,
      RunLayout layout,
      DriverLease lease,
      int nextEntry,
      List<JobView> earlier,
      TaskCourse course) {
    Journal journal =
        new Journal(
            machinery.container,
            layout,
            machinery.json,
            nextEntry,
            machinery.records,
            again -> course.errands().later(TaskCourse.AGAIN, machinery.records, again));
    TaskTable table = new TaskTable();
    RunPools pools = RunPools.of(machinery, spec, earlier);
    Optional<String> sources = spec.sources().map(it -> layout.sources());
    Map<Integer, String> numbers = new HashMap<>();
    for (JobView job : earlier) {
      numbers.put(TaskNames.generation(spec.id(), job.id()), pools.name(job));
    }
    RunJobs jobs = new RunJobs(machinery, spec, sources, pools, numbers);
    InputStore inputs =
        nextEntry == 1
            ? InputStore.fresh(machinery.container, layout, machinery.uploads)
            : InputStore.used(machinery.container, layout, machinery.uploads);
    SecretResolver secrets = machinery.secrets;
    TaskQueue queue = new TaskQueue(machinery, jobs, course);
    Placing placing = new Placing(machinery.placement, machinery.leftOut, pools, course.states());
    WaitingTasks waiting = new WaitingTasks(machinery, jobs, table, pools, placing, course);
    Way way =
        new Way(
            placing,
            new AzureStager(
                machinery.container, layout, inputs, machinery.access.identity(), secrets),
            new AzureTaskPlanner(machinery.config, machinery.pools, layout),
            queue,
            new TaskWatch(machinery, jobs, table, pools, waiting, course.endings()),
            new Conclusion(machinery, layout, jobs),
            new AzureLogs(machinery, layout, jobs),
            new StandIns(machinery, jobs, table, course.states(), course.errands()));
    JobEnding ending = new JobEnding(machinery, jobs, queue, course.errands());
    return new RunParts(journal, lease, table, pools, jobs, way, ending);
  }

  Placing placing() {
    return way.placing();
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
