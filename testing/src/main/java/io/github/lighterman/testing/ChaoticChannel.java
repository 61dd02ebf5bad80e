package io.github.lighterman.testing;

import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Disturbs facts on their way, as its {@link Chaos} says. */
final class ChaoticChannel implements Consumer<TaskReport> {
  private final Chaos chaos;
  private final BackendTime time;
  private final Consumer<TaskReport> receiver;
  private final Random random;
  private final Map<TaskId, TaskReport> newest = new LinkedHashMap<>();
  private boolean calm;

  ChaoticChannel(Chaos chaos, BackendTime time, Consumer<TaskReport> receiver) {
    this.chaos = chaos;
    this.time = time;
    this.receiver = receiver;
    this.random = new Random(chaos.seed());
  }

  @Override
  public void accept(TaskReport fact) {
    if (!disturb(fact)) {
      receiver.accept(fact);
    }
  }

  /** Asks directly how all is now, and disturbs nothing from here on. */
  void calm() {
    List<TaskReport> now;
    synchronized (this) {
      calm = true;
      now = List.copyOf(newest.values());
    }
    now.forEach(receiver);
  }

  private synchronized boolean disturb(TaskReport fact) {
    if (calm) {
      return false;
    }
    newest.put(fact.task(), fact);
    if (draw(chaos.doubts()) && fact.phase() != Phase.ENDED) {
      send(TaskReport.of(fact.task(), Phase.MISSING, fact.at()), delay());
    }
    if (!draw(chaos.losses())) {
      send(fact, delay());
      if (draw(chaos.duplicates())) {
        send(fact, delay().plus(delay()));
      }
    }
    // Sooner or later every executor asks directly, and hears how things are by then.
    later(chaos.longestDelay().multipliedBy(2), () -> receiver.accept(newest(fact)));
    return true;
  }

  private synchronized TaskReport newest(TaskReport fact) {
    return newest.getOrDefault(fact.task(), fact);
  }

  private void send(TaskReport fact, Duration delay) {
    later(delay, () -> receiver.accept(fact));
  }

  private void later(Duration delay, Runnable send) {
    try {
      var unused = time.timer().schedule(send, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Whoever listened is gone, and so is the time that it would come in.
    }
  }

  private boolean draw(int share) {
    return random.nextInt(100) < share;
  }

  private Duration delay() {
    return Duration.ofNanos((long) (random.nextDouble() * chaos.longestDelay().toNanos()));
  }
}
