package io.github.lighterman.local;

import io.github.lighterman.spi.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The script that starts a task's command, and below it what its {@link Runner} says of it: one
 * file, since making files is what most of a short job's time goes into. Holds no secret.
 */
final class CommandScript {
  /** Stands last in the script; whatever a job's own text looks like, it stands before. */
  static final String END = "# What follows was written by the runner.\n";

  private final Task task;
  private final List<Integer> gpus;

  CommandScript(Task task, List<Integer> gpus) {
    this.task = task;
    this.gpus = gpus;
  }

  void write(Path file, Instant now) throws IOException {
    StringBuilder script = new StringBuilder("# prepared ").append(now).append('\n');
    script.append("# gpus ").append(numbers(gpus)).append('\n');
    script.append("# oom kills ").append(OomKills.sinceBoot()).append('\n');
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
    script.append('\n').append(END);
    Files.write(file, script.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a word that any POSIX shell reads as {@code text}, whatever is in it. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  static String numbers(List<Integer> gpus) {
    return gpus.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
