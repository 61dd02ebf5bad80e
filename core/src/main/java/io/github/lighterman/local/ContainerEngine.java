package io.github.lighterman.local;

import com.google.common.hash.Hashing;
import io.github.lighterman.DataSize;
import io.github.lighterman.spi.StagedJob;
import io.github.lighterman.spi.Submission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of a container engine, {@code docker} or {@code podman}, which speak nearly the
 * same.
 *
 * @param program its name or path
 * @param network the network that containers join, or empty for the engine's own default
 */
record ContainerEngine(String program, Optional<String> network) {
  /** Exit code by which both engines say that they, and not the command, failed. */
  static final int ENGINE_FAILED = 125;

  /** Returns the name of an attempt's container: found again after a restart, legal, unique. */
  static String name(Path sandbox) {
    return "lighterman-"
        + Hashing.sha256()
            .hashString(sandbox.toString(), StandardCharsets.UTF_8)
            .toString()
            .substring(0, 24);
  }

  /**
   * Returns what runs the job's command in its image. Values of variables are not in it: the engine
   * takes them from its own environment.
   */
  List<String> run(StagedJob job, Path sandbox, Set<String> variables) {
    Submission submission = job.submission();
    String work = new Sandbox(sandbox).work().toString();
    List<String> argv = new ArrayList<>(List.of(program, "run", "--name", name(sandbox)));
    argv.addAll(List.of("--label", "lighterman.run=" + submission.run()));
    argv.addAll(List.of("--volume", work + ":" + work, "--workdir", work));
    argv.add("--cpus=" + String.format(Locale.ROOT, "%.3f", submission.resources().cpus()));
    submission.resources().memory().map(DataSize::bytes).ifPresent(bytes -> limit(argv, bytes));
    network.ifPresent(name -> argv.add("--network=" + name));
    if (submission.resources().gpus() > 0) {
      argv.addAll(gpus());
    }
    variables.stream().sorted().forEach(variable -> argv.addAll(List.of("--env", variable)));
    // The job names the whole command; an image's own entry point would swallow it.
    argv.add("--entrypoint=");
    argv.add(submission.spec().image().orElseThrow());
    argv.addAll(submission.spec().command().argv());
    return argv;
  }

  List<String> hasImage(String image) {
    return List.of(program, "image", "inspect", "--format", "{{.Id}}", image);
  }

  List<String> pull(String image) {
    return List.of(program, "pull", "--quiet", image);
  }

  /** Returns what ends a container, politely and then, when the time is over, for certain. */
  List<String> stop(Path sandbox, Duration grace) {
    long seconds = Math.max(1, grace.toSeconds());
    return List.of(program, "stop", "--time", Long.toString(seconds), name(sandbox));
  }

  /** Returns what tells whether a container ran into its memory limit, and with which exit code. */
  List<String> inspect(Path sandbox) {
    return List.of(
        program,
        "container",
        "inspect",
        "--format",
        "{{.State.OOMKilled}} {{.State.ExitCode}}",
        name(sandbox));
  }

  List<String> remove(Path sandbox) {
    return List.of(program, "rm", "--force", name(sandbox));
  }

  private static void limit(List<String> argv, long bytes) {
    // Without the second, a container takes as much swap again.
    argv.add("--memory=" + bytes);
    argv.add("--memory-swap=" + bytes);
  }

  private List<String> gpus() {
    boolean docker = program.endsWith("docker");
    // Which ones, the engine takes from the variable that names them.
    return docker ? List.of("--gpus", "all") : List.of("--device", "nvidia.com/gpu=all");
  }
}
