package io.github.lighterman.nextflow;

import static java.util.Objects.requireNonNull;

import com.azure.storage.blob.nio.AzurePath;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import nextflow.exception.AbortOperationException;
import nextflow.executor.Executor;
import nextflow.executor.SupportedScriptTypes;
import nextflow.processor.TaskHandler;
import nextflow.processor.TaskMonitor;
import nextflow.processor.TaskRun;
import nextflow.script.ScriptType;
import nextflow.util.Duration;
import nextflow.util.ServiceName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nextflow's executor {@code lighterman}: runs each task as a job of one Lighterman run, which goes
 * with the session. Nextflow makes one for a session, and calls {@link #shutdown} at its end.
 */
@ServiceName("lighterman")
@SupportedScriptTypes({ScriptType.SCRIPTLET})
public final class LightermanExecutor extends Executor {
  private static final Logger log = LoggerFactory.getLogger(LightermanExecutor.class);

  private final SecretFiles secrets = new SecretFiles();
  private @Nullable PluginSettings settings;
  private volatile @Nullable WorkflowExecutor executor;
  private volatile @Nullable SessionRun run;
  private @Nullable Submitter submitter;

  /** Is called by Nextflow. */
  public LightermanExecutor() {}

  /**
   * Opens the backend that the scope {@code lighterman} names.
   *
   * @throws AbortOperationException if a setting is wrong or the backend can't be reached
   */
  @Override
  protected void register() {
    PluginSettings read = settings();
    checkWorkDirectory(read, getWorkDir());
    inContext(() -> executor = read.open());
    if (getSession().isResumeMode()) {
      // What the session has left ends now, also if there is nothing more to do.
      submitter();
    }
  }

  /** The libraries that came with the plug-in look for their parts in the context class loader. */
  private static void inContext(Runnable opening) {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    thread.setContextClassLoader(LightermanExecutor.class.getClassLoader());
    try {
      opening.run();
    } catch (WorkflowException e) {
      throw new AbortOperationException(e.getMessage(), e);
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  @Override
  protected TaskMonitor createTaskMonitor() {
    // A look costs no I/O, and nobody signals the end of a session, which would wait for the next.
    return EventMonitor.of(getSession(), getName(), 1_000, Duration.of("100 ms"));
  }

  @Override
  public TaskHandler createTaskHandler(TaskRun task) {
    return new LightermanTask(task, settings(), secrets, submitter());
  }

  /** Returns what takes tasks to the run, which begins with the first: Nextflow ends none else. */
  private synchronized Submitter submitter() {
    if (submitter == null) {
      inContext(() -> run = SessionRun.open(requireNonNull(executor), getSession().getUniqueId()));
      WorkflowRun begun = requireNonNull(run).run();
      begun.addListener(new WakeUp(getTaskMonitor()));
      submitter = Submitter.start(begun, getTaskMonitor()::signal);
    }
    return submitter;
  }

  /** Tells whether the backend runs the containers, and not Nextflow's own wrapper script. */
  @Override
  public boolean isContainerNative() {
    return settings().staged();
  }

  @Override
  public @Nullable String containerConfigEngine() {
    return settings().staged() ? "docker" : null;
  }

  @Override
  public boolean isSecretNative() {
    return settings().staged();
  }

  /** Cancels what still runs, and deletes what the run left at the backend. */
  @Override
  public void shutdown() {
    synchronized (this) {
      if (submitter != null) {
        submitter.close();
      }
    }
    if (run != null) {
      boolean detach = getSession().getDisableJobsCancellation();
      CloseReport report = run.close(detach ? ClosePolicy.DETACH : ClosePolicy.CLEAN);
      log.debug("Lighterman closed its run: {}", report);
    }
    if (executor != null) {
      executor.close();
    }
    secrets.close();
  }

  private synchronized PluginSettings settings() {
    if (settings == null) {
      try {
        settings = PluginSettings.ofConfig(getSession().getConfig());
      } catch (WorkflowException e) {
        throw new AbortOperationException(e.getMessage(), e);
      }
    }
    return settings;
  }

  /** Tells whether Nextflow has to bring a file into reach: ours need not be. */
  @Override
  public boolean isForeignFile(Path path) {
    return !path.getFileSystem().equals(FileSystems.getDefault()) && super.isForeignFile(path);
  }

  static void checkWorkDirectory(PluginSettings settings, Path directory) {
    if (directory instanceof AzurePath && settings.staged()) {
      BlobStore store = BlobStore.current();
      if (!store.reaches(directory)) {
        throw new AbortOperationException(
            "the work directory "
                + BlobStore.uri(directory)
                + " must be in container '"
                + store.container()
                + "', which lighterman.container names; set it to "
                + BlobStore.SCHEME
                + store.container()
                + "/work");
      }
    } else if (!directory.getFileSystem().equals(FileSystems.getDefault())) {
      throw new AbortOperationException(
          "the work directory "
              + directory.toUri()
              + " is not on this machine, where backend '"
              + settings.backend()
              + "' takes files from; name one that is with -work-dir or workDir");
    }
  }
}
