package io.github.lighterman.samples.survival;

import java.time.Duration;
import java.util.List;

/**
 * What came of one run.
 *
 * @param fault what went wrong
 * @param place where it did
 * @param in how many jobs were submitted
 * @param doubled what happened more often than it should
 * @param lost what did not happen, or otherwise than it should
 * @param left what is still there
 * @param recovery how long it took from the fault to the end of the last job
 */
record Outcome(
    String fault,
    String place,
    int in,
    List<String> doubled,
    List<String> lost,
    List<String> left,
    Duration recovery) {
  /** Copies the lists. */
  Outcome {
    doubled = List.copyOf(doubled);
    lost = List.copyOf(lost);
    left = List.copyOf(left);
  }

  /** Returns how many jobs ended as they should, with all their outputs. */
  int out() {
    return in - Math.min(in, lost.size());
  }

  /** Tells whether all is as if nothing had gone wrong. */
  boolean isGood() {
    return doubled.isEmpty() && lost.isEmpty() && left.isEmpty();
  }
}
