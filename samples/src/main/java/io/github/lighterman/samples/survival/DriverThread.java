package io.github.lighterman.samples.survival;

import io.github.lighterman.WorkflowExecutor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A {@link DriverProgram} on a thread of its own. */
final class DriverThread {
  private static final long PAUSE_MILLIS = 20;

  private final Supplier<WorkflowExecutor> opening;
  private final FourStages work;
  private final Logbook log;
  private final Thread thread = new Thread(this::run, "survival-driver");
  // All guarded by this.
  private @Nullable WorkflowExecutor executor;
  private @Nullable DriverProgram running;
  private @Nullable Throwable failure;
  private List<String> wrong = List.of();
  private Duration idleAfter = Duration.ZERO;

  DriverThread(Supplier<WorkflowExecutor> opening, FourStages work, Logbook log) {
    this.opening = opening;
    this.work = work;
    this.log = log;
    thread.start();
  }

  private void run() {
    try (WorkflowExecutor opened = opening.get()) {
      synchronized (this) {
        executor = opened;
      }
      DriverProgram program = new DriverProgram(opened, work, log);
      synchronized (this) {
        running = program;
      }
      try {
        program.run();
      } finally {
        program.leave();
      }
      synchronized (this) {
        wrong = program.wrong();
        idleAfter = program.idleAfter();
      }
    } catch (InterruptedException | RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** Waits for its end, this long at most, and tells whether that has come. */
  boolean await(Duration longest) throws InterruptedException {
    thread.join(longest.toMillis());
    return !thread.isAlive();
  }

  /** Lets go of its run, closes its executor as soon as it has one, and waits for its end. */
  void end() throws InterruptedException {
    while (thread.isAlive()) {
      WorkflowExecutor opened;
      DriverProgram begun;
      synchronized (this) {
        opened = executor;
        begun = running;
      }
      if (begun != null) {
        begun.leave();
      }
      if (opened != null) {
        opened.close();
      }
      thread.join(PAUSE_MILLIS);
    }
  }

  /** Returns what is still to end. */
  synchronized List<String> unfinished() {
    return running == null ? List.of() : running.unfinished();
  }

  /** Returns what kept it from its end, if something did. */
  synchronized Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns what was not as it should have been, a failure of its own too. */
  synchronized List<String> wrong() {
    List<String> all = new ArrayList<>(wrong);
    if (failure != null) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      all.add("the driver failed: " + text);
    }
    return all;
  }

  /** Returns how long it took until all jobs had ended. */
  synchronized Duration idleAfter() {
    return idleAfter;
  }
}
