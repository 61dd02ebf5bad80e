package io.github.lighterman.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Calls a container engine and waits for it. Safe for use by several threads. */
final class Engine {
  private static final Duration QUICK = Duration.ofMinutes(1);
  private static final Duration PULL = Duration.ofHours(1);

  /** What a call gave. */
  record Answer(int exitCode, String output) {
    /** Returns the last line that says something, which with both engines is the reason. */
    String reason() {
      return output.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("");
    }
  }

  private final ContainerEngine engine;
  private final Set<String> present = ConcurrentHashMap.newKeySet();

  Engine(ContainerEngine engine) {
    this.engine = engine;
  }

  ContainerEngine commands() {
    return engine;
  }

  /** Brings an image here unless it is; an exit code other than 0 says that it can't be had. */
  Answer ensureImage(String image) throws IOException, InterruptedException {
    if (present.contains(image)) {
      return new Answer(0, "");
    }
    Answer answer = call(engine.hasImage(image), QUICK);
    if (answer.exitCode() != 0) {
      answer = call(engine.pull(image), PULL);
    }
    if (answer.exitCode() == 0) {
      present.add(image);
    }
    return answer;
  }

  Answer call(List<String> argv) throws IOException, InterruptedException {
    return call(argv, QUICK);
  }

  private static Answer call(List<String> argv, Duration longest)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("lighterman-", ".txt");
    try {
      // To a file: a thread that reads a pipe can't be interrupted, one that waits can.
      Process process =
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(argv.get(0) + " " + argv.get(1) + " gave no answer in " + longest);
        }
      } finally {
        process.destroyForcibly();
      }
      return new Answer(process.exitValue(), read(output));
    } finally {
      Files.delete(output);
    }
  }

  private static String read(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
  }
}
