package io.github.lighterman.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the memory of running commands from time to time, since the system tells a shell's
 * children's peak to nobody but their parent. A command shorter than an interval is never looked at
 * and costs nothing.
 */
final class UsageSampler {
  private static final Logger log = LoggerFactory.getLogger(UsageSampler.class);
  private static final long INTERVAL_MILLIS = 250;
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");

  /** The peak of one command so far. */
  static final class Sample {
    private volatile long peakBytes;
    private boolean seenBefore;

    /** Returns the peak, if the command was looked at. */
    OptionalLong peakBytes() {
      return peakBytes == 0 ? OptionalLong.empty() : OptionalLong.of(peakBytes);
    }
  }

  private final Map<ProcessTree, Sample> watched = new ConcurrentHashMap<>();

  private final Future<?> looking;

  UsageSampler(ScheduledExecutorService timer) {
    looking =
        timer.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  void close() {
    looking.cancel(false);
  }

  Sample watch(ProcessTree tree) {
    Sample sample = new Sample();
    watched.put(tree, sample);
    return sample;
  }

  void forget(ProcessTree tree) {
    watched.remove(tree);
  }

  private void look() {
    try {
      watched.forEach(UsageSampler::look);
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      log.warn("Memory could not be looked at this time", e);
    }
  }

  private static void look(ProcessTree tree, Sample sample) {
    if (!sample.seenBefore) {
      sample.seenBefore = true;
      return;
    }
    long sum = 0;
    long highest = 0;
    for (ProcessHandle process : tree.alive()) {
      try {
        Path file = Path.of("/proc", Long.toString(process.pid()), "status");
        String status = Files.readString(file, StandardCharsets.ISO_8859_1);
        sum += kibibytes(RESIDENT, status);
        highest = Math.max(highest, kibibytes(PEAK, status));
      } catch (IOException e) {
        // It ended, or this system has no such file; then the figure stays out.
      }
    }
    sample.peakBytes = Math.max(sample.peakBytes, Math.max(sum, highest) * 1024);
  }

  private static long kibibytes(Pattern pattern, String status) {
    Matcher matcher = pattern.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
