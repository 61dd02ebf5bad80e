package io.github.lighterman.local;

import io.github.lighterman.spi.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** The script that starts a task's command. Holds no secret, so that it may lie on disk. */
final class CommandScript {
  private static final String GPUS = "CUDA_VISIBLE_DEVICES";

  private final Task task;

  CommandScript(Task task) {
    this.task = task;
  }

  void write(Path file) throws IOException {
    StringBuilder script = new StringBuilder(OomKills.note());
    new TreeMap<>(task.environment())
        .forEach(
            (name, value) ->
                script
                    .append("export ")
                    .append(name)
                    .append('=')
                    .append(quote(value))
                    .append('\n'));
    script.append("exec");
    task.argv().forEach(argument -> script.append(' ').append(quote(argument)));
    script.append('\n');
    Files.write(file, script.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the gpus that a script, written by whichever driver, was granted. */
  static Optional<String> grantedGpus(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("export " + GPUS + "='"))
        .map(line -> line.substring(line.indexOf('\'') + 1, line.length() - 1))
        .findFirst();
  }

  /** Returns a word that any POSIX shell reads as {@code text}, whatever is in it. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
