package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a task has left on its node into the container where the service did not: it uploads
 * nothing of a task that was ended, and an upload can fail. What can't be had any more is left out.
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

  /** Brings the logs of an attempt as far as they're not there. */
  void logs(TrackedTask task, TaskView view) throws IOException {
    for (LogStream stream : LogStream.values()) {
      bring(task, view, RunLayout.logFile(stream), layout.log(task.id(), stream));
    }
  }

  /** Brings what the script says of its end, unless it's there. */
  void marker(TrackedTask task, TaskView view) throws IOException {
    bring(task, view, TaskEndMarker.FILE, layout.logs(task.id()) + TaskEndMarker.FILE);
  }

  private void bring(TrackedTask task, TaskView view, String file, String blob) throws IOException {
    if (view.started().isPresent() && !machinery.container.exists(blob)) {
      copy(jobs.id(task.generation()), task.batchId(), file, blob);
    }
  }

  /**
   * Brings the outputs that are promised after this ending, as far as they're not there. Returns
   * whether it's certain that all of them are now; those that are required are not looked for.
   */
  boolean outputs(TrackedTask task, TaskView view, OutputFile.Ending ending) throws IOException {
    List<OutputFile> outputs = task.submission().spec().outputs();
    if (outputs.stream().noneMatch(output -> output.condition().holds(ending))) {
      return true;
    }
    if (view.started().isEmpty()) {
      return false;
    }
    List<TaskFile> files;
    try {
      files = machinery.gateway.taskFiles(jobs.id(task.generation()), task.batchId());
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.TRANSIENT) {
        throw e;
      }
      log.debug("The files of {} are gone with its node", task.id(), e);
      return outputs.stream()
          .filter(output -> output.condition().holds(ending))
          .allMatch(NodeRescue::isKnownByItself);
    }
    boolean whole = true;
    for (TaskFile file : files) {
      if (file.path().startsWith(WORK)) {
        whole &= outputs(task, file, ending);
      }
    }
    return whole;
  }

  private boolean outputs(TrackedTask task, TaskFile file, OutputFile.Ending ending)
      throws IOException {
    List<OutputFile> outputs = task.submission().spec().outputs();
    String path = file.path().substring(WORK.length());
    boolean whole = true;
    for (int i = 0; i < outputs.size(); i++) {
      OutputFile output = outputs.get(i);
      if (!output.condition().holds(ending) || !Delivery.names(output, path)) {
        continue;
      }
      Optional<String> blob = blob(task.id().job(), i, output, path);
      boolean there =
          blob.isPresent()
              && (isThere(output, file, blob.get())
                  || copy(jobs.id(task.generation()), task.batchId(), file.path(), blob.get()));
      whole &= there;
    }
    return whole;
  }

  /** A store holds what this attempt has put there alone; elsewhere an older file may lie. */
  private boolean isThere(OutputFile output, TaskFile file, String blob) throws IOException {
    OptionalLong size = machinery.container.size(blob);
    return !isElsewhere(output) && size.isPresent() && size.getAsLong() == file.size();
  }

  /** One file is uploaded whole or not at all, and whether it's there is looked at anyway. */
  private static boolean isKnownByItself(OutputFile output) {
    return output.shape() == OutputFile.Shape.FILE
        && output.presence() == OutputFile.Presence.REQUIRED
        && !isElsewhere(output);
  }

  private static boolean isElsewhere(OutputFile output) {
    return output.target() instanceof OutputTarget.Remote remote
        && !BlobAddress.isLocal(remote.uri());
  }

  /** Returns where a file goes; empty if only the node may write there. */
  private Optional<String> blob(JobId job, int place, OutputFile output, String path) {
    if (output.target() instanceof OutputTarget.RunStore) {
      return Optional.of(layout.store(job) + path);
    }
    if (isElsewhere(output)) {
      BlobAddress address =
          BlobAddress.of(
              ((OutputTarget.Remote) output.target()).uri(), machinery.config.storageEndpoint());
      if (!address.isIn(machinery.container.url())) {
        return Optional.empty();
      }
      boolean single = output.shape() == OutputFile.Shape.FILE;
      return Optional.of(single ? address.blob() : address.prefix() + path);
    }
    return Optional.of(layout.local(job, place) + path);
  }

  /** Returns false if it's gone. */
  private boolean copy(String job, String batchId, String file, String blob) throws IOException {
    try (InputStream in = machinery.gateway.openTaskFile(job, batchId, file, 0, Long.MAX_VALUE)) {
      machinery.container.upload(blob, in);
      return true;
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.TRANSIENT) {
        throw e;
      }
      log.debug("{} of task {} is gone with its node", file, batchId, e);
      return false;
    }
  }
}
