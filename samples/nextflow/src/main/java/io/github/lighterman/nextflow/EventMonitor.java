package io.github.lighterman.nextflow;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import nextflow.Session;
import nextflow.processor.TaskPollingMonitor;
import nextflow.util.Duration;

/**
 * A monitor that looks at its tasks when it is told to, and otherwise at intervals. Nextflow's own
 * loses a signal that comes while it is looking, and then sleeps through a whole interval.
 */
final class EventMonitor extends TaskPollingMonitor {
  private final Semaphore signals = new Semaphore(0);

  private EventMonitor(Map<String, Object> parameters) {
    super(parameters);
  }

  static EventMonitor of(Session session, String name, int queueSize, Duration interval) {
    return new EventMonitor(
        Map.of(
            "session", session,
            "name", name,
            "capacity", session.getQueueSize(name, queueSize),
            "pollInterval", session.getPollInterval(name, interval),
            "dumpInterval", session.getMonitorDumpInterval(name)));
  }

  @Override
  public void signal() {
    signals.release();
  }

  @Override
  protected void await(long since) {
    long left = getPollIntervalMillis() - (System.currentTimeMillis() - since);
    if (Uninterruptibles.tryAcquireUninterruptibly(signals, left, TimeUnit.MILLISECONDS)) {
      signals.drainPermits();
    }
  }
}
