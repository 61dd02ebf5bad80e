package io.github.lighterman.samples.functions;

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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How do I write an executor of my own? This one runs functions of the host: the command of a job
 * names one, and a pool of threads calls it. It keeps its runs in memory alone, so that nothing of
 * them outlives the process, and says so: it has no trait but {@link Trait#LIVE_LOGS}.
 */
public final class FunctionExecutor implements WorkflowExecutor {
  private final Host host;
  private final Map<RunId, FunctionRun> open = new TreeMap<>();
  private boolean closed;

  /**
   * Opens an executor.
   *
   * @param functions what jobs can name as their program
   * @param directory where jobs find their files
   * @param threads how many jobs run at once, 1 or more
   * @param capacity how many jobs of a run may be live, 1 or more
   */
  public FunctionExecutor(
      Map<String, HostFunction> functions, Path directory, int threads, int capacity) {
    host = new Host(functions, directory, threads, capacity);
  }

  @Override
  public ExecutorInfo info() {
    return new ExecutorInfo("functions", Set.of(Trait.LIVE_LOGS));
  }

  @Override
  public synchronized WorkflowRun start(WorkflowSpec spec) {
    requireOpen();
    try {
      FunctionRun run =
          new FunctionRun(host, spec, RunFiles.create(host.directory(), spec), this::forget);
      open.put(spec.id(), run);
      return run.face();
    } catch (FileAlreadyExistsException e) {
      throw new RunInUseException("run " + spec.id() + " exists; give the new one another id");
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "run " + spec.id() + " can't be started in " + host.directory() + ": " + e,
          e);
    }
  }

  /** Finds nothing, since no run outlives its driver here. */
  @Override
  public synchronized WorkflowRun attach(RunId id, WorkflowListener... listeners) {
    requireOpen();
    if (open.containsKey(id)) {
      throw new RunInUseException("run " + id + " is open here already");
    }
    throw new RunNotFoundException("there is no run " + id + "; this executor keeps none");
  }

  @Override
  public synchronized List<RunId> runs() {
    return List.copyOf(open.keySet());
  }

  @Override
  public void close() {
    List<FunctionRun> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(open.values());
    }
    left.forEach(run -> run.face().close(ClosePolicy.DETACH));
    host.close();
  }

  private synchronized void forget(FunctionRun run) {
    open.remove(run.face().id());
  }

  private void requireOpen() {
    if (closed) {
      throw new RunClosedException("this executor is closed; open another one");
    }
  }
}
