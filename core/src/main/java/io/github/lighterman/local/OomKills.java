package io.github.lighterman.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often Linux has ended a process for want of memory, on the whole machine and in any container.
 * With a SIGKILL that nobody sent, a higher figure after a command than before it is the proof that
 * engines fail to give: podman's own, for one, stays false under cgroups v1.
 */
final class OomKills {
  private static final Pattern COUNT = Pattern.compile("(?m)^oom_kill (\\d+)$");
  private static final Pattern NOTE = Pattern.compile("(?m)^# oom kills before: (\\d+)$");
  private static final int SIGKILL = 128 + 9;

  private OomKills() {}

  /** Returns the line of a command's script that keeps the figure for whoever sees the end. */
  static String note() {
    OptionalLong count = find(COUNT, Path.of("/proc/vmstat"));
    return count.isPresent() ? "# oom kills before: " + count.getAsLong() + "\n" : "";
  }

  /** Tells whether a command with this script and this exit code was ended for want of memory. */
  static boolean explain(int exitCode, Path script) {
    OptionalLong before = exitCode == SIGKILL ? find(NOTE, script) : OptionalLong.empty();
    OptionalLong now = find(COUNT, Path.of("/proc/vmstat"));
    return before.isPresent() && now.isPresent() && now.getAsLong() > before.getAsLong();
  }

  private static OptionalLong find(Pattern pattern, Path file) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
