package io.github.lighterman.azure;

import io.github.lighterman.Node;
import io.github.lighterman.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One look at both accounts for what dead runs have left there. Changes nothing. */
final class LeftoverSearch {
  private final AzureBatchConfig config;
  private final BatchGateway gateway;
  private final BlobContainer container;
  private final Instant now;
  private final Optional<Duration> age;
  private final String store;
  private final Duration silence;
  private final Map<RunId, RunTraces> traces = new HashMap<>();
  private final List<Leftover> found = new ArrayList<>();
  private List<JobView> jobs = List.of();

  /**
   * Creates a search.
   *
   * @param age how long ago a run must have ended for its record to be a leftover, if that's asked
   *     for
   */
  LeftoverSearch(
      AzureBatchConfig config,
      BatchGateway gateway,
      BlobContainer container,
      Instant now,
      Optional<Duration> age) {
    this.config = config;
    this.gateway = gateway;
    this.container = container;
    this.now = now;
    this.age = age;
    this.store = RunJobs.store(container, config);
    this.silence = config.poolPolicy().forgottenAfter();
  }

  /** Returns what was found: what costs most first. */
  List<Leftover> run() throws IOException {
    List<PoolView> pools = gateway.pools("lm");
    // Others' jobs, too: they may run in a pool that is kept for several runs.
    jobs = gateway.jobs("");
    List<String> directories = container.directories(RunLayout.runs(config.prefix()));
    for (PoolView pool : pools) {
      if (pool.state() == PoolView.State.ACTIVE && PoolMarks.belongs(pool.metadata(), store)) {
        see(pool);
      }
    }
    for (JobView job : jobs) {
      Optional<RunId> run = run(job.metadata());
      if (run.isPresent() && job.id().startsWith(TaskNames.OURS) && belongs(job)) {
        why(run.get()).ifPresent(why -> add(Leftover.Kind.BATCH_JOB, job.id(), run.get(), why));
      }
    }
    for (String directory : directories) {
      String name = directory.substring(RunLayout.runs(config.prefix()).length());
      Optional<RunId> run = id(name.substring(0, name.length() - 1));
      if (run.isPresent()) {
        why(run.get()).ifPresent(why -> add(Leftover.Kind.BLOBS, directory, run.get(), why));
      }
    }
    return List.copyOf(found);
  }

  /** Returns what the container tells of a run, as this search saw it. */
  RunTraces traces(RunId run) throws IOException {
    RunTraces known = traces.get(run);
    if (known == null) {
      known = RunTraces.read(container, layout(run));
      traces.put(run, known);
    }
    return known;
  }

  /** Returns the Batch jobs of this run that still take tasks and are in this pool. */
  List<JobView> live(RunId run, String poolId) {
    return jobs.stream()
        .filter(job -> job.state() == JobView.State.LIVE && job.poolId().equals(poolId))
        .filter(job -> belongs(job) && run(job.metadata()).filter(run::equals).isPresent())
        .toList();
  }

  RunLayout layout(RunId run) {
    return new RunLayout(config.prefix(), run, config.inputCache());
  }

  private void add(Leftover.Kind kind, String name, RunId run, String why) {
    RunTraces known = traces.get(run);
    if (known != null) {
      found.add(Leftover.of(kind, name, known, why));
    }
  }

  /** Returns why nobody wants what belongs to a run and costs little; empty if somebody may. */
  private Optional<String> why(RunId run) throws IOException {
    RunTraces known = traces(run);
    if (known.isGone(now, silence)) {
      return Optional.of("its run is gone");
    }
    if (age.isEmpty() || !known.isSilent(now, age.get())) {
      return Optional.empty();
    }
    RunWork work = work(job -> belongs(job) && run(job.metadata()).filter(run::equals).isPresent());
    return work.isOver(now, age.get())
        ? Optional.of(
            "its run has ended, or nobody has gone on with it, for longer than " + age.get())
        : Optional.empty();
  }

  private void see(PoolView pool) throws IOException {
    Optional<RunId> run = run(pool.metadata());
    boolean expired =
        PoolMarks.expiry(pool.metadata()).filter(end -> !end.isAfter(now)).isPresent();
    if (run.isPresent() && pool.id().startsWith(TaskNames.OURS)) {
      RunTraces known = traces(run.get());
      if (known.isGone(now, silence)) {
        found.add(pool(pool, run, "its run is gone", known.lastSign()));
      } else if (expired && known.isSilent(now, silence) && isIdle(pool, run)) {
        found.add(
            pool(pool, run, "its run has no driver and nothing runs in it", known.lastSign()));
      }
    } else if (run.isEmpty()
        && pool.id().startsWith(TaskNames.WARM)
        && expired
        && isIdle(pool, run)) {
      found.add(
          pool(
              pool,
              run,
              "it was kept for several runs, and none has used it lately",
              PoolMarks.expiry(pool.metadata())));
    }
  }

  private boolean isIdle(PoolView pool, Optional<RunId> run) throws IOException {
    return work(job ->
            job.state() == JobView.State.LIVE
                && (job.poolId().equals(pool.id())
                    || (run.isPresent() && belongs(job) && run.equals(run(job.metadata())))))
        .isIdle(now, silence);
  }

  private RunWork work(Predicate<JobView> which) throws IOException {
    RunWork work = RunWork.NONE;
    for (JobView job : jobs) {
      if (which.test(job)) {
        work = work.with(tasks(job));
      }
    }
    return work;
  }

  /** Others may delete a job between our looks at it. */
  private List<TaskView> tasks(JobView job) throws IOException {
    try {
      return gateway.tasks(job.id(), Optional.empty());
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private Leftover pool(PoolView pool, Optional<RunId> run, String why, Optional<Instant> since) {
    int dedicated = pool.nodes().dedicated();
    int spot = pool.nodes().spot();
    return new Leftover(
        Leftover.Kind.POOL,
        pool.id(),
        run,
        why,
        since,
        dedicated + spot,
        sum(cost(pool, Node.Lease.DEDICATED, dedicated), cost(pool, Node.Lease.SPOT, spot)));
  }

  private OptionalDouble cost(PoolView pool, Node.Lease lease, int nodes) {
    OptionalDouble price = config.poolPolicy().vmSizes().price(pool.vmSize(), lease);
    return nodes == 0
        ? OptionalDouble.of(0)
        : price.isEmpty() ? price : OptionalDouble.of(nodes * price.getAsDouble());
  }

  private static OptionalDouble sum(OptionalDouble one, OptionalDouble other) {
    return Stream.of(one, other).allMatch(OptionalDouble::isPresent)
        ? OptionalDouble.of(one.orElse(0) + other.orElse(0))
        : OptionalDouble.empty();
  }

  private boolean belongs(JobView job) {
    return PoolMarks.belongs(job.metadata(), store);
  }

  private static Optional<RunId> run(Map<String, String> metadata) {
    return Optional.ofNullable(metadata.get(RunJobs.RUN)).flatMap(LeftoverSearch::id);
  }

  /** Returns the run of this name; empty if it can't be one, and so isn't ours. */
  private static Optional<RunId> id(String name) {
    try {
      return Optional.of(RunId.of(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
