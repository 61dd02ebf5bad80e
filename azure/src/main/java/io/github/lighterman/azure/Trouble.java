package io.github.lighterman.azure;

import io.github.lighterman.WorkflowException.Retry;
import java.io.IOException;
import java.util.Optional;

/**
 * Something that keeps an executor from working.
 *
 * @param text what it is, and the way out
 * @param retry whether it may pass by itself
 * @param cause what was thrown, if anything
 */
record Trouble(String text, Retry retry, Optional<IOException> cause) {
  /** Returns what is wrong whatever anybody answers. */
  static Trouble certain(String text) {
    return new Trouble(text, Retry.IS_USELESS, Optional.empty());
  }

  /** Returns what a failed request shows. */
  static Trouble of(String text, IOException cause) {
    return new Trouble(text, retry(cause), Optional.of(cause));
  }

  /** Returns whether what failed so can succeed later. */
  static Retry retry(IOException e) {
    if (Unanswered.isForGoodBelow(e)) {
      return Retry.IS_USELESS;
    }
    boolean mayPass =
        StorageAnswer.in(e)
            .map(StorageAnswer::mayPass)
            .orElseGet(() -> !SendFailure.isDenial(e) && SendFailure.of(e).isEmpty());
    return mayPass ? Retry.CAN_HELP : Retry.IS_USELESS;
  }
}
