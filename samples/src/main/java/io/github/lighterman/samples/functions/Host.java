package io.github.lighterman.samples.functions;

import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.SecretResolver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What all runs of one {@link FunctionExecutor} share. */
final class Host {
  final Map<String, HostFunction> functions;
  final int threads;
  final int capacity;
  final Clock clock = Clock.systemUTC();
  final SecretResolver secrets = SecretResolver.ofDefaults();
  final ExecutorService workers;
  final ExecutorService callbacks = Executors.newCachedThreadPool();
  final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Path directory;

  Host(Map<String, HostFunction> functions, Path directory, int threads, int capacity) {
    this.functions = Map.copyOf(functions);
    this.directory = directory.toAbsolutePath();
    this.threads = threads;
    this.capacity = capacity;
    this.workers = Executors.newFixedThreadPool(threads);
    timer.setRemoveOnCancelPolicy(true);
  }

  Path directory() {
    return directory;
  }

  JobLifecycle.Setup lifecycleSetup() {
    return new JobLifecycle.Setup(
        clock, timer, callbacks, capacity, JobLifecycle.Dependencies.HELD);
  }

  /** Ends every thread: a function that still runs is interrupted, since nobody will ask for it. */
  void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    callbacks.shutdown();
    for (ExecutorService pool : List.of(timer, workers, callbacks)) {
      try {
        if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
          pool.shutdownNow();
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
