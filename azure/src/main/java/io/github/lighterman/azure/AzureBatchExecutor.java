package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs as tasks of Azure Batch. Their files go through one container of Blob Storage, and no
 * file system is shared.
 *
 * <ul>
 *   <li>A run has one Batch job at a time in each of its pools, which ends by itself when its tasks
 *       have; a job of the run is a task of it. Dependencies within a pool are the service's to
 *       heed, so that a run goes on without its driver.
 *   <li>A command is run by {@code /bin/sh}, which an image must have. Nothing else of ours runs
 *       beside it.
 *   <li>A job's running time counts from when its inputs begin to be fetched, in whole seconds.
 *   <li>Priorities are not heeded: Batch has none for tasks.
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
public final class AzureBatchExecutor implements WorkflowExecutor {
  static final String NAME = "azure-batch";

  private final AzureMachinery machinery;
  private final RunOpening opening;
  // Guarded by this. A run that is just being opened has no value yet.
  private final Map<RunId, @Nullable AzureRun> open = new HashMap<>();
  private boolean closed;

  private AzureBatchExecutor(AzureMachinery machinery) {
    this.machinery = machinery;
    this.opening = new RunOpening(machinery, this::forget);
  }

  /**
   * Opens an executor. Asks both services for all that it will need of them: Batch for the pool, or
   * for machine images if a pool is to be made, and storage by a blob below the prefix that is
   * created and deleted at once.
   *
   * @throws WorkflowException if a service can't be reached or refuses, or there is no such pool or
   *     container; the message lists all that is wrong
   */
  public static AzureBatchExecutor open(AzureBatchConfig config) {
    return open(config, Clock.systemUTC());
  }

  /** Does the same, and goes by this clock in all that it tells and asks of the service's time. */
  static AzureBatchExecutor open(AzureBatchConfig config, Clock clock) {
    requireNonNull(config, "config");
    AccountCheck.requireKeys(config);
    BatchGateway gateway = SdkBatchGateway.open(config);
    BlobContainer container = BlobContainer.open(config);
    try {
      List<OfferedPool> pools = new AccountCheck(config, gateway, container, clock).run();
      return new AzureBatchExecutor(new AzureMachinery(config, gateway, container, pools, clock));
    } catch (RuntimeException | Error e) {
      gateway.close();
      container.close();
      throw e;
    }
  }

  @Override
  public ExecutorInfo info() {
    Set<Trait> traits = EnumSet.of(Trait.LIVE_LOGS, Trait.ATTACH, Trait.RUNS_WITHOUT_DRIVER);
    if (machinery.hasContainers()) {
      traits.add(Trait.CONTAINERS);
    }
    return new ExecutorInfo(NAME, traits);
  }

  @Override
  public WorkflowRun start(WorkflowSpec spec) {
    requireNonNull(spec, "spec");
    return open(spec.id(), () -> opening.start(spec));
  }

  @Override
  public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
    requireNonNull(id, "id");
    List<WorkflowListener> all = List.of(listeners);
    return open(id, () -> opening.attach(id, all));
  }

  @Override
  public List<RunId> runs() {
    requireOpen();
    try {
      return opening.runs();
    } catch (IOException e) {
      throw failure("runs can't be listed", e);
    }
  }

  /**
   * Has a pool of a fixed size, which was made for a run or is going to be, have another size from
   * now on. Nodes that go finish their tasks first. A driver that attaches to the run later goes by
   * its own configuration again.
   *
   * @param run which is open here
   * @param pool what the run's jobs call the pool, {@code main} if it has no other name
   * @param nodes how many dedicated machines, 0 to 1,000
   * @param spotNodes how many machines that can be taken away, 0 to 1,000
   * @throws IllegalArgumentException if there is no such pool, it was there before, it's shared or
   *     scales itself, a number is out of its range, both are 0, or the pool was to have no
   *     machines of that kind, by which jobs were placed
   * @throws RunNotFoundException if the run is not open here
   * @throws WorkflowException if Batch does not take the size; the pool then keeps the one it has.
   *     It can help to try again: a pool whose size just changes takes no other
   */
  public void resizePool(RunId run, String pool, int nodes, int spotNodes) {
    requireNonNull(pool, "pool");
    try {
      opened(run).parts().pools().get(pool).resize(nodes, spotNodes);
    } catch (IOException e) {
      throw failure("pool '" + pool + "' of run " + run + " can't be resized", e);
    }
  }

  /**
   * Returns how much of machines the pools of a run have had up to now, idle time and all, as far
   * as this executor saw it; see {@link PoolUse} for how far that is. There is an entry for each
   * pool and kind of machine that it has had, none for pools that were there. Asks nobody. What
   * single jobs took is told by {@link NodeHours}.
   *
   * @param run which is open here: ask before it's closed
   * @throws RunNotFoundException if the run is not open here
   */
  public List<PoolUse> poolUse(RunId run) {
    return opened(run).parts().pools().use();
  }

  @Override
  public void close() {
    List<AzureRun> left = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      for (AzureRun run : open.values()) {
        if (run != null) {
          left.add(run);
        }
      }
    }
    left.forEach(run -> run.face().close(ClosePolicy.DETACH));
    machinery.close();
  }

  /** Ends as if the process did: nothing is let go of, and what is under way breaks off. */
  void halt() {
    synchronized (this) {
      closed = true;
    }
    machinery.close();
  }

  /** Where a run comes from. */
  private interface Opening {
    AzureRun open() throws IOException;
  }

  private WorkflowRun open(RunId id, Opening how) {
    synchronized (this) {
      requireOpen();
      if (open.containsKey(id)) {
        throw new RunInUseException("run " + id + " is open here already");
      }
      open.put(id, null);
    }
    AzureRun run = null;
    try {
      run = how.open();
    } catch (IOException e) {
      throw failure("run " + id + " can't be opened", e);
    } finally {
      settle(id, run);
    }
    return run.face();
  }

  private void settle(RunId id, @Nullable AzureRun run) {
    boolean late;
    synchronized (this) {
      late = closed && run != null;
      if (run == null || late) {
        open.remove(id);
      } else {
        open.put(id, run);
      }
    }
    if (late && run != null) {
      run.face().close(ClosePolicy.DETACH);
      throw closed();
    }
  }

  private synchronized AzureRun opened(RunId id) {
    requireOpen();
    AzureRun run = open.get(requireNonNull(id, "run"));
    if (run == null) {
      throw new RunNotFoundException("run " + id + " is not open here; attach to it first");
    }
    return run;
  }

  private synchronized void forget(AzureRun run) {
    open.remove(run.face().id(), run);
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw closed();
    }
  }

  private static RunClosedException closed() {
    return new RunClosedException("this executor is closed; open another one");
  }

  private static WorkflowException failure(String what, IOException e) {
    return new WorkflowException(
        Trouble.retry(e), what + ": " + SignedUrls.redact(String.valueOf(e.getMessage())), e);
  }
}
