package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The pool that a run's jobs are carried out in. Safe for use by several threads. */
final class RunPool {
  private final AzureMachinery machinery;
  private final WorkflowSpec spec;
  private volatile boolean made;

  RunPool(AzureMachinery machinery, WorkflowSpec spec) {
    this.machinery = machinery;
    this.spec = spec;
  }

  /** Returns the pool's id. */
  String id() {
    return machinery.config.pool() instanceof PoolChoice.Existing existing
        ? existing.poolId()
        : TaskNames.pool(spec.id());
  }

  /** Returns the pool's id, and makes the pool if it's one of ours. */
  String ready(JobSpec first) throws IOException {
    if (machinery.config.pool() instanceof PoolSpec pool) {
      add(pool, first);
    }
    return id();
  }

  private void add(PoolSpec pool, JobSpec first) throws IOException {
    List<String> images = new ArrayList<>();
    spec.defaults().image().ifPresent(images::add);
    first.image().filter(image -> !images.contains(image)).ifPresent(images::add);
    PoolSecrets secrets = PoolSecrets.of(pool, machinery.secrets);
    PoolImage image =
        new ImageChoice(machinery.gateway.supportedImages(), machinery.clock).of(pool, Set.of());
    made = true;
    try {
      machinery.gateway.addPool(
          new BatchPool(
              id(),
              "Lighterman run " + spec.id(),
              pool,
              new BatchPool.Made(image, pool.slotsPerNode().orElse(1), images, secrets),
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
    if (!(machinery.config.pool() instanceof PoolSpec) || !made) {
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
