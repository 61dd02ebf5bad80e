package io.github.lighterman.testing;

import com.google.common.base.Throwables;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JVM's default handler for a while: keeps what comes and passes it on. */
final class UncaughtExceptions implements UncaughtExceptionHandler {
  private final @Nullable UncaughtExceptionHandler before;
  private final List<String> caught = new ArrayList<>();

  private UncaughtExceptions(@Nullable UncaughtExceptionHandler before) {
    this.before = before;
  }

  static UncaughtExceptions record() {
    UncaughtExceptions handler =
        new UncaughtExceptions(Thread.getDefaultUncaughtExceptionHandler());
    Thread.setDefaultUncaughtExceptionHandler(handler);
    return handler;
  }

  /** Puts back the handler that was there before, and returns what came meanwhile. */
  List<String> stop() {
    UncaughtExceptionHandler now = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(before);
    synchronized (this) {
      if (!equals(now)) {
        caught.add(
            "a default handler for uncaught exceptions: "
                + now
                + "; put back the one that was there before");
      }
      return List.copyOf(caught);
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable exception) {
    synchronized (this) {
      caught.add(
          "an uncaught exception on thread \""
              + thread.getName()
              + "\": "
              + Throwables.getStackTraceAsString(exception));
    }
    if (before != null) {
      before.uncaughtException(thread, exception);
    }
  }
}
