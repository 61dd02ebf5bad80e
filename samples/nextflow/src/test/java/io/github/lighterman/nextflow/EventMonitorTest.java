package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import nextflow.Session;
import nextflow.util.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventMonitorTest {
  @Test
  @Timeout(30)
  void signalThatComesBeforeTheWaitIsNotLost() {
    EventMonitor monitor = monitor("1 hour");
    monitor.signal();
    monitor.await(System.currentTimeMillis());
  }

  @Test
  @Timeout(30)
  void severalSignalsAreOneReasonToLookAndWithoutOneItLooksAtIntervals() {
    EventMonitor monitor = monitor("50 ms");
    monitor.signal();
    monitor.signal();
    monitor.await(System.currentTimeMillis());

    long start = System.nanoTime();
    monitor.await(System.currentTimeMillis());
    assertThat(System.nanoTime() - start).isGreaterThan(40_000_000L);
  }

  private static EventMonitor monitor(String interval) {
    return EventMonitor.of(new Session(new HashMap<>()), "lighterman", 100, Duration.of(interval));
  }
}
