package io.github.lighterman.azure;

import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Batch jobs of a run: in each of its pools one after the other, since each ends by itself when
 * all its tasks have, so that none is left active by a driver that never comes back. The first of a
 * pool is made when the first task is sent there. Safe for use by several threads; whoever needs a
 * job that is just being made waits.
 */
final class RunJobs {
  private static final Logger log = LoggerFactory.getLogger(RunJobs.class);
  private static final int MOST_TAKEN = 100;
  private static final int MOST_TRIES = 50;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_YOUTH = Duration.ofMinutes(1);
  static final String RUN = "lighterman-run";
  static final String STORE = "lighterman-store";
  static final String POOL = "lighterman-pool";

  /** One of the run's Batch jobs. Guarded by {@link RunJobs}. */
  private static final class Made {
    final String pool;
    long at = System.nanoTime();
    boolean endsWhenDone;
    // With what the address of the sources was signed, and until when nodes can still begin with
    // it.
    @Nullable Object series;
    Instant good = Instant.MAX;

    Made(String pool) {
      this.pool = pool;
    }
  }

  private final AzureMachinery machinery;
  private final WorkflowSpec spec;
  private final Optional<String> sources;
  private final RunPools pools;
  private final RunTasks tasks;
  // Both guarded by this. Whose number is not among these is none of ours to delete.
  private final Map<Integer, Made> ours = new TreeMap<>();
  private final Map<String, CompletableFuture<Integer>> current = new HashMap<>();
  // Those that take nothing more and have not been told to end yet.
  private final Set<Integer> retired = new TreeSet<>();
  private int last;

  /**
   * Creates the jobs of a run.
   *
   * @param sources the blob with the run's packed sources, if it has some
   * @param earlier the numbers of the Batch jobs that earlier drivers have made, and the names of
   *     their pools
   */
  RunJobs(
      AzureMachinery machinery,
      WorkflowSpec spec,
      Optional<String> sources,
      RunPools pools,
      Map<Integer, String> earlier) {
    this.machinery = machinery;
    this.tasks = new RunTasks(machinery.gateway, this);
    this.spec = spec;
    this.sources = sources;
    this.pools = pools;
    new TreeMap<>(earlier)
        .forEach(
            (number, pool) -> {
              Made made = new Made(pool);
              made.at -= LONGEST_YOUTH.toNanos();
              ours.put(number, made);
              current.put(pool, CompletableFuture.completedFuture(number));
              last = number;
            });
  }

  /** Returns the tasks in the jobs of the run. */
  RunTasks tasks() {
    return tasks;
  }

  /** Returns the id of the run's Batch job with this number. */
  String id(int number) {
    return TaskNames.job(run(), number);
  }

  /** Returns the name of the pool that the Batch job with this number has. */
  synchronized String pool(int number) {
    Made made = ours.get(number);
    if (made == null) {
      throw new IllegalArgumentException("run " + run() + " has no Batch job " + number);
    }
    return made.pool;
  }

