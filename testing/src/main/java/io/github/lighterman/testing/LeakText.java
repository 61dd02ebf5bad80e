package io.github.lighterman.testing;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/** Says what a leak is and how to mend it. */
final class LeakText {
  private static final int MOST_FRAMES = 12;

  private LeakText() {}

  static String of(Thread thread) {
    StackTraceElement[] frames = thread.getStackTrace();
    return "thread \""
        + thread.getName()
        + "\", "
        + thread.getState()
        + (thread.isDaemon() ? ", daemon" : "")
        + "; close what started it and wait for its end, or allow it with LeakCheck.allowing"
        + Arrays.stream(frames)
            .limit(MOST_FRAMES)
            .map(frame -> "\n  at " + of(frame))
            .collect(joining())
        + (frames.length > MOST_FRAMES ? "\n  ..." : "");
  }

  /** Without the versions of modules and the names of loaders. */
  private static String of(StackTraceElement frame) {
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + frame.getFileName()
        + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber())
        + ")";
  }

  static String of(ProcessHandle process) {
    return "process "
        + process.pid()
        + process
            .info()
            .commandLine()
            .or(() -> process.info().command())
            .map(command -> ": " + command)
            .orElse("")
        + "; end it, and wait for its end";
  }
}
