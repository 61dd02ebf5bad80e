package io.github.lighterman.testing.batch.state;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many cores a size of machine has; newer names say it. A size that isn't known has one. */
final class VmSize {
  private static final Pattern NAMED =
      Pattern.compile("(?:standard|basic)_[a-z]+(?:\\d+-)?(\\d+).*");
  private static final Pattern NEWER = Pattern.compile("standard_.*_v[2-9]");
  private static final Pattern OLD_D = Pattern.compile("standard_ds?(\\d+)(?:_v2)?");
  private static final Map<String, Integer> OLD_D_CORES =
      Map.of(
          "1", 1, "2", 2, "3", 4, "4", 8, "5", 16, "11", 2, "12", 4, "13", 8, "14", 16, "15", 20);

  private VmSize() {}

  /** Tells whether the name is one of those that say how many cores there are. */
  static boolean tells(String vmSize) {
    return NEWER.matcher(vmSize.toLowerCase(Locale.ROOT)).matches();
  }

  static int cores(String vmSize) {
    String name = vmSize.toLowerCase(Locale.ROOT);
    Matcher old = OLD_D.matcher(name);
    if (old.matches()) {
      return OLD_D_CORES.getOrDefault(old.group(1), 1);
    }
    Matcher named = NAMED.matcher(name);
    return named.matches() ? Math.max(1, Integer.parseInt(named.group(1))) : 1;
  }
}
