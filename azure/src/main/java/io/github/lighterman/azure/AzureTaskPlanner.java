package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Timeouts;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskId;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The arrow from {@link StagedInputs} to {@link PlannedTask}. Asks nobody. */
final class AzureTaskPlanner {
  private final AzureBatchConfig config;
  private final RunLayout layout;
  private final OutputPlan outputs;
  private final Map<String, String> runOptions = new HashMap<>();

  AzureTaskPlanner(AzureBatchConfig config, List<OfferedPool> pools, RunLayout layout) {
    this.config = config;
    this.layout = layout;
    this.outputs = new OutputPlan(layout, config.storageEndpoint(), config.nodeIdentity());
    for (OfferedPool pool : pools) {
      runOptions.put(pool.offer().name(), pool.runOptions());
    }
  }

  /**
   * Returns what to ask Batch for.
   *
   * @param where the pool, and how many slots of a node it takes there
   * @param blobs tells a blob's address
   */
  PlannedTask plan(StagedInputs staged, Placement.Choice where, Function<String, URI> blobs) {
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
              blobs.apply(scriptOf(id)),
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
            spec.image().map(image -> new BatchTask.Container(image, runOptions(where.pool()))),
            new BatchTask.Files(resources, uploads),
            new BatchTask.Demand(
                where.slots(),
                spec.timeouts().flatMap(Timeouts::run),
                config.nodeRetention(),
                config.elevation()),
            List.of());
    return new PlannedTask(staged, where.pool(), task, command.file());
  }

  /** A pool of an earlier driver's is taken to be as most are. */
  private String runOptions(String pool) {
    return runOptions.getOrDefault(pool, ContainerOptions.ofDefaults().line(Optional.empty()));
  }

  /** Returns where a script goes that is too long for a command line. */
  String scriptOf(TaskId task) {
    return layout.script(task);
  }
}
