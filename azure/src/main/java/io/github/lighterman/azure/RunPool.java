package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Node;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pool that jobs of a run are carried out in. Safe for use by several threads. */
final class RunPool {
  private static final Logger log = LoggerFactory.getLogger(RunPool.class);

  private final AzureMachinery machinery;
  private final WorkflowSpec spec;
  private final String name;
  private final Optional<OfferedPool> ours;
  private final Set<String> images = new ConcurrentSkipListSet<>();
  private final PoolWatch watch;
  private final PoolMeter meter;
  private final Optional<PoolScaling> scaling;
  private volatile Optional<PoolScale> scale;
  private volatile String id;
  // Before the call that makes it, of which the answer can be lost.
  private volatile boolean described;
  private volatile boolean made;
  private volatile boolean there;
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
    this.scale = ours.map(pool -> pool.spec().scale());
    this.meter = new PoolMeter(machinery.clock);
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
    return isOfBatchJob() ? !id.isEmpty() : there;
  }

  /** Returns what it is, if it's one of ours. */
  Optional<OfferedPool> ours() {
    return ours;
  }

  /** Returns what tells how it is. */
  PoolWatch watch() {
    return watch;
  }

  /** Returns what counts the hours of its machines. */
  PoolMeter meter() {
    return meter;
  }

  /** Returns how many nodes it's to have, by the last that was said; empty if it's not ours. */
  Optional<PoolScale> scale() {
    return scale;
  }

  /** Returns what the driver tells the service of its size, if that follows the jobs. */
  Optional<PoolScaling> scaling() {
    return scaling;
  }

  /**
   * Notes that a job is to run there, so that its image is there before it, and the slots that it
   * needs now.
   */
  void expect(JobSpec job, int slots) {
    job.image().ifPresent(images::add);
    if (!isMade() && slots > 0) {
      scaling.ifPresent(it -> it.expect(slots));
    }
  }

  /** Notes the id of a pool that was made with a Batch job. */
  void learn(String poolId) {
    if (isOfBatchJob() && !poolId.isEmpty() && !poolId.equals(id)) {
      id = poolId;
      scaling.ifPresent(PoolScaling::begin);
    }
  }

  /** Notes that a pool that was made with a Batch job ends with it. */
  void end() {
    if (isOfBatchJob()) {
      id = "";
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
        ? Optional.of(description(TaskNames.pool(spec.id(), OfferedPool.MAIN), ours.orElseThrow()))
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

  /**
   * Has a pool of a fixed size have another one from now on.
   *
   * @throws IllegalArgumentException if it's none, or jobs rely on the kind of its machines
   */
  void resize(int nodes, int spotNodes) throws BatchException {
    PoolScale.Fixed wanted = PoolScale.fixed(nodes, spotNodes);
    PoolResize.check(name, ours, wanted);
    Optional<PoolScale> before = scale;
    // In this order, so that whoever makes the pool just now goes by the one or is found by the
    // other.
    scale = Optional.of(wanted);
    if ((!described && !isMade()) || watch.isGivenUp()) {
      return;
    }
    try {
      machinery.gateway.resizePool(id, nodes, spotNodes);
    } catch (BatchException e) {
      scale = before;
      if (e.kind() == BatchException.Kind.NOT_FOUND) {
        throw new BatchException(
            BatchException.Kind.LATER,
            e.code(),
            "pool " + id + " is not there; it's made when a job needs it, and may be just now",
            e);
      }
      throw e;
    }
  }

  /** Says at Batch that the pool is still wanted, if that was not said for a while. */
  void renewMarks(PoolView view) {
    boolean mine = isWarm() || PoolMarks.belongs(view.metadata(), machinery);
    Optional<Map<String, String>> marks =
        mine ? PoolMarks.renewed(view, machinery) : Optional.empty();
    try {
      if (marks.isPresent()) {
        machinery.gateway.markPool(view.id(), marks.get());
      }
    } catch (BatchException e) {
      machinery.logRetried(log, "Pool {} can't be marked as in use; it's tried again", id, e);
    }
  }

  private void add(OfferedPool pool) throws IOException {
    described = true;
    BatchPool description = description(id, pool);
    made = true;
    try {
      machinery.gateway.addPool(description);
      meter.see(0, 0);
    } catch (BatchException e) {
      if (e.code().equals("PoolBeingDeleted")) {
        // It's gone in a while, and then its id is free.
        throw new BatchException(
            BatchException.Kind.TRANSIENT, e.code(), String.valueOf(e.getMessage()), e);
      }
      if (!e.code().equals("PoolExists")) {
        throw e;
      }
      if (isWarm()) {
        // It may be about to be deleted as forgotten.
        machinery.gateway.pool(id).ifPresent(this::renewMarks);
      } else if (isAnothers()) {
        throw new BatchException(
            BatchException.Kind.CONFLICT,
            e.code(),
            "pool " + id + " belongs to a run of another container; give the run another id",
            e);
      }
    }
    there = true;
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
        scaling.map(PoolScaling::first).or(() -> scale).orElse(pool.spec().scale()),
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

  /** Returns how much of machines it has had, for each kind of which it had some. */
  List<PoolUse> use() {
    List<PoolUse> uses = new ArrayList<>();
    if (ours.isPresent()) {
      String size = ours.get().spec().vmSize();
      for (Node.Lease lease : Node.Lease.values()) {
        NodeHours used =
            meter.used(lease, machinery.config.poolPolicy().vmSizes().price(size, lease));
        if (used.hours() > 0) {
          uses.add(new PoolUse(name, id, size, lease, used));
        }
      }
    }
    return uses;
  }

  private boolean isAnothers() throws BatchException {
    return machinery
        .gateway
        .pool(id)
        .filter(pool -> !PoolMarks.belongs(pool.metadata(), machinery))
        .isPresent();
  }

  /** Notes that an earlier driver may have made the pool. */
  void mayBeThere() {
    made = ours.isPresent();
    there = made;
  }
}
