package io.github.lighterman.local;

import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.spi.SecretResolver;
import io.github.lighterman.staging.Downloads;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all runs of one {@link LocalExecutor} share: its settings, its threads, its machine. */
final class LocalMachinery {
  private static final Duration LAST_MOMENT = Duration.ofSeconds(10);

  final Path root;
  final Machine machine;
  final Images images;
  final Optional<Engine> engine;
  final Duration killGrace;
  final int capacity;
  final SecretResolver secrets;
  final Clock clock = Clock.systemUTC();
  final RunJson json = new RunJson();
  final Admission admission;
  final RunnerPool runners = new RunnerPool();
  final Downloads downloads = new Downloads();
  final ExecutorService workers = Executors.newCachedThreadPool(threads("worker"));
  final ExecutorService callbacks = Executors.newCachedThreadPool(threads("callback"));
  final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
  final UsageSampler sampler;

  LocalMachinery(LocalExecutor.Builder settings) {
    root = settings.directory();
    machine = settings.machine();
    images = settings.images();
    engine = settings.engine().map(Engine::new);
    killGrace = settings.killGrace();
    capacity = settings.capacity();
    secrets = settings.secrets();
    admission = new Admission(machine);
    timer.setRemoveOnCancelPolicy(true);
    sampler = new UsageSampler(timer);
  }

  JobLifecycle.Setup lifecycleSetup() {
    return new JobLifecycle.Setup(
        clock, timer, callbacks, capacity, JobLifecycle.Dependencies.HELD);
  }

  /** Ends every thread; those that run a listener or an action of the user's are interrupted. */
  void close() {
    sampler.close();
    runners.close();
    List.of(timer, workers, callbacks).forEach(ExecutorService::shutdown);
    timer.shutdownNow();
    boolean interrupted = false;
    long deadline = System.nanoTime() + LAST_MOMENT.toNanos();
    for (ExecutorService pool : List.of(workers, timer, callbacks)) {
      try {
        if (!pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          pool.shutdownNow();
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory threads(String role) {
    AtomicInteger count = new AtomicInteger();
    return runnable -> {
      Thread thread =
          new Thread(runnable, "lighterman-local-" + role + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      // Else a thread that outlives a host's request would hold on to that request's class loader.
      thread.setContextClassLoader(LocalMachinery.class.getClassLoader());
      return thread;
    };
  }
}
