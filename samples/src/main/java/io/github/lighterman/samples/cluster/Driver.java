package io.github.lighterman.samples.cluster;

import io.github.lighterman.RunId;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process that has the executor. There is one for a directory; a second one finds the lock
 * taken, and ends. When it ends in whatever way, jobs run on, and the next one finds them again.
 */
final class Driver {
  private static final Duration HANDOVER = Duration.ofSeconds(20);

  private final ClusterDirectory directory;
  private final CountDownLatch ended = new CountDownLatch(1);

  Driver(ClusterDirectory directory) {
    this.directory = directory;
  }

  /** Answers requests until there have been none, and no live job, for the idle time. */
  int run() throws Exception {
    try (FileChannel channel =
            FileChannel.open(
                directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      return lock == null ? 0 : drive();
    } finally {
      ended.countDown();
      Files.deleteIfExists(directory.starting());
    }
  }

  /** Waits for one that is about to end, which no longer says that it's there. */
  private @Nullable FileLock lock(FileChannel channel) throws Exception {
    long end = System.nanoTime() + HANDOVER.toNanos();
    FileLock lock = channel.tryLock();
    while (lock == null && !Files.exists(directory.driver()) && System.nanoTime() < end) {
      Thread.sleep(50);
      lock = channel.tryLock();
    }
    return lock;
  }

  private int drive() throws Exception {
    Properties settings = directory.settings();
    try (WorkflowExecutor executor = open(settings)) {
      WorkflowRun run = find(executor);
      Session session =
          new Session(
              directory,
              run,
              InitCommand.Place.valueOf(settings.getProperty("in", "submit")),
              Times.of("idle", settings.getProperty("idle", "5m")));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(session), "end"));
      session.serve();
      return 0;
    } catch (RuntimeException e) {
      directory.write(directory.refusal(), Sentences.of(e) + "\n");
      throw e;
    }
  }

  /** Lets jobs be detached from in order; who kills the driver spares it that. */
  private void end(Session session) {
    session.stop();
    try {
      boolean unused = ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static WorkflowExecutor open(Properties settings) {
    Map<String, String> values = new TreeMap<>();
    for (String name : settings.stringPropertyNames()) {
      if (name.startsWith("set.")) {
        values.put(name.substring("set.".length()), settings.getProperty(name));
      }
    }
    String name = settings.getProperty("executor", "local");
    ExecutorSettings environment = ExecutorSettings.ofEnvironment(name, System.getenv());
    return WorkflowExecutorProvider.named(name, Driver.class.getClassLoader())
        .open(environment.with(ExecutorSettings.of(values)));
  }

  private WorkflowRun find(WorkflowExecutor executor) throws IOException {
    Path file = directory.run();
    String known = directory.read(file);
    if (!known.isEmpty()) {
      try {
        return executor.attach(RunId.of(known));
      } catch (RunNotFoundException e) {
        // Written down, and then there was no time to start it.
        return executor.start(WorkflowSpec.of(RunId.of(known)));
      }
    }
    RunId fresh = RunId.generate("cluster");
    directory.write(file, fresh + "\n");
    return executor.start(WorkflowSpec.of(fresh));
  }
}
