package io.github.lighterman.local;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.FileChecks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this machine can't do for a job, found before it's accepted. */
final class LocalChecks {
  /** Linux's MAX_ARG_STRLEN: what one argument or variable may have, its NUL included. */
  private static final int LONGEST_ARGUMENT = 128 * 1024;

  /**
   * Below Linux's usual 2 MiB for all arguments and variables, to leave room for the host's own.
   */
  private static final long ALL_ARGUMENTS = 1536 * 1024;

  private final LocalMachinery machinery;
  private final FileChecks files;

  LocalChecks(LocalMachinery machinery, WorkflowSpec workflow) {
    this.machinery = machinery;
    this.files = new FileChecks(workflow);
  }

  List<Problem> check(JobSpec spec) {
    List<Problem> problems = new ArrayList<>();
    command(spec, problems);
    resources(spec, problems);
    problems.addAll(files.check(spec));
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

  private static Problem problem(
      Problem.Kind kind, JobSpec spec, String thing, String rule, String remedy) {
    return new Problem(kind, "job " + spec.id() + ": " + thing, rule, remedy);
  }
}
