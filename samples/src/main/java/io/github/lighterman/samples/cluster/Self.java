package io.github.lighterman.samples.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process, as a client can find it again. */
final class Self {
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the 22nd field, of which the first
  // two end with a parenthesis.
  private static final int BEGAN = 19;

  private Self() {}

  /** Returns the process id and when it began, in ticks since the system's start. */
  static String stamp() throws IOException {
    long pid = ProcessHandle.current().pid();
    Path stat = Path.of("/proc/self/stat");
    if (!Files.exists(stat)) {
      return pid + " 0";
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return pid + " " + fields[BEGAN];
  }
}
