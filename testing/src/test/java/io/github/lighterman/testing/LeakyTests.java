package io.github.lighterman.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests that leave something behind, to be run by {@link LeakCheckTest} alone. */
final class LeakyTests {
  /** What puts an end to what was left behind. */
  static final BlockingQueue<Runnable> CLEANUPS = new LinkedBlockingQueue<>();

  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  private LeakyTests() {}

  static class Threads {
    @RegisterExtension
    final LeakCheck leaks =
        LeakCheck.create().withGrace(Duration.ofMillis(50)).allowing("kept-", "it's a test");

    @Test
    void leavesAThread() {
      start("left", false);
    }

    @Test
    void leavesADaemon() {
      start("left daemon", true);
    }

    @Test
    void leavesAnAllowedDaemon() {
      start("kept-1", true);
    }

    @Test
    void leavesAThreadThatIsNoDaemonUnderAnAllowedName() {
      start("kept-2", false);
    }

    @Test
    void failsByItselfAndLeavesAThread() {
      start("left", false);
      fail("by itself");
    }

    @Test
    void endsItsThread() throws InterruptedException {
      Thread thread = new Thread(() -> {}, "ended");
      thread.start();
      thread.join();
    }
  }

  @ExtendWith(LeakCheck.class)
  static class PlatformThreads {
    @Test
    @Timeout(60)
    void usesThoseOfThePlatform() throws Exception {
      assertThat(CompletableFuture.supplyAsync(() -> 1).orTimeout(30, TimeUnit.SECONDS).get())
          .isOne();
      assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
    }
  }

  @ExtendWith(LeakCheck.class)
  static class SlowThreads {
    @Test
    void threadEndsShortlyAfterTheTest() {
      CountDownLatch never = new CountDownLatch(1);
      new Thread(
              () -> {
                try {
                  assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "slow")
          .start();
    }
  }

  static class Processes {
    @RegisterExtension final LeakCheck leaks = LeakCheck.create().withGrace(Duration.ofMillis(50));

    @Test
    void leavesAProcess() throws IOException {
      Process process = new ProcessBuilder("sleep", "61").start();
      CLEANUPS.add(process::destroyForcibly);
    }

    @Test
    void endsItsProcess() throws IOException, InterruptedException {
      assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
    }
  }

  @ExtendWith(LeakCheck.class)
  static class Exceptions {
    @Test
    void throwsOnAThread() throws InterruptedException {
      Thread thread =
          new Thread(
              () -> {
                throw new IllegalStateException("nobody sees it");
              },
              "thrower");
      thread.start();
      thread.join();
    }

    @Test
    void throwsOnAThreadThatHasAHandler() throws InterruptedException {
      Thread thread =
          new Thread(
              () -> {
                throw new IllegalStateException("somebody sees it");
              });
      thread.setUncaughtExceptionHandler((where, what) -> {});
      thread.start();
      thread.join();
    }

    @Test
    void leavesAHandler() {
      Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> {});
    }
  }

  static class Runs {
    @RegisterExtension final LeakCheck leaks = LeakCheck.create();

    @Test
    void leavesARunAndItsExecutor() {
      WorkflowExecutor executor = leaks.watch(InMemoryExecutor.create());
      executor.start(WorkflowSpec.of(RunId.of("left")));
      executor.start(WorkflowSpec.of(RunId.of("closed"))).close();
    }

    @Test
    void closesTheExecutorAlone() {
      try (WorkflowExecutor executor = leaks.watch(InMemoryExecutor.create())) {
        executor.start(WorkflowSpec.of(RunId.of("left")));
      }
    }

    @Test
    void leavesARunThatItHasAttached() {
      try (WorkflowExecutor executor = leaks.watch(InMemoryExecutor.create())) {
        executor.start(WorkflowSpec.of(RunId.of("left"))).close(ClosePolicy.DETACH);
        assertThat(executor.attach(RunId.of("left")).jobs()).isEmpty();
      }
    }

    @Test
    void closesBoth() {
      try (WorkflowExecutor executor = leaks.watch(InMemoryExecutor.create());
          WorkflowRun run = executor.start(WorkflowSpec.of(RunId.of("run")))) {
        assertThat(run.jobs()).isEmpty();
      }
    }
  }

  static class Directories {
    @TempDir private Path directory;
    @RegisterExtension final LeakCheck leaks = LeakCheck.create();

    @Test
    void leavesFiles() throws IOException {
      Files.createFile(directory.resolve("before"));
      leaks.watch(directory);
      Files.createDirectories(directory.resolve("a/b"));
      Files.createFile(directory.resolve("a/c"));
    }

    @Test
    void leavesManyFiles() throws IOException {
      leaks.watch(directory.resolve("new"));
      Files.createDirectory(directory.resolve("new"));
      for (int i = 0; i < 30; i++) {
        Files.createFile(directory.resolve("new/" + i));
      }
    }

    @Test
    void deletesItsFiles() throws IOException {
      leaks.watch(directory);
      Files.delete(Files.createFile(directory.resolve("file")));
    }
  }

  static class AtTheSameTime {
    @RegisterExtension final LeakCheck leaks = LeakCheck.create().withGrace(Duration.ofMillis(50));

    @Test
    void one() throws Exception {
      start("left by one", true);
      BOTH.await(30, TimeUnit.SECONDS);
    }

    @Test
    void other() throws Exception {
      BOTH.await(30, TimeUnit.SECONDS);
    }
  }

  private static void start(String name, boolean daemon) {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(daemon);
    thread.start();
    CLEANUPS.add(end::countDown);
  }
}
