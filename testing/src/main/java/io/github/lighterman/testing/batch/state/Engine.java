package io.github.lighterman.testing.batch.state;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lock of an emulated account, and its time. All state is read and changed within {@link
 * #call}. What has to follow a change is {@linkplain #later put off} until the change is whole, and
 * runs before the lock is given back; so nothing calls back into half a change.
 */
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> pending = new ArrayDeque<>();
  private final Clock clock;
  private final Alarms alarms;
  private Instant lastStamp = Instant.MIN;
  private boolean closed;
  private Runnable observer = () -> {};

  /** Returns an engine that goes by a time. */
  public Engine(EmulatorTime time) {
    this.clock = time.clock();
    this.alarms = new Alarms(time, this);
  }

  /** Runs an operation alone, and then all that follows from it. */
  public <T> T call(Supplier<T> operation) {
    lock.lock();
    try {
      T result = operation.get();
      if (lock.getHoldCount() == 1) {
        drain();
        observer.run();
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Runs an operation alone, and then all that follows from it. */
  public void run(Runnable operation) {
    Object unused =
        call(
            () -> {
              operation.run();
              return operation;
            });
  }

  /**
   * Runs what some other thread, or a call made from within the engine, reports: after the present
   * operation if this thread is in one.
   */
  void report(Runnable operation) {
    if (lock.isHeldByCurrentThread()) {
      pending.add(operation);
    } else {
      run(operation);
    }
  }

  /** Runs something when the present operation is done. */
  void later(Runnable operation) {
    requireHeld();
    pending.add(operation);
  }

  /** Runs something when a time has passed, unless the engine is closed by then. */
  Alarms.Alarm after(Duration delay, Runnable operation) {
    requireHeld();
    return alarms.add(saturatedPlus(now(), delay), operation);
  }

  /** Returns the present time. */
  public Instant now() {
    return Ticks.truncate(clock.instant());
  }

  /** Returns the present time, or a little later: no two changes have the same. */
  Instant stamp() {
    requireHeld();
    Instant now = now();
    lastStamp = now.isAfter(lastStamp) ? now : lastStamp.plusNanos(100);
    return lastStamp;
  }

  /** Has this run at the end of each call, whatever it did; there is only one such thing. */
  void whenChanged(Runnable operation) {
    requireHeld();
    observer = operation;
  }

  /** Rings no more alarms. */
  public void close() {
    run(
        () -> {
          closed = true;
          alarms.close();
        });
  }

  boolean isClosed() {
    return closed;
  }

  private void drain() {
    for (Runnable next = pending.poll(); next != null; next = pending.poll()) {
      try {
        next.run();
      } catch (RuntimeException e) {
        // One mishap mustn't stop what else is waiting; tests see it in the log.
        log.error("the emulator's state engine failed", e);
      }
    }
  }

  private void requireHeld() {
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("the engine's lock isn't held");
    }
  }

  private static Instant saturatedPlus(Instant time, Duration delay) {
    requireNonNull(delay, "delay");
    return delay.compareTo(Duration.ofDays(3_650_000)) > 0 ? Instant.MAX : time.plus(delay);
  }
}
