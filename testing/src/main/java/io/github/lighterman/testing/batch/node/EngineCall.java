package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A call of a container engine that gives a short answer.
 *
 * @param argv its command line
 * @param environment what is added to this process's own
 * @param input what it reads
 * @param longest how long it may take
 */
record EngineCall(
    List<String> argv, Map<String, String> environment, Optional<String> input, Duration longest) {
  private static final Duration QUICK = Duration.ofMinutes(2);
  private static final Path NOTHING = Path.of("/dev/null");

  /** What a call gave. */
  record Answer(int exitCode, String output, String errors) {
    boolean isGood() {
      return exitCode == 0;
    }

    /** Returns the last line that says something, which with both engines is the reason. */
    String reason() {
      return lastLine(errors.isBlank() ? output : errors);
    }

    private static String lastLine(String text) {
      return text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("");
    }
  }

  static EngineCall of(List<String> argv) {
    return new EngineCall(argv, Map.of(), Optional.empty(), QUICK);
  }

  EngineCall with(Map<String, String> more) {
    return new EngineCall(argv, more, input, longest);
  }

  EngineCall input(String text) {
    return new EngineCall(argv, environment, Optional.of(text), longest);
  }

  EngineCall longest(Duration time) {
    return new EngineCall(argv, environment, input, time);
  }

  /**
   * Calls the engine and waits for it, unless it's stopped.
   *
   * @param scratch names two files that don't exist
   * @throws IOException if there is no such engine, or it doesn't come to an end
   */
  Answer run(Path scratch, StopSignal stop)
      throws IOException, InterruptedException, StoppedException {
    // To files: a thread that reads a pipe can't be interrupted, one that waits can.
    Path output = scratch.resolveSibling(scratch.getFileName() + ".out");
    Path errors = scratch.resolveSibling(scratch.getFileName() + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(argv).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    if (input.isEmpty()) {
      builder.redirectInput(NOTHING.toFile());
    }
    try {
      stop.check();
      Process process = builder.start();
      StopSignal.Registration registration = stop.onStop(process::destroyForcibly);
      try {
        write(process);
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(argv.get(0) + " " + argv.get(1) + " gave no answer in " + longest);
        }
      } finally {
        registration.withdraw();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      stop.check();
      return new Answer(process.exitValue(), read(output), read(errors));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  private void write(Process process) throws IOException {
    if (input.isPresent()) {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.get().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
  }
}
