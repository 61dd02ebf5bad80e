package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pools that a run's jobs can be carried out in, by name. Safe for use by several threads. */
final class RunPools {
  private final Map<String, RunPool> byName;

  private RunPools(Map<String, RunPool> byName) {
    this.byName = byName;
  }

  /**
   * Returns the pools that the configuration speaks of, and those in which Batch jobs of earlier
   * drivers are, which had another one.
   */
  static RunPools of(AzureMachinery machinery, WorkflowSpec spec, List<JobView> earlier) {
    Map<String, RunPool> byName = new LinkedHashMap<>();
    RunPools pools = new RunPools(byName);
    for (OfferedPool pool : machinery.pools) {
      byName.put(pool.offer().name(), RunPool.of(machinery, spec, pool));
    }
    for (JobView job : earlier) {
      byName.computeIfAbsent(
          pools.name(job), name -> RunPool.foreign(machinery, spec, name, job.poolId()));
    }
    return pools;
  }

  /** Returns the pool of this name. */
  RunPool get(String name) {
    RunPool pool = byName.get(name);
    if (pool == null) {
      throw new IllegalArgumentException(
          "the run has no pool '" + name + "'; its pools are " + byName.keySet());
    }
    return pool;
  }

  Collection<RunPool> all() {
    return byName.values();
  }

  /** Returns the name of the pool that one of the run's Batch jobs is in. */
  String name(JobView job) {
    return Optional.ofNullable(job.metadata().get(RunJobs.POOL))
        .or(
            () ->
                byName.values().stream()
                    .filter(pool -> pool.id().equals(job.poolId()))
                    .map(RunPool::name)
                    .findFirst())
        .orElse(job.poolId());
  }

  /** Returns what those that are ours have had of machines, if they had any. */
  List<PoolUse> use() {
    List<PoolUse> uses = new ArrayList<>();
    byName.values().forEach(pool -> uses.addAll(pool.use()));
    return List.copyOf(uses);
  }

  /** Deletes those that are ours. Returns what can't be deleted, with the reason. */
  List<String> delete() {
    List<String> failed = new ArrayList<>();
    byName.values().forEach(pool -> failed.addAll(pool.delete()));
    return failed;
  }
}
