package io.github.lighterman.local;

import io.github.lighterman.spi.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The script that starts a task's command, and below it what its {@link Runner} says of it: one
 * file, since making files is what most of a short job's time goes into. Holds no secret.
 */
final class CommandScript {
  /** Stands last in the script; whatever a job's own text looks like, it stands before. */
  static final String END = "# What follows was written by the runner.\n";

  /** Variables that a shell sets, heeds or guards itself, so that it can't just pass them on. */
  private static final Pattern SHELLS_OWN =
      Pattern.compile(
          "_|_lm_.*|BASH.*|COMP.*|DIRSTACK|E?UID|ENV|EPOCH.*|FCEDIT|FUNC.*|GLOB.*|GROUPS|HIST.*|HOST.*"
              + "|IFS|LANG.*|LC_.*|LINENO|MACHTYPE|MAIL.*|OLDPWD|OPT.*|OSTYPE|PIPESTATUS"
              + "|POSIXLY_CORRECT|PPID|PROMPT.*|PS[0-9]|PWD|S?RANDOM|READLINE.*|REPLY|SECONDS"
              + "|SHELL.*|SHLVL|TIMEFORMAT|TMOUT");

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
    StringBuilder others = new StringBuilder();
    new TreeMap<>(task.environment())
        .forEach(
            (name, value) -> {
              if (isShellsOwn(name)) {
                others.append(' ').append(quote(name + "=" + value));
              } else {
                script.append("export ").append(name).append('=').append(quote(value)).append('\n');
              }
            });
    script.append("exec").append(others.isEmpty() ? "" : " /usr/bin/env").append(others);
    task.argv().forEach(argument -> script.append(' ').append(quote(argument)));
    script.append('\n').append(END);
    Files.write(file, script.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Tells whether a shell has a use of its own for a variable of this name. */
  static boolean isShellsOwn(String name) {
    return SHELLS_OWN.matcher(name).matches();
  }

  /** Returns a word that any POSIX shell reads as {@code text}, whatever is in it. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  static String numbers(List<Integer> gpus) {
    return gpus.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
