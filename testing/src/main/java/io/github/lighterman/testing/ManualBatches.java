package io.github.lighterman.testing;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** The part of an executor service that comes down to {@link ManualClock#execute}. */
final class ManualBatches extends AbstractExecutorService {
  private final ManualClock clock;

  ManualBatches(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public void execute(Runnable command) {
    clock.execute(command);
  }

  @Override
  public void shutdown() {
    clock.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return clock.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return clock.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return clock.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return clock.awaitTermination(timeout, unit);
  }
}
