package io.github.lighterman.samples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time of this process and of all its descendants that ended and were waited for, the
 * one meter for everybody who is compared. Linux alone tells; elsewhere it's not a number.
 */
final class CpuTime {
  private static final Path STAT = Path.of("/proc/self/stat");

  /** The unit of these figures on Linux, whatever the kernel's own clock does. */
  private static final double TICKS_PER_SECOND = 100;

  private CpuTime() {}

  /** Returns the seconds used so far, once no child is left that could still use some. */
  static double seconds() throws IOException {
    // Reaped by a thread of the JDK's, so that it can take a moment after the end of a child.
    ProcessHandle.current().children().forEach(child -> child.onExit().join());
    if (!Files.isReadable(STAT)) {
      return Double.NaN;
    }
    String stat = Files.readString(STAT);
    // Behind the name, which may hold blanks, the state is field 3: proc(5).
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int field = 14; field <= 17; field++) {
      ticks += Long.parseLong(fields[field - 3]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
