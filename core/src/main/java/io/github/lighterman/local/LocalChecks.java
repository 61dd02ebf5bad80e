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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this machine can't do for a job, found before it's accepted. */
final class LocalChecks {
  /** Linux's MAX_ARG_STRLEN: what one argument or variable may have, its NUL included. */
  private static final int LONGEST_ARGUMENT = 128 * 1024;

  /**
   * Below Linux's usual 2 MiB for all arguments and variables, to leave room for the host's own.
   */
  private static final long ALL_ARGUMENTS = 1536 * 1024;

  private static final String NO_PATH = "is no path on this machine";
  private static final String WRITE_FILE = "Write it as file:///path";

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
    if (bytesOfAll(spec) > ALL_ARGUMENTS) {
      problems.add(
          problem(
              Problem.Kind.UNSUPPORTED,
              spec,
              "command",
              "has more than 1.5 MiB of arguments and variables together",
              "Pass them in an input file"));
    }
    for (String name : spec.secrets().keySet()) {
      if (CommandScript.isShellsOwn(name)) {
        problems.add(
            problem(
                Problem.Kind.UNSUPPORTED,
                spec,
                "secret variable '" + name + "'",
                "has a name that shells use themselves",
                "Rename it"));
      }
    }
    spec.environment()
        .forEach(
            (name, value) -> {
              int length = (name + "=" + value).getBytes(StandardCharsets.UTF_8).length;
              if (length >= LONGEST_ARGUMENT) {
                problems.add(
                    problem(
                        Problem.Kind.UNSUPPORTED,
                        spec,
                        "variable '" + name + "'",
                        "has more than the 128 KiB that this system takes",
                        "Pass it in an input file"));
              }
            });
  }

  private static long bytesOfAll(JobSpec spec) {
    long bytes = 0;
    for (String argument : spec.command().argv()) {
      bytes += argument.getBytes(StandardCharsets.UTF_8).length + 1;
    }
    for (Map.Entry<String, String> variable : spec.environment().entrySet()) {
      bytes +=
          (variable.getKey() + variable.getValue()).getBytes(StandardCharsets.UTF_8).length + 2;
    }
    return bytes;
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
      file(spec, file.path(), problems);
    } else if (source instanceof InputSource.LocalDirectory directory) {
      directory(spec, directory.path(), problems);
    } else if (source instanceof InputSource.LocalGlob glob) {
      directory(spec, glob.directory(), problems);
    } else if (source instanceof InputSource.Remote remote) {
      remote(spec, remote, problems);
    } else if (source instanceof InputSource.RunSources && workflow.sources().isEmpty()) {
      problems.add(
          invalid(
              spec,
              "input '" + input.target() + "'",
              "asks for the run's sources, and the run has none",
              "Call WorkflowSpec.withSources"));
    }
  }

  private static void remote(JobSpec spec, InputSource.Remote remote, List<Problem> problems) {
    if (isFile(remote.uri())) {
      Optional<Path> path = path(remote.uri());
      path.ifPresentOrElse(
          it -> file(spec, it, problems),
          () -> problems.add(invalid(spec, "input " + remote, NO_PATH, WRITE_FILE)));
    } else if (!Downloads.supports(remote.uri())) {
      problems.add(
          problem(
              Problem.Kind.UNSUPPORTED,
              spec,
              "input " + remote,
              "has a scheme that this executor can't read",
              "Use file:, http: or https:"));
    } else if (remote.uri().getHost() == null) {
      problems.add(
          invalid(
              spec, "input " + remote, "names no host", "Write it as http://host/path, or https"));
    }
  }

  private static void file(JobSpec spec, Path path, List<Problem> problems) {
    if (Files.isDirectory(path)) {
      problems.add(invalid(spec, "input " + path, "is a directory", "Use InputFile.directory"));
    } else {
      readable(spec, path, problems);
    }
  }

  private static boolean isFile(URI uri) {
    return "file".equalsIgnoreCase(uri.getScheme());
  }

  /** Returns what a file: address means here; empty if nothing. */
  private static Optional<Path> path(URI uri) {
    try {
      return Optional.of(Path.of(uri));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
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
    if (output.target() instanceof OutputTarget.LocalPath local) {
      target(spec, output.shape(), local.path(), problems);
    } else if (output.target() instanceof OutputTarget.Remote remote) {
      if (isFile(remote.uri())) {
        path(remote.uri())
            .ifPresentOrElse(
                it -> target(spec, output.shape(), it, problems),
                () -> problems.add(invalid(spec, "output target " + remote, NO_PATH, WRITE_FILE)));
      } else {
        problems.add(
            problem(
                Problem.Kind.UNSUPPORTED,
                spec,
                "output target " + remote,
                "has a scheme that this executor can't write",
                "Use file:, or a local path"));
      }
    }
  }

  private static void target(
      JobSpec spec, OutputFile.Shape shape, Path path, List<Problem> problems) {
    boolean file = shape == OutputFile.Shape.FILE;
    if (Files.exists(path) && file == Files.isDirectory(path)) {
      problems.add(
          invalid(
              spec,
              "output target " + path,
              file ? "is a directory" : "is no directory",
              file ? "Name the file itself" : "Name a directory"));
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
