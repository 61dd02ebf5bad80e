package io.github.lighterman.azure;

import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.spi.SecretResolver;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** What all runs of an executor share. Safe for use by several threads. */
final class AzureMachinery {
  private static final long IDLE_SECONDS = 10;
  private static final int LOOKS = 4;

  final AzureBatchConfig config;
  final BatchGateway gateway;
  final BlobContainer container;
  final NodeAccess access;
  final Clock clock;
  final RunJson json = new RunJson();
  final SecretResolver secrets = SecretResolver.ofDefaults();
  final List<OfferedPool> pools;
  final Placement placement;
  final LeftOut leftOut;
  final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, threads("lighterman-azure-timer"));
  // Each waits for none but those behind it: staging for uploads, never the other way round.
  final ExecutorService staging;
  final ExecutorService uploads;
  final ExecutorService endings;
  final ExecutorService requests;
  // Apart from the other requests, so that thousands of these hold up no look at the tasks.
  private final ExecutorService looks;
  // For what must not wait for a thread: the journal, and the sign that the driver is there.
  final ExecutorService records =
      Executors.newCachedThreadPool(threads("lighterman-azure-records"));
  final ExecutorService callbacks =
      Executors.newCachedThreadPool(threads("lighterman-azure-callbacks"));
  final Poller poller;

  AzureMachinery(
      AzureBatchConfig config,
      BatchGateway gateway,
      BlobContainer container,
      List<OfferedPool> pools,
      Clock clock) {
    this.config = config;
    this.clock = clock;
    this.leftOut = new LeftOut(clock);
    this.gateway = gateway;
    this.container = container;
    this.access = new NodeAccess(config, container, clock);
    this.pools = List.copyOf(pools);
    this.placement =
        new Placement(
            pools.stream().map(OfferedPool::offer).toList(),
            config.poolPolicy().preemptionsUntilDedicated());
    this.staging = pool("lighterman-azure-staging", config.parallelTransfers());
    this.uploads = pool("lighterman-azure-uploads", config.parallelTransfers());
    this.endings = pool("lighterman-azure-endings", config.parallelTransfers());
    this.requests = pool("lighterman-azure-requests", config.parallelRequests());
    this.looks = pool("lighterman-azure-looks", LOOKS);
    timer.setRemoveOnCancelPolicy(true);
    this.poller = new Poller(config.pollInterval(), config.longestPollInterval(), timer, looks);
  }

  JobLifecycle.Setup lifecycleSetup() {
    return new JobLifecycle.Setup(
        clock, timer, callbacks, config.capacity(), JobLifecycle.Dependencies.PUSHED_DOWN);
  }

  /** Tells whether some pool runs its jobs in containers. */
  boolean hasContainers() {
    return pools.stream().anyMatch(pool -> pool.offer().containers() == Containers.REQUIRED);
  }

  /** Logs what is tried again: for nobody's eyes if all ends, since whatever is under way fails. */
  void logRetried(Logger log, String message, String what, Exception e) {
    log.atLevel(timer.isShutdown() ? Level.DEBUG : Level.WARN).setCause(e).log(message, what);
  }

  /** Ends all threads and connections; what they're at breaks off. */
  void close() {
    timer.shutdownNow();
    staging.shutdownNow();
    uploads.shutdownNow();
    endings.shutdownNow();
    requests.shutdownNow();
    looks.shutdownNow();
    records.shutdownNow();
    callbacks.shutdown();
    gateway.close();
    container.close();
    for (ExecutorService pool :
        List.of(timer, staging, uploads, endings, requests, looks, records, callbacks)) {
      try {
        if (!pool.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS)) {
          pool.shutdownNow();
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ExecutorService pool(String name, int size) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
