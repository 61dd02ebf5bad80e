package io.github.lighterman.testing.batch.state;

import java.util.Locale;

/** Whether a pool's size is being changed. */
public enum AllocationState {
  /** It isn't. */
  STEADY,
  /** It is. */
  RESIZING,
  /** It was, and somebody asked for it to be stopped. */
  STOPPING;

  /** Returns the service's word. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
