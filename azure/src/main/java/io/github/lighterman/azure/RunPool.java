package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A pool that jobs of a run are carried out in. Safe for use by several threads. */
final class RunPool {
  private final AzureMachinery machinery;
  private final WorkflowSpec spec;
  private final String name;
  private final String id;
  private final Optional<PoolSpec> ours;
  private final Set<String> images = new ConcurrentSkipListSet<>();
  private final PoolWatch watch;
  private volatile boolean made;

  private RunPool(
      AzureMachinery machinery,
      WorkflowSpec spec,
      String name,
      String id,
      Optional<PoolSpec> ours) {
    this.machinery = machinery;
    this.spec = spec;
    this.name = name;
    this.id = id;
    this.ours = ours;
    this.watch = new PoolWatch(machinery, id, ours);
  }

  /** Returns the pool that makes this offer to the run. */
  static RunPool of(AzureMachinery machinery, WorkflowSpec spec, OfferedPool pool) {
    String name = pool.offer().name();
    if (pool.choice() instanceof PoolChoice.Existing existing) {
      return foreign(machinery, spec, name, existing.poolId());
    }
    return new RunPool(
        machinery,
        spec,
        name,
        name.equals(OfferedPool.MAIN)
            ? TaskNames.pool(spec.id())
            : TaskNames.pool(spec.id()) + "_" + name,
        Optional.of((PoolSpec) pool.choice()));
  }

  /** Returns a pool that is there, and is never changed. */
  static RunPool foreign(AzureMachinery machinery, WorkflowSpec spec, String name, String id) {
    return new RunPool(machinery, spec, name, id, Optional.empty());
  }

  /** Returns what the run's jobs call it. */
  String name() {
    return name;
  }

  /** Returns the pool's id. */
  String id() {
    return id;
  }

  /** Returns what tells how it is. */
  PoolWatch watch() {
    return watch;
  }

  /** Notes that a job is to run there, so that its image is there before it. */
  void expect(JobSpec job) {
    job.image().ifPresent(images::add);
  }

  /** Makes the pool if it's one of ours. */
  void ready() throws IOException {
    if (ours.isPresent()) {
      add(ours.get());
    }
  }

  private void add(PoolSpec pool) throws IOException {
    PoolSecrets secrets = PoolSecrets.of(pool, machinery.secrets);
    SupportedImage image =
        ImageChoice.newest(
            machinery.gateway.supportedImages(), pool.containers().kind(), machinery.clock);
    made = true;
    try {
      machinery.gateway.addPool(
          new BatchPool(
              id(),
              "Lighterman run " + spec.id(),
              pool,
              new BatchPool.Made(
                  image.named(), OfferedPool.offer(pool, machinery.config.poolPolicy().vmSizes()).slotsPerNode(), List.copyOf(images), secrets),
              pool.scale(),
              Map.of(RunJobs.RUN, spec.id().value(), RunJobs.STORE, RunJobs.store(machinery))));
    } catch (BatchException e) {
      if (e.code().equals("PoolBeingDeleted")) {
        // It's gone in a while, and then its id is free.
        throw new BatchException(
            BatchException.Kind.TRANSIENT, e.code(), String.valueOf(e.getMessage()), e);
      }
      if (!e.code().equals("PoolExists")) {
        throw e;
      }
      if (isAnothers()) {
        throw new BatchException(
            BatchException.Kind.CONFLICT,
            e.code(),
            "pool " + id() + " belongs to a run of another container; give the run another id",
            e);
      }
    }
  }

  /** Deletes the pool if it's one of ours. Returns what can't be deleted, with the reason. */
  List<String> delete() {
    if (ours.isEmpty() || !made) {
      return List.of();
    }
    try {
      if (!isAnothers()) {
        machinery.gateway.deletePool(id());
      }
      return List.of();
    } catch (BatchException e) {
      return List.of("pool " + id() + ", which costs as long as it's there: " + e.getMessage());
    }
  }

  private boolean isAnothers() throws BatchException {
    return machinery
        .gateway
        .pool(id())
        .filter(
            pool ->
                !pool.metadata().getOrDefault(RunJobs.STORE, "").equals(RunJobs.store(machinery)))
        .isPresent();
  }

  /** Notes that an earlier driver may have made the pool. */
  void mayBeThere() {
    made = true;
  }
}
