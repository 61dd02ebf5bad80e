package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A pool that jobs of a run are carried out in. Safe for use by several threads. */
final class RunPool {
  private final AzureMachinery machinery;
  private final WorkflowSpec spec;
  private final String name;
  private final Optional<OfferedPool> ours;
  private final Set<String> images = new ConcurrentSkipListSet<>();
  private final PoolWatch watch;
  private final Optional<PoolScaling> scaling;
  private volatile String id;
  private volatile boolean made;
  private volatile Optional<ServiceError> refusal = Optional.empty();

  private RunPool(
      AzureMachinery machinery,
      WorkflowSpec spec,
      String name,
      String id,
      Optional<OfferedPool> ours) {
    this.machinery = machinery;
    this.spec = spec;
    this.name = name;
    this.id = id;
    this.ours = ours;
    this.scaling = ours.flatMap(pool -> PoolScaling.of(machinery, pool));
    this.watch = new PoolWatch(machinery, this);
  }

  /** Returns the pool that makes this offer to the run. */
  static RunPool of(AzureMachinery machinery, WorkflowSpec spec, OfferedPool pool) {
    String name = pool.offer().name();
    if (pool.choice() instanceof PoolChoice.Existing existing) {
      return foreign(machinery, spec, name, existing.poolId());
    }
    String id =
        switch (pool.spec().lifetime()) {
          case RUN -> TaskNames.pool(spec.id(), name);
          case KEEP_WARM -> TaskNames.warmPool(pool.spec());
          case BATCH_JOB -> "";
        };
    return new RunPool(machinery, spec, name, id, Optional.of(pool));
  }

  /** Returns a pool that is there, and is never changed. */
  static RunPool foreign(AzureMachinery machinery, WorkflowSpec spec, String name, String id) {
    return new RunPool(machinery, spec, name, id, Optional.empty());
  }

  /** Returns what the run's jobs call it. */
  String name() {
    return name;
  }

  /** Returns the pool's id; empty as long as Batch has not told it of one that it makes itself. */
  String id() {
    return id;
  }

  /** Tells whether it's there, as far as is known. */
  boolean isMade() {
    return isOfBatchJob() ? !id.isEmpty() : made;
  }

  /** Returns what it is, if it's one of ours. */
  Optional<OfferedPool> ours() {
    return ours;
  }

  /** Returns what tells how it is. */
  PoolWatch watch() {
    return watch;
  }

  /** Returns what the driver tells the service of its size, if that follows the jobs. */
  Optional<PoolScaling> scaling() {
    return scaling;
  }

  /** Notes that a job is to run there, so that its image is there before it. */
  void expect(JobSpec job, int slots) {
    job.image().ifPresent(images::add);
    if (!isMade()) {
      scaling.ifPresent(it -> it.expect(slots));
    }
  }

  /** Notes the id of a pool that was made with a Batch job. */
  void learn(String poolId) {
    if (isOfBatchJob() && !poolId.isEmpty()) {
      id = poolId;
    }
  }

  /** Notes that Batch could not make it with a Batch job. */
  void refuse(ServiceError why) {
    refusal = Optional.of(why);
  }

  /** Returns why Batch could not make it with a Batch job, if that is so. */
  Optional<ServiceError> refusal() {
    return id.isEmpty() ? refusal : Optional.empty();
  }

  /** Returns what Batch is to make with a job, if it makes this pool. */
  Optional<BatchPool> withJob() throws IOException {
    return isOfBatchJob()
        ? Optional.of(description("lm_" + spec.id(), ours.orElseThrow()))
        : Optional.empty();
  }

  /** Makes the pool if it's one of ours. */
  void ready() throws IOException {
    if (ours.isPresent() && !isOfBatchJob()) {
      add(ours.get());
    }
  }

  private boolean isOfBatchJob() {
    return lifetime().filter(it -> it == PoolLifetime.BATCH_JOB).isPresent();
  }

  private boolean isWarm() {
    return lifetime().filter(it -> it == PoolLifetime.KEEP_WARM).isPresent();
  }

  private Optional<PoolLifetime> lifetime() {
    return ours.map(pool -> pool.spec().lifetime());
  }

  private void add(OfferedPool pool) throws IOException {
    BatchPool description = description(id, pool);
    made = true;
    try {
      machinery.gateway.addPool(description);
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
            "pool " + id + " belongs to a run of another container; give the run another id",
            e);
      }
    }
  }

  private BatchPool description(String poolId, OfferedPool pool) throws IOException {
    PoolImage image =
        new ImageChoice(machinery.gateway.supportedImages(), machinery.clock)
            .of(pool.spec(), pool.traits());
    // A pool for several runs must not depend on which of them makes it.
    List<String> known = isWarm() ? List.of() : List.copyOf(images);
    return new BatchPool(
        poolId,
        isWarm() ? "Lighterman, kept for several runs" : "Lighterman run " + spec.id(),
        pool.spec(),
        new BatchPool.Made(
            image,
            pool.offer().slotsPerNode(),
            known,
            PoolSecrets.of(pool.spec(), machinery.secrets)),
        scaling.map(PoolScaling::first).orElse(pool.spec().scale()),
        PoolMarks.of(machinery, spec.id(), pool.spec()));
  }

  /** Deletes the pool if it was made for this run. Returns what can't be, with the reason. */
  List<String> delete() {
    if (!made || isWarm() || isOfBatchJob()) {
      return List.of();
    }
    try {
      if (!isAnothers()) {
        machinery.gateway.deletePool(id);
      }
      return List.of();
    } catch (BatchException e) {
      return List.of("pool " + id + ", which costs as long as it's there: " + e.getMessage());
    }
  }

  private boolean isAnothers() throws BatchException {
    return !isWarm()
        && machinery
            .gateway
            .pool(id)
            .filter(pool -> !PoolMarks.belongs(pool.metadata(), machinery))
            .isPresent();
  }

  /** Notes that an earlier driver may have made the pool. */
  void mayBeThere() {
    made = ours.isPresent();
  }
}
