package io.github.lighterman.local;

import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this machine can't do for a job, found before it's accepted. */
final class LocalChecks {
  /** Linux's MAX_ARG_STRLEN: what one argument or variable may have, its NUL included. */
  private static final int LONGEST_ARGUMENT = 128 * 1024;

  private final LocalMachinery machinery;
  private final WorkflowSpec workflow;

  LocalChecks(LocalMachinery machinery, WorkflowSpec workflow) {
    this.machinery = machinery;
    this.workflow = workflow;
  }

  List<Problem> check(JobSpec spec) {
    List<Problem> problems = new ArrayList<>();
    command(spec, problems);
    resources(spec, problems);
    for (InputFile input : spec.inputs()) {
      input(spec, input, problems);
    }
    for (OutputFile output : spec.outputs()) {
      output(spec, output, problems);
    }
    return problems;
  }

  private void command(JobSpec spec, List<Problem> problems) {
    if (spec.image().isPresent() && machinery.images == Images.REFUSE) {
      problems.add(
          problem(
              Problem.Kind.UNSUPPORTED,
              spec,
              "image " + spec.image().get(),
              "needs a container engine, and none is named",
              "Set 'container-engine' to docker or podman, or 'images' to ignore to run the command"
                  + " without its image"));
    }
    for (String argument : spec.command().argv()) {
      if (argument.getBytes(StandardCharsets.UTF_8).length >= LONGEST_ARGUMENT) {
        problems.add(
            problem(
                Problem.Kind.UNSUPPORTED,
                spec,
                "argument '" + argument.substring(0, 20) + "...'",
                "has more than the 128 KiB that this system takes",
                "Pass it in an input file"));
      }
    }
  }

  private void resources(JobSpec spec, List<Problem> problems) {
    Resources resources = spec.resources().orElseGet(Resources::ofDefaults);
    Demand demand = Demand.of(resources);
    Machine machine = machinery.machine;
    if (!demand.fits(machine)) {
      problems.add(
          problem(
              Problem.Kind.IMPOSSIBLE_RESOURCES,
              spec,
              "resources " + demand,
              "are more than this executor has: "
                  + new Demand(machine.milliCpus(), machine.memory().bytes(), machine.gpus()),
              "Ask for less, or raise the executor's settings 'cpus', 'memory' and 'gpus'"));
    }
    resources
        .disk()
        .filter(disk -> disk.bytes() > usableSpace())
        .ifPresent(
            disk ->
                problems.add(
                    problem(
                        Problem.Kind.IMPOSSIBLE_RESOURCES,
                        spec,
                        "disk " + disk,
                        "is more than is free in " + machinery.root,
                        "Ask for less, or point the executor's setting 'directory' elsewhere")));
  }

  private long usableSpace() {
    try {
      return Files.getFileStore(machinery.root).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private void input(JobSpec spec, InputFile input, List<Problem> problems) {
    InputSource source = input.source();
    if (source instanceof InputSource.LocalFile file) {
      if (Files.isDirectory(file.path())) {
        problems.add(
            invalid(spec, "input " + file.path(), "is a directory", "Use InputFile.directory"));
      } else {
        readable(spec, file.path(), problems);
      }
    } else if (source instanceof InputSource.LocalDirectory directory) {
      directory(spec, directory.path(), problems);
    } else if (source instanceof InputSource.LocalGlob glob) {
      directory(spec, glob.directory(), problems);
    } else if (source instanceof InputSource.Remote remote && !Downloads.supports(remote.uri())) {
      problems.add(
          problem(
              Problem.Kind.UNSUPPORTED,
              spec,
              "input " + remote,
              "has a scheme that this executor can't read",
              "Use file:, http: or https:"));
    } else if (source instanceof InputSource.RunSources && workflow.sources().isEmpty()) {
      problems.add(
          invalid(
              spec,
              "input '" + input.target() + "'",
              "asks for the run's sources, and the run has none",
              "Call WorkflowSpec.withSources"));
    }
  }

  private static void readable(JobSpec spec, Path path, List<Problem> problems) {
    if (!Files.exists(path)) {
      problems.add(invalid(spec, "input " + path, "does not exist", "Check the path"));
    } else if (!Files.isReadable(path)) {
      problems.add(invalid(spec, "input " + path, "can't be read", "Grant the right to read it"));
    }
  }

  private static void directory(JobSpec spec, Path path, List<Problem> problems) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      problems.add(invalid(spec, "input " + path, "is no directory", "Use InputFile.file"));
    } else {
      readable(spec, path, problems);
    }
  }

  private static void output(JobSpec spec, OutputFile output, List<Problem> problems) {
    boolean file = output.shape() == OutputFile.Shape.FILE;
    if (output.target() instanceof OutputTarget.LocalPath local
        && Files.exists(local.path())
        && file == Files.isDirectory(local.path())) {
      problems.add(
          invalid(
              spec,
              "output target " + local.path(),
              file ? "is a directory" : "is no directory",
              file ? "Name the file itself" : "Name a directory"));
    }
    if (output.target() instanceof OutputTarget.Remote remote
        && !"file".equalsIgnoreCase(remote.uri().getScheme())) {
      problems.add(
          problem(
              Problem.Kind.UNSUPPORTED,
              spec,
              "output target " + remote,
              "has a scheme that this executor can't write",
              "Use file:, or a local path"));
    }
  }

  private static Problem invalid(JobSpec spec, String thing, String rule, String remedy) {
    return problem(Problem.Kind.INVALID, spec, thing, rule, remedy);
  }

  private static Problem problem(
      Problem.Kind kind, JobSpec spec, String thing, String rule, String remedy) {
    return new Problem(kind, "job " + spec.id() + ": " + thing, rule, remedy);
  }
}
