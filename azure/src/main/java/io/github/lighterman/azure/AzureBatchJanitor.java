package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds what dead runs have left at Batch and in the container, and deletes it when told to. Goes
 * by what Lighterman has written on its own things: nothing is touched that somebody else made, or
 * that was made for another container or prefix.
 *
 * <p>A leftover is
 *
 * <ul>
 *   <li>whatever belongs to a run that can't be attached to any more: its pools, Batch jobs and
 *       blobs;
 *   <li>the pool of a run that is there, if for {@link PoolPolicy#forgottenAfter} its driver has
 *       given no sign and renewed no mark, no task runs, and none that waits has moved for as long.
 *       The run stays: who attaches to it gets a new pool;
 *   <li>a pool that is kept for several runs, if none has used it for as long;
 *   <li>with {@link #withAge}, the Batch jobs and blobs of runs that are over or abandoned for that
 *       long, whatever they have not delivered yet.
 * </ul>
 *
 * <p>Inputs that are kept for later runs are none. The executors must go by the same {@link
 * AzureBatchConfig#driverLease} or a shorter one, and clocks must agree to within an hour. Several
 * janitors don't disturb each other.
 *
 * <p>Immutable, and so safe for use by several threads. Holds no connection between calls.
 */
public final class AzureBatchJanitor {
  private static final Duration LEAST = Duration.ofHours(1);
  private static final Duration MOST = Duration.ofDays(3_650);

  private final AzureBatchConfig config;
  private final Clock clock;
  private final Optional<Duration> age;

  private AzureBatchJanitor(AzureBatchConfig config, Clock clock, Optional<Duration> age) {
    this.config = config;
    this.clock = clock;
    this.age = age;
  }

  /** Returns a janitor for what runs of this configuration leave; of its pool nothing matters. */
  public static AzureBatchJanitor of(AzureBatchConfig config) {
    return of(config, Clock.systemUTC());
  }

  static AzureBatchJanitor of(AzureBatchConfig config, Clock clock) {
    return new AzureBatchJanitor(requireNonNull(config, "config"), clock, Optional.empty());
  }

  /**
   * Returns one that also takes runs for leftovers that are over, or with which nobody has gone on,
   * for this long.
   *
   * @param age 1 hour to 3,650 days
   * @throws IllegalArgumentException if it's out of its range
   */
  public AzureBatchJanitor withAge(Duration age) {
    if (requireNonNull(age, "age").compareTo(LEAST) < 0 || age.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("age must be 1 hour to 3,650 days, not " + age);
    }
    return new AzureBatchJanitor(config, clock, Optional.of(age));
  }

  /**
   * Returns the leftovers there are: pools first, then Batch jobs, then blobs. Changes nothing.
   *
   * @throws WorkflowException if a service can't be reached or refuses
   */
  public List<Leftover> find() {
    return with(
        "leftovers can't be searched for",
        (gateway, container) -> search(gateway, container).run());
  }

  /**
   * Deletes leftovers that were found, as far as they are still leftovers. If a run among them has
   * a driver that did not let go of it, this waits for {@link AzureBatchConfig#driverLease} to see
   * whether it's there after all. What can't be deleted keeps nothing else from being deleted.
   *
   * @throws WorkflowException if a service can't be reached or refuses before anything was deleted
   */
  public LeftoverReport delete(List<Leftover> found) {
    List<Leftover> all = List.copyOf(found);
    return with(
        "leftovers can't be deleted", (gateway, container) -> delete(all, gateway, container));
  }

  private LeftoverReport delete(List<Leftover> all, BatchGateway gateway, BlobContainer container)
      throws IOException {
    LeftoverSearch before = search(gateway, container);
    List<Leftover> wanted = among(all, before.run());
    watch(wanted, before);
    LeftoverSearch search = search(gateway, container);
    List<Leftover> now = new ArrayList<>();
    Set<RunId> driven = new HashSet<>();
    for (Leftover each : among(wanted, search.run())) {
      if (each.run().isPresent()
          && search.traces(each.run().get()).hasMovedSince(before.traces(each.run().get()))) {
        driven.add(each.run().get());
      } else {
        now.add(each);
      }
    }
    now.removeIf(each -> each.run().filter(driven::contains).isPresent());
    LeftoverReport report = new LeftoverRemoval(config, gateway, container, search).run(now);
    List<Leftover> kept = new ArrayList<>(report.kept());
    all.stream().filter(each -> now.stream().noneMatch(each::isSame)).forEach(kept::add);
    return new LeftoverReport(report.deleted(), kept, report.failed());
  }

  /** Gives drivers that may be there time to show it, so that no clock alone condemns a run. */
  private void watch(List<Leftover> wanted, LeftoverSearch search) throws IOException {
    for (Leftover each : wanted) {
      if (each.run().isPresent() && !search.traces(each.run().get()).isFree()) {
        long end = System.nanoTime() + config.driverLease().toNanos();
        for (long left = 1; left > 0; left = end - System.nanoTime()) {
          LockSupport.parkNanos(left);
          if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while drivers were looked for");
          }
        }
        return;
      }
    }
  }

  private LeftoverSearch search(BatchGateway gateway, BlobContainer container) {
    return new LeftoverSearch(config, gateway, container, clock.instant(), age);
  }

  private static List<Leftover> among(List<Leftover> some, List<Leftover> all) {
    return all.stream().filter(each -> some.stream().anyMatch(each::isSame)).toList();
  }

  /** What is done with both accounts. */
  private interface Errand<T> {
    T run(BatchGateway gateway, BlobContainer container) throws IOException;
  }

  private <T> T with(String failure, Errand<T> errand) {
    AccountCheck.requireKeys(config);
    try (BatchGateway gateway = SdkBatchGateway.open(config);
        BlobContainer container = BlobContainer.open(config)) {
      return errand.run(gateway, container);
    } catch (IOException e) {
      throw new WorkflowException(
          Trouble.retry(e), failure + ": " + SignedUrls.redact(String.valueOf(e.getMessage())), e);
    }
  }
}
