package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What the driver knows of a pool's needs and the service can't see.
 *
 * @param slots that are needed now in all, those of tasks that the service knows too; 0 or more
 * @param slotsPerTask how many slots a task takes up on average, those of its node included that no
 *     other task can use; 1 to 256, for the service counts tasks and no slots
 * @param until when {@code slots} is true, and no longer
 * @param forgottenAt when the run is taken to be forgotten unless the formula is renewed
 */
record ScaleHint(int slots, double slotsPerTask, Instant until, Instant forgottenAt) {
  ScaleHint {
    requireNonNull(until, "until");
    requireNonNull(forgottenAt, "forgottenAt");
    if (slots < 0) {
      throw new IllegalArgumentException("slots must be 0 or more, not " + slots);
    }
    if (!(slotsPerTask >= 1 && slotsPerTask <= 256)) {
      throw new IllegalArgumentException("slotsPerTask must be 1 to 256, not " + slotsPerTask);
    }
  }

  /** Returns the hint of a driver that knows no more than the service. */
  static ScaleHint none(Instant forgottenAt) {
    return new ScaleHint(0, 1, forgottenAt, forgottenAt);
  }
}
