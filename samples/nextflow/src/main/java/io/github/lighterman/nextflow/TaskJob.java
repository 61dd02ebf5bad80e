package io.github.lighterman.nextflow;

import com.azure.storage.blob.nio.AzurePath;
import io.github.lighterman.Command;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputFile.Condition;
import io.github.lighterman.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nextflow.exception.ProcessUnrecoverableException;
import nextflow.processor.TaskConfig;
import nextflow.processor.TaskRun;

/** Says what a task of Nextflow's is as a job: its directives, its files, its command. */
final class TaskJob {
  /** The script's output goes to a file of the work directory, as with Nextflow's executors. */
  private static final String RUN = "exec > .command.log 2>&1; . ./.command.run";

  private static final String CONTROL_FILES =
      "{.exitcode,.command.{out,err,log,trace,env,begin,tree}}";

  private final TaskRun task;
  private final TaskConfig config;
  private final TaskFiles files;
  private final PluginSettings settings;
  private final SecretFiles secrets;

  TaskJob(TaskRun task, TaskFiles files, PluginSettings settings, SecretFiles secrets) {
    this.task = task;
    this.config = task.getConfig();
    this.files = files;
    this.settings = settings;
    this.secrets = secrets;
  }

  /**
   * Returns the job.
   *
   * @throws ProcessUnrecoverableException if the task lacks something that it can't run without
   */
  JobSpec spec() throws ProcessUnrecoverableException {
    if (settings.requiresMemory() && config.getMemory() == null) {
      throw new ProcessUnrecoverableException(
          "Process '"
              + task.getProcessor().getName()
              + "' does not say how much memory it takes, and lighterman.requireMemory is true;"
              + " give it a memory directive, as with process.memory = '2 GB'");
    }
    TaskResources resources = new TaskResources(config);
    JobSpec.Builder job =
        JobSpec.builder(id(task.getWorkDir()))
            .resources(resources.of(settings))
            .timeouts(resources.timeouts())
            .retry(RetryPolicy.none())
            .labels(config.getResourceLabels());
    if (settings.staged()) {
      staged(job);
    } else {
      shared(job);
    }
    return job.build();
  }

  /**
   * Returns the task's hash, which its directory's last two names are. {@code TaskRun.getHash}
   * would tie this plug-in's Guava to Nextflow's.
   */
  private static String id(Path directory) {
    int names = directory.getNameCount();
    return "nf-" + directory.getName(names - 2) + directory.getName(names - 1);
  }

  private void shared(JobSpec.Builder job) throws ProcessUnrecoverableException {
    String image = task.getContainer();
    if (image != null && !task.isContainerEnabled() && !settings.ignoresContainers()) {
      throw new ProcessUnrecoverableException(
          "Process '"
              + task.getProcessor().getName()
              + "' asks for container '"
              + image
              + "' and no container engine is enabled; enable one, as with docker.enabled = true,"
              + " or run it without the container with lighterman.images = 'ignore'");
    }
    // Not by "$1", which would tell the script which part of it to run.
    job.command(
        new Command(
            List.of("/bin/bash", "-uec", "cd \"$0\"; " + RUN, task.getWorkDir().toString())));
  }

  private void staged(JobSpec.Builder job) throws ProcessUnrecoverableException {
    String image = task.getContainer();
    if (image != null && config.getContainerOptions() != null) {
      throw new ProcessUnrecoverableException(
          "Process '"
              + task.getProcessor().getName()
              + "' has containerOptions, and backend '"
              + settings.backend()
              + "' starts containers itself; leave them out with process.containerOptions = null");
    }
    job.command(new Command(List.of("/bin/bash", "-uec", RUN)));
    if (image != null) {
      job.image(image);
    }
    List<String> names = config.getSecret();
    for (String name : names == null ? List.<String>of() : names) {
      job.secret(name, secrets.reference(name));
    }
    inputs(job);
    outputs(job);
  }

  private void inputs(JobSpec.Builder job) {
    for (String name : List.of(TaskRun.CMD_RUN, TaskRun.CMD_SCRIPT, TaskRun.CMD_INFILE)) {
      Path file = task.getWorkDir().resolve(name);
      if (Files.exists(file)) {
        add(job, name, file);
      }
    }
    task.getInputFilesMap().forEach((name, path) -> add(job, name, path));
    List<Path> programs = files.binDirectories();
    for (int i = 0; i < programs.size(); i++) {
      job.input(InputFile.directory(programs.get(i), TaskFiles.bin(i)).readOnly());
    }
  }

  private void outputs(JobSpec.Builder job) {
    for (String pattern : task.getOutputFilesNames()) {
      // Nextflow does not know whether a name is a file's or a directory's.
      for (String files : List.of(pattern, pattern + "/**")) {
        job.output(to(OutputFile.glob(files), task.getTargetDir()).optional());
      }
    }
    job.output(
        to(OutputFile.glob(CONTROL_FILES), task.getWorkDir()).optional().when(Condition.ALWAYS));
  }

  private static OutputFile to(OutputFile output, Path directory) {
    return directory instanceof AzurePath
        ? output.to(URI.create(BlobStore.current().address(directory) + "/"))
        : output.to(directory);
  }

  private void add(JobSpec.Builder job, String name, Path path) {
    if (path instanceof AzurePath) {
      blobs(job, name, path);
      return;
    }
    InputFile input =
        Files.isDirectory(path) ? InputFile.directory(path, name) : InputFile.file(path, name);
    job.input(isCopied() ? input : input.readOnly());
  }

  private boolean isCopied() {
    return "copy".equals(config.getStageInMode());
  }

  /** Names each blob below a path, which may be one. */
  private static void blobs(JobSpec.Builder job, String name, Path path) {
    BlobStore store = BlobStore.current();
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String below = path.relativize(file).toString();
        String target = below.isEmpty() ? name : name + "/" + below;
        job.input(InputFile.remote(store.address(file), target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + BlobStore.uri(path), e);
    }
  }
}