  /** Returns the number of the job that takes a pool's tasks; makes it and the pool if need be. */
  int current(String pool) throws IOException {
    retire(pool, sources.isPresent() ? machinery.access.series() : null);
    CompletableFuture<Integer> mine = new CompletableFuture<>();
    CompletableFuture<Integer> there;
    synchronized (this) {
      there = current.putIfAbsent(pool, mine);
    }
    if (there != null) {
      return Transfers.await(there, "a Batch job was made");
    }
    try {
      int made = make(pool);
      mine.complete(made);
      return made;
    } catch (IOException | RuntimeException | Error e) {
      synchronized (this) {
        current.remove(pool, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  /**
   * Has the next task go to another job if nodes that are new could soon not fetch the sources any
   * more: what a job has its nodes do first can't be changed.
   */
  private synchronized void retire(String pool, @Nullable Object series) {
    CompletableFuture<Integer> there = current.get(pool);
    Integer number = there == null || there.isCompletedExceptionally() ? null : there.getNow(null);
    Made made = number == null ? null : ours.get(number);
    if (number == null || made == null || made.series == null) {
      return;
    }
    if (!made.series.equals(series) || !machinery.clock.instant().isBefore(made.good)) {
      current.remove(pool);
      retired.add(number);
    }
  }

  /** Notes that the job with this number takes no more tasks, so that the next one is made. */
  synchronized void endOf(int number) {
    if (current.values().removeIf(it -> Objects.equals(it.getNow(null), number))) {
      pools.get(pool(number)).end();
    }
  }

  /**
   * Notes that Batch knows no job with this number. One that was just made is not known everywhere
   * at once; any other was deleted by somebody, and the next one is made.
   */
  void unknown(int number) {
    if (!isYoung(number)) {
      endOf(number);
    }
  }

  /** Tells whether the job with this number was made so lately that not all of Batch may know. */
  synchronized boolean isYoung(int number) {
    Duration retries = machinery.config.retryTime();
    Duration youth = retries.compareTo(LONGEST_YOUTH) < 0 ? retries : LONGEST_YOUTH;
    Made made = ours.get(number);
    return made != null && System.nanoTime() - made.at < youth.toNanos();
  }

  /** Has the present jobs end by themselves once all their tasks have. */
  void endWhenDone() throws BatchException {
    List<Integer> open = new ArrayList<>();
    synchronized (this) {
      for (CompletableFuture<Integer> there : current.values()) {
        Integer number = there.isCompletedExceptionally() ? null : there.getNow(null);
        Made made = number == null ? null : ours.get(number);
        if (number != null && made != null && !made.endsWhenDone) {
          made.endsWhenDone = true;
          open.add(number);
        }
      }
      open.addAll(retired);
      retired.clear();
    }
    BatchException failure = null;
    for (int number : open) {
      try {
        endWhenDone(number);
      } catch (BatchException e) {
        failure = failure == null ? e : failure;
        synchronized (this) {
          if (!isCurrent(number)) {
            retired.add(number);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Tells whether the job with this number takes tasks, as far as anybody knows. */
  synchronized boolean isCurrent(int number) {
    return current.values().stream()
        .filter(it -> !it.isCompletedExceptionally())
        .anyMatch(it -> Objects.equals(it.getNow(null), number));
  }

  private void endWhenDone(int number) throws BatchException {
    try {
      machinery.gateway.endWhenDone(id(number));
    } catch (BatchException e) {
      boolean gone = e.kind() == BatchException.Kind.NOT_FOUND && !isYoung(number);
      if (gone || e.kind() == BatchException.Kind.CONFLICT) {
        return;
      }
      synchronized (this) {
        Made made = ours.get(number);
        if (made != null) {
          made.endsWhenDone = false;
        }
      }
      throw e;
    }
  }

  /**
   * Does the same when the run is closed. Waits, for some seconds at most, while Batch does not
   * know everywhere of a job that was just made: it couldn't be deleted then either.
   */
  void endWhenDoneOnceKnown() throws BatchException {
    for (int tries = 1; ; tries++) {
      try {
        endWhenDone();
        return;
      } catch (BatchException e) {
        if (e.kind() != BatchException.Kind.NOT_FOUND || tries == MOST_TRIES) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** Deletes all jobs of the run. Returns what can't be deleted, with the reason. */
  List<String> delete() {
    List<String> failed = new ArrayList<>();
    List<Integer> all;
    synchronized (this) {
      all = List.copyOf(ours.keySet());
    }
    boolean reached = true;
    long deadline = System.nanoTime() + MOST_TRIES * PAUSE.toNanos();
    for (int number : all) {
      try {
        if (reached) {
          deleteOnceKnown(number, deadline);
        } else {
          failed.add("Batch job " + id(number) + ": not tried, since Batch can't be reached");
        }
      } catch (BatchException e) {
        // Each try takes its time, and closing must come to an end.
        reached = e.kind() != BatchException.Kind.TRANSIENT;
        failed.add("Batch job " + id(number) + ": " + e.getMessage());
      }
    }
    return failed;
  }

  /** Tries again while Batch may not know everywhere of a job that was just made, up to then. */
  private void deleteOnceKnown(int number, long deadline) throws BatchException {
    while (!machinery.gateway.deleteJob(id(number)) && isYoung(number)) {
      if (System.nanoTime() > deadline) {
        log.warn("Batch knows no job {}, though it was made; it's taken to be gone", id(number));
        return;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Finds out which pool Batch has made with the job of this number. */
  void learnPool(int number) {
    try {
      RunPool pool = pools.get(pool(number));
      machinery
          .gateway
          .job(id(number))
          .ifPresent(
              job -> {
                pool.learn(job.poolId());
                job.schedulingError().ifPresent(pool::refuse);
              });
    } catch (BatchException e) {
      log.warn("The pool of Batch job {} is not known yet; it's asked for again", id(number), e);
    }
  }

  private int make(String pool) throws IOException {
    RunPool place = pools.get(pool);
    place.ready();
    for (int tries = 0; tries < MOST_TAKEN; tries++) {
      int number;
      synchronized (this) {
        number = ++last;
      }
      if (add(number, place)) {
        return number;
      }
    }
    throw new BatchException(
        BatchException.Kind.CONFLICT,
        "JobExists",
        "all of " + MOST_TAKEN + " ids of Batch jobs of run " + run() + " are taken",
        null);
  }

  /** Returns false if there is a job of this number that takes no tasks. */
  private boolean add(int number, RunPool place) throws IOException {
    String id = id(number);
    Object series = sources.isPresent() ? machinery.access.series() : null;
    Instant good = machinery.clock.instant().plus(machinery.config.signatureLife().dividedBy(2));
    // Before the call, of which the answer can be lost.
    note(number, place.name(), null, good);
    try {
      machinery.gateway.addJob(
          new BatchJob(
              id,
              "Lighterman run " + run(),
              place.id(),
              place.withJob(),
              preparation(),
              metadata(place.name())));
      note(number, place.name(), place.withJob().isEmpty() ? series : null, good);
      log.debug("Made Batch job {}", id);
      return true;
    } catch (BatchException e) {
      if (!e.code().equals("JobExists") && !e.code().equals("JobBeingDeleted")) {
        if (e.kind() != BatchException.Kind.TRANSIENT) {
          noteRefused(number);
        }
        throw e;
      }
      // Made by a call of which the answer was lost, or left by somebody.
      Optional<JobView> there = machinery.gateway.job(id);
      if (there.isPresent() && !PoolMarks.belongs(there.get().metadata(), machinery)) {
        synchronized (this) {
          ours.remove(number);
        }
        throw new BatchException(
            BatchException.Kind.CONFLICT,
            e.code(),
            "Batch job " + id + " belongs to a run of another container; give the run another id",
            e);
      }
      return there
          .filter(job -> job.state() == JobView.State.LIVE)
          .filter(job -> pools.name(job).equals(place.name()))
          .isPresent();
    }
  }

  private synchronized void note(int number, String pool, @Nullable Object series, Instant good) {
    Made made = new Made(pool);
    made.series = series;
    made.good = good;
    ours.put(number, made);
  }

  /** There is none to wait for, but one whose answer was lost before may still be there. */
  private synchronized void noteRefused(int number) {
    Made made = ours.get(number);
    if (made != null) {
      made.at -= LONGEST_YOUTH.toNanos();
    }
  }

  private Optional<BatchJob.Preparation> preparation() throws IOException {
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    URI archive = machinery.access.readable(sources.get());
    String script =
        "mkdir -p sources && tar -xzf sources.tar.gz -C sources && chmod -R a+rX sources .";
    return Optional.of(
        new BatchJob.Preparation(
            CommandLines.quote(List.of("/bin/sh", "-c", script)),
            List.of(
                new ResourceFile(
                    ResourceFile.Source.FILE,
                    archive,
                    "",
                    "sources.tar.gz",
                    "",
                    machinery.access.identity()))));
  }

  private Map<String, String> metadata(String pool) {
    return Map.of(RUN, run().value(), STORE, store(machinery), POOL, pool);
  }

  /** Returns what tells a run from one of the same id in another container. */
  static String store(AzureMachinery machinery) {
    return store(machinery.container, machinery.config);
  }

  /** Returns the same of what lies there. */
  static String store(BlobContainer container, AzureBatchConfig config) {
    return SignedUrls.redact(container.url()) + "/" + config.prefix();
  }

  private RunId run() {
    return spec.id();
  }
}
