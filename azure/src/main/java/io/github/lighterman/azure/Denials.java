package io.github.lighterman.azure;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * For how long a service has refused what it's shown, at each step of a run's jobs. Keys are
 * replaced and roles granted while jobs wait; after a while nobody does so any more. Safe for use
 * by several threads.
 */
final class Denials {
  /** What is refused. One of them says nothing of the others: each can need a right of its own. */
  enum Step {
    STAGE,
    SEND,
    SEE,
    CONCLUDE
  }

  /** Sees steps being taken, or not. */
  interface Witness {
    /** Is told that a step was taken. */
    void granted(Step step);

    /** Is told that a step was not taken, which matters if a service refused whoever asks. */
    void failed(Step step, IOException why);
  }

  private final Duration patience;
  private final Consumer<IOException> lost;
  private final Map<Step, Long> since = new EnumMap<>(Step.class);
  private boolean told;

  /**
   * Creates it.
   *
   * @param patience how long a step may be refused
   * @param lost is told once that one was refused for that long
   */
  Denials(Duration patience, Consumer<IOException> lost) {
    this.patience = patience;
    this.lost = lost;
  }

  /** Notes that a step was taken. */
  synchronized void granted(Step step) {
    since.remove(step);
  }

  /** Notes that a step was not taken. */
  void failed(Step step, IOException why) {
    if (!SendFailure.isDenial(why)) {
      return;
    }
    synchronized (this) {
      long now = System.nanoTime();
      long first = since.computeIfAbsent(step, any -> now);
      if (told || now - first < patience.toNanos()) {
        return;
      }
      told = true;
    }
    lost.accept(why);
  }
}
