package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.Threads;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.TaskOrder.Kind;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a task, a node or all of it ends: nothing. */
@EnabledOnOs(OS.LINUX)
class ProcessEndTest {
  private static final String TASK = Orders.JOB + "task";
  private static final Duration MOMENT = Duration.ofSeconds(10);

  @TempDir Path directory;
  private NodeUnderTest node;

  @BeforeEach
  void boot() throws Exception {
    node =
        NodeUnderTest.boot(
            ProcessExecution.builder()
                .directory(directory)
                .killGrace(Duration.ofMillis(100))
                .build());
  }

  @AfterEach
  void close() {
    node.execution().close();
  }

  /** Tells whether a process runs; one that only nobody has waited for yet doesn't. */
  private static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }

  /** Tells whether a process ends within a moment; one that was killed takes some to be gone. */
  private static boolean ends(long pid) {
    long start = System.nanoTime();
    while (isAlive(pid)) {
      if (System.nanoTime() - start > MOMENT.toNanos()) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private boolean ends(String pidFile) throws Exception {
    return ends(Long.parseLong(node.read(pidFile).strip()));
  }

  private long pid(String pidFile) throws Exception {
    node.untilSays(pidFile, "\n");
    return Long.parseLong(node.read(pidFile).strip());
  }

  @Test
  void stopEndsTheWholeTree() throws Exception {
    NodeUnderTest.Started started =
        node.start(Orders.shell("sleep 1000 & echo $! >child; echo up; wait"));
    node.untilSays(TASK + "/stdout.txt", "up");

    started.task().stop();
    started.task().stop();

    assertThat(started.await()).isEqualTo(TaskOutcome.exited(-15));
    assertThat(ends(TASK + "/wd/child")).isTrue();
  }

  @Test
  void whoeverIgnoresTheRequestIsKilled() throws Exception {
    NodeUnderTest.Started started =
        node.start(Orders.shell("trap \"\" TERM; echo up; while true; do sleep 1000; done"));
    node.untilSays(TASK + "/stdout.txt", "up");

    started.task().stop();

    assertThat(started.await()).isEqualTo(TaskOutcome.exited(-9));
  }

  @Test
  void whoeverHeedsTheRequestHasItsOwnExitCode() throws Exception {
    NodeUnderTest.Started started =
        node.start(Orders.shell("trap \"exit 7\" TERM; echo up; sleep 1000 & wait"));
    node.untilSays(TASK + "/stdout.txt", "up");

    started.task().stop();

    assertThat(started.await()).isEqualTo(TaskOutcome.exited(7));
  }

  @Test
  void leftoversEndWithTheirTaskWhateverTheyCut() throws Exception {
    node.run(
        Orders.shell(
            "sleep 1000 & echo $! >a; (cd /; env -i sleep 1000 & echo $! >$AZ_BATCH_TASK_WORKING_DIR/b);"
                + " cd /; setsid sleep 1000 & echo $! >$AZ_BATCH_TASK_WORKING_DIR/c; exit 0"));

    for (String file : List.of("a", "b", "c")) {
      assertThat(ends(TASK + "/wd/" + file)).as(file).isTrue();
    }
  }

  @Test
  void whatAStartTaskLeavesRunsOnUntilItsNodeEnds() throws Exception {
    node.run(Orders.shell("sleep 1000 & echo $! >daemon").kind(Kind.START, ""));
    node.run(Orders.of("true"));
    assertThat(isAlive(pid("startup/wd/daemon"))).isTrue();

    node.boot(new NodeOrder(node.key(), NodeOrder.Disk.KEPT, List.of(), List.of()));

    assertThat(ends("startup/wd/daemon")).isTrue();
    node.run(Orders.shell("sleep 1000 & echo $! >daemon").kind(Kind.START, ""));
    long pid = pid("startup/wd/daemon");
    node.execution().loseNode(node.key());
    assertThat(ends(pid)).isTrue();
  }

  @Test
  void lostNodeReportsNothingAndItsFilesAreGone() throws Exception {
    NodeUnderTest.Started started = node.start(Orders.shell("echo $$; sleep 1000"));
    long pid = pid(TASK + "/stdout.txt");

    node.execution().loseNode(node.key());

    assertThat(ends(pid)).isTrue();
    assertThat(node.exists(TASK)).isFalse();
    node.execution().close();
    assertThat(started.outcome()).isNotDone();
  }

  @Test
  void rebootKeepsFilesAndReimageDoesNot() throws Exception {
    node.run(Orders.shell("echo 1 >f"));

    node.boot(new NodeOrder(node.key(), NodeOrder.Disk.KEPT, List.of(), List.of()));
    assertThat(node.read(TASK + "/wd/f")).isEqualTo("1\n");
    node.boot(new NodeOrder(node.key(), NodeOrder.Disk.BLANK, List.of(), List.of()));

    assertThat(node.exists(TASK)).isFalse();
    assertThat(node.run(Orders.of("true"))).isEqualTo(TaskOutcome.exited(0));
  }

  @Test
  void removedDirectoryMakesRoomForTheSameTaskAtOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(node.run(Orders.shell("test ! -e f && echo 1 >f && mkdir -p d/e && chmod 0 d")))
          .isEqualTo(TaskOutcome.exited(0));
      node.execution().removeDirectory(node.key(), TASK);
      assertThat(node.exists(TASK)).isFalse();
    }
    node.execution().removeDirectory(node.key(), "workitems/no-such-job");
  }

  @Test
  void closeLeavesNoProcessNoFileAndNoThread() throws Exception {
    NodeUnderTest.Started started = node.start(Orders.shell("echo $$; sleep 1000"));
    long pid = pid(TASK + "/stdout.txt");

    node.execution().close();
    node.execution().close();

    assertThat(ends(pid)).isTrue();
    assertThat(directory).isEmptyDirectory();
    assertThat(started.outcome()).isNotDone();
    assertThat(Threads.left("lighterman-node", Set.of())).isEmpty();
  }

  @Test
  void stoppedDownloadEndsAtOnce() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      NodeUnderTest.Started started =
          node.start(
              Orders.of("true").resource("http://127.0.0.1:" + silent.getLocalPort() + "/a", "a"));
      silent.accept().getInputStream().read();

      started.task().stop();

      assertThat(started.await()).isEqualTo(TaskOutcome.stopped());
    }
  }

  @Test
  void stoppedBeforeItBeganItNeverRuns() throws Exception {
    NodeUnderTest.Started started;
    try (ServerSocket silent = new ServerSocket(0)) {
      started =
          node.start(
              Orders.of("touch ran")
                  .resource("http://127.0.0.1:" + silent.getLocalPort() + "/a", "a"));
      started.task().stop();
      assertThat(started.await().exitCode()).isEqualTo(OptionalInt.empty());
    }
    assertThat(node.exists(TASK + "/wd/ran")).isFalse();
  }

  @Test
  void eachExecutionHasADirectoryOfItsOwn() throws Exception {
    try (ProcessExecution other = ProcessExecution.builder().directory(directory).build()) {
      NodeUnderTest second = NodeUnderTest.boot(other);
      second.run(Orders.shell("echo 2 >f"));
      node.run(Orders.shell("echo 1 >f"));
      assertThat(second.read(TASK + "/wd/f")).isEqualTo("2\n");
    }
    assertThat(node.read(TASK + "/wd/f")).isEqualTo("1\n");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).hasSize(1);
    }
  }
}
