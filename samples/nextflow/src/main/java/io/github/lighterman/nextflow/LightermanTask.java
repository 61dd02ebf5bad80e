package io.github.lighterman.nextflow;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Attempt;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import java.nio.file.FileSystems;
import java.util.Optional;
import nextflow.exception.ProcessException;
import nextflow.exception.ProcessSubmitException;
import nextflow.exception.ProcessUnrecoverableException;
import nextflow.processor.TaskHandler;
import nextflow.processor.TaskRun;
import nextflow.processor.TaskStatus;
import nextflow.trace.TraceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of Nextflow's, as a job. Nextflow's monitor asks it for news; it answers from memory.
 * {@link #submit}, the check methods and {@link #kill} are called by threads of Nextflow's, {@link
 * #submitted} and {@link #failed} by the submitter's.
 */
final class LightermanTask extends TaskHandler {
  private static final Logger log = LoggerFactory.getLogger(LightermanTask.class);

  private final PluginSettings settings;
  private final SecretFiles secrets;
  private final Submitter submitter;
  private @Nullable JobSpec job;
  private volatile @Nullable JobHandle handle;
  private volatile @Nullable ProcessException refusal;
  private volatile boolean killed;

  LightermanTask(TaskRun task, PluginSettings settings, SecretFiles secrets, Submitter submitter) {
    super(task);
    this.settings = settings;
    this.secrets = secrets;
    this.submitter = submitter;
  }

  @Override
  public void prepareLauncher() {
    TaskFiles files = new TaskFiles(getTask());
    if (settings.staged()) {
      files.writeForElsewhere();
    } else {
      files.writeForHere();
    }
    try {
      job = new TaskJob(getTask(), files, settings, secrets).spec();
    } catch (ProcessUnrecoverableException e) {
      refusal = e;
    }
  }

  @Override
  public void submit() {
    if (refusal == null) {
      submitter.add(this);
    }
    setStatus(TaskStatus.SUBMITTED);
  }

  JobSpec job() {
    return requireNonNull(job, "job");
  }

  boolean isKilled() {
    return killed;
  }

  void submitted(SubmitOutcome outcome) {
    if (outcome.isAccepted()) {
      handle = outcome.orElseThrow();
      if (killed) {
        kill();
      }
    } else {
      try {
        outcome.orElseThrow();
      } catch (WorkflowException e) {
        failed(e);
      }
    }
  }

  void failed(WorkflowException e) {
    refusal =
        e.retry() == WorkflowException.Retry.CAN_HELP
            ? new ProcessSubmitException(e.getMessage(), e)
            : new ProcessUnrecoverableException(e.getMessage(), e);
  }

  @Override
  public boolean checkIfRunning() {
    JobHandle accepted = handle;
    if (!isSubmitted() || accepted == null || !hasStarted(accepted)) {
      return false;
    }
    setStatus(TaskStatus.RUNNING);
    return true;
  }

  @Override
  public boolean checkIfCompleted() {
    JobHandle accepted = handle;
    Optional<JobResult> result = accepted == null ? Optional.empty() : accepted.resultNow();
    if (result.isEmpty() && refusal == null) {
      return false;
    }
    TaskRun task = getTask();
    task.setStdout(task.getWorkDir().resolve(TaskRun.CMD_OUTFILE));
    task.setStderr(task.getWorkDir().resolve(TaskRun.CMD_ERRFILE));
    task.setError(refusal);
    if (settings.staged() && task.getWorkDir().getFileSystem().equals(FileSystems.getDefault())) {
      new TaskTree(task.getWorkDir()).restore(task.getOutputFilesNames());
    }
    setStatus(TaskStatus.COMPLETED);
    result.ifPresent(new TaskEnding(task)::record);
    result.stream().flatMap(end -> end.attempts().stream()).forEach(this::times);
    return true;
  }

  @Override
  public void kill() {
    killed = true;
    JobHandle accepted = handle;
    if (accepted != null) {
      try {
        accepted.cancel();
      } catch (WorkflowException e) {
        log.warn("Task {} can't be ended now: {}", getTask().getName(), e.getMessage());
      }
    }
  }

  @Override
  public TraceRecord getTraceRecord() {
    TraceRecord trace = super.getTraceRecord();
    if (job != null) {
      trace.put("native_id", job.id().value());
    }
    return trace;
  }

  /** Puts the times that the backend saw in place of those at which Nextflow looked. */
  private void times(Attempt attempt) {
    attempt.started().ifPresent(start -> setStartTimeMillis(start.toEpochMilli()));
    setCompleteTimeMillis(attempt.ended().toEpochMilli());
  }

  private static boolean hasStarted(JobHandle handle) {
    return handle.status().state().compareTo(JobState.RUNNING) >= 0;
  }
}
