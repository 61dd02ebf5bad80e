package io.github.lighterman.azure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@link TaskScript} and the command that it runs, as the service takes it: one line. If that
 * would be too long to be looked at, the script and the command are a file of their own, which must
 * be there as {@link #FILE} when the task starts.
 *
 * @param line the task's command line; holds one part of each secret, so that the file, which is
 *     stored where the other part is, holds none
 * @param file the file's content, if there must be one
 */
record TaskCommand(String line, Optional<String> file) {
  /** Where the file must be, in the task's working directory. */
  static final String FILE = TaskScript.DIRECTORY + "/task.sh";

  private static final int LONG = 8_000;

  /** Returns what runs {@code argv} within the script. */
  static TaskCommand of(TaskScript script, List<String> argv) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("/bin/sh", "-c", script.text(Optional.empty()), "lighterman"));
    words.addAll(argv);
    if (CommandLines.quote(words).length() <= LONG) {
      words.addAll(4, script.pads());
      return new TaskCommand(CommandLines.quote(words), Optional.empty());
    }
    List<String> start = new ArrayList<>(List.of("/bin/sh", FILE));
    start.addAll(script.pads());
    // In braces a shell reads all of it before it starts, and so before the file is removed.
    String file = "{\n" + script.text(Optional.of(argv)) + "}\n";
    return new TaskCommand(CommandLines.quote(start), Optional.of(file));
  }

  /** Tells whether there must be a file. */
  boolean isLong() {
    return file.isPresent();
  }
}
