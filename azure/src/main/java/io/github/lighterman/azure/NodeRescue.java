package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.spi.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a task that was ended has left on its node into the container: the service uploads
 * nothing of such a task. What can't be had any more is left out, and changes nothing.
 */
final class NodeRescue {
  private static final Logger log = LoggerFactory.getLogger(NodeRescue.class);
  private static final String WORK = "wd/";

  private final AzureMachinery machinery;
  private final RunLayout layout;
  private final RunJobs jobs;

  NodeRescue(AzureMachinery machinery, RunLayout layout, RunJobs jobs) {
    this.machinery = machinery;
    this.layout = layout;
    this.jobs = jobs;
  }

  /** Brings the logs, and the outputs that are promised after a failure. */
  void of(TrackedTask task, TaskView view) throws IOException {
    if (view.started().isEmpty()) {
      return;
    }
    String job = jobs.id(task.generation());
    for (LogStream stream : LogStream.values()) {
      String file = stream.name().toLowerCase(Locale.ROOT) + ".txt";
      String blob = layout.log(task.id(), stream);
      if (!machinery.container.exists(blob)) {
        copy(job, task.batchId(), file, blob);
      }
    }
    JobSpec spec = task.submission().spec();
    if (spec.outputs().stream().anyMatch(NodeRescue::isDue)) {
      outputs(job, task.batchId(), task.id(), spec);
    }
  }

  private void outputs(String job, String batchId, TaskId id, JobSpec spec) throws IOException {
    List<TaskFile> files;
    try {
      files = machinery.gateway.taskFiles(job, batchId);
    } catch (BatchException e) {
      tellOrThrow(id, e);
      return;
    }
    for (TaskFile file : files) {
      if (!file.path().startsWith(WORK)) {
        continue;
      }
      String path = file.path().substring(WORK.length());
      for (int i = 0; i < spec.outputs().size(); i++) {
        OutputFile output = spec.outputs().get(i);
        if (isDue(output) && Delivery.names(output, path)) {
          String directory =
              output.target() instanceof OutputTarget.RunStore
                  ? layout.store(spec.id())
                  : layout.local(spec.id(), i);
          copy(job, batchId, file.path(), directory + path);
        }
      }
    }
  }

  /** What goes to another address is the service's to bring there, for it alone may write there. */
  private static boolean isDue(OutputFile output) {
    boolean elsewhere =
        output.target() instanceof OutputTarget.Remote remote
            && !"file".equalsIgnoreCase(remote.uri().getScheme());
    return !elsewhere && output.condition().holds(OutputFile.Ending.FAILURE);
  }

  private void copy(String job, String batchId, String file, String blob) throws IOException {
    try (InputStream in = machinery.gateway.openTaskFile(job, batchId, file, 0, Long.MAX_VALUE)) {
      machinery.container.upload(blob, in);
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.TRANSIENT) {
        throw e;
      }
      log.debug("{} of task {} is gone with its node", file, batchId, e);
    }
  }

  private static void tellOrThrow(TaskId id, BatchException e) throws BatchException {
    if (e.kind() == BatchException.Kind.TRANSIENT) {
      throw e;
    }
    log.debug("The files of {} are gone with its node", id, e);
  }
}
