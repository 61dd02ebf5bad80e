package io.github.lighterman.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often Linux has ended a process for want of memory, on the whole machine and in any
 * container. With a SIGKILL that nobody sent, a higher figure after a command than before it is the
 * proof that engines fail to give: podman's own, for one, stays false under cgroups v1.
 */
final class OomKills {
  private static final Pattern COUNT = Pattern.compile("(?m)^oom_kill (\\d+)$");
  private static final int SIGKILL = 128 + 9;

  private OomKills() {}

  /** Returns the figure, or 0 where the system doesn't tell. */
  static long sinceBoot() {
    try {
      Matcher matcher =
          COUNT.matcher(Files.readString(Path.of("/proc/vmstat"), StandardCharsets.US_ASCII));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Tells whether a command was ended for want of memory, with this figure before it started. */
  static boolean explain(int exitCode, long before) {
    return exitCode == SIGKILL && sinceBoot() > before;
  }
}
