package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Timeouts;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The arrow from {@link StagedInputs} to {@link PlannedTask}. Asks for an address at most. */
final class AzureTaskPlanner {
  /** Who signs addresses, which takes time. */
  @FunctionalInterface
  interface Signer {
    /** Returns an address from which a node reads a blob. */
    URI readable(String blob) throws IOException;
  }

  private final AzureBatchConfig config;
  private final RunLayout layout;
  private final OutputPlan outputs;
  private final Slots slots;

  AzureTaskPlanner(AzureBatchConfig config, RunLayout layout, Slots slots) {
    this.config = config;
    this.layout = layout;
    this.outputs = new OutputPlan(layout, config.storageEndpoint(), config.nodeIdentity());
    this.slots = slots;
  }

  /**
   * Returns what to ask Batch for.
   *
   * @param signer is asked for the address of the script that {@link PlannedTask#script} names,
   *     only if the command is too long
   */
  PlannedTask plan(StagedInputs staged, Signer signer) throws IOException {
    Submission submission = staged.job().submission();
    JobSpec spec = submission.spec();
    TaskId id = submission.task();
    TaskScript text =
        new TaskScript(staged.inputs(), staged.secrets(), spec.outputs(), spec.acceptedExitCodes());
    TaskCommand command = TaskCommand.of(text, spec.command().argv());
    List<ResourceFile> resources = new ArrayList<>(staged.resources());
    if (command.isLong()) {
      resources.add(
          new ResourceFile(
              ResourceFile.Source.FILE,
              signer.readable(scriptOf(id)),
              "",
              TaskCommand.FILE,
              "0666",
              config.nodeIdentity()));
    }
    List<OutputUpload> uploads = new ArrayList<>(outputs.of(id, spec, staged.delivery()));
    if (text.leavesMarker()) {
      uploads.add(outputs.marker(id, staged.delivery()));
    }
    BatchTask task =
        new BatchTask(
            TaskNames.task(spec.id()),
            TaskNames.display(id),
            command.line(),
            submission.environment(),
            spec.image().map(image -> new BatchTask.Container(image, "--rm")),
            new BatchTask.Files(resources, uploads),
            new BatchTask.Demand(
                slots.of(submission.resources()),
                spec.timeouts().flatMap(Timeouts::run),
                config.nodeRetention(),
                config.elevation()),
            List.of());
    return new PlannedTask(staged, task, command.file());
  }

  /** Returns where a script goes that is too long for a command line. */
  String scriptOf(TaskId task) {
    return layout.script(task);
  }
}
