package io.github.lighterman.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How drivers come and go. */
class DriverTest {
  @TempDir private Path scratch;

  @Test
  void killedDriverLosesNoJobAndTheNextOneTellsItsEnd() throws Exception {
    try (Cluster cluster = Cluster.below(scratch)) {
      String script = cluster.script("patient", "until test -e go; do sleep 0.05; done; echo went");
      String id = cluster.call("submit", script).line();
      ProcessHandle driver = cluster.driver().orElseThrow();
      driver.destroyForcibly();
      driver.onExit().get(10, TimeUnit.SECONDS);
      assertThat(cluster.call("status", id).line()).isEqualTo("running");
      Files.createFile(cluster.work().resolve("go"));
      assertThat(cluster.call("wait", id).line()).isEmpty();
      assertThat(cluster.call("status", id).line()).isEqualTo("success");
      assertThat(cluster.call("logs", id).out()).isEqualTo("went\n");
      assertThat(cluster.driver().orElseThrow().pid()).isNotEqualTo(driver.pid());
    }
  }

  @Test
  @Tag("whole")
  void clientThatWaitsWhileTheDriverIsKilledIsAnsweredByTheNext() throws Exception {
    try (Cluster cluster = Cluster.below(scratch)) {
      String script = cluster.script("patient", "until test -e go; do sleep 0.05; done");
      String id = cluster.call("submit", script).line();
      Process waits = cluster.start(cluster.words("wait", id), cluster.work().resolve("out"));
      Path in = cluster.root().resolve("in");
      Cluster.until("the client waits", () -> in.toFile().list().length == 1);
      ProcessHandle driver = cluster.driver().orElseThrow();
      driver.destroyForcibly();
      driver.onExit().get(10, TimeUnit.SECONDS);
      Files.createFile(cluster.work().resolve("go"));
      assertThat(waits.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(waits.exitValue()).isZero();
    }
  }

  @Test
  void requestThatADeadDriverLeftIsAnsweredAndRunsItsScriptOnce() throws Exception {
    try (Cluster cluster = Cluster.below(scratch)) {
      cluster.script("once", "echo ran >>runs");
      Path request = Files.createDirectories(cluster.root().resolve("spool/abcdefabcdef"));
      Files.writeString(request.resolve("argv"), cluster.work() + "\0submit\0once\0");
      Path marker = cluster.root().resolve("in/abcdefabcdef");
      for (int i = 0; i < 2; i++) {
        Files.deleteIfExists(request.resolve("code"));
        Files.createFile(marker);
        assertThat(cluster.call("status", "--long", "nobody").code()).isEqualTo(1);
        Cluster.until("the request is answered", () -> !Files.exists(marker));
        assertThat(request.resolve("code")).hasContent("0");
        assertThat(request.resolve("out")).hasContent("abcdefabcdef");
        assertThat(cluster.call("wait", "abcdefabcdef").code()).isZero();
        assertThat(cluster.call("status", "abcdefabcdef").line()).isEqualTo("success");
      }
      assertThat(cluster.work().resolve("runs")).hasContent("ran");
      for (String part : List.of("argv", "code", "out", "err")) {
        Files.delete(request.resolve(part));
      }
      Files.delete(request);
    }
  }

  @Test
  void idleDriverEndsAndItsJobsAreStillKnown() throws Exception {
    try (Cluster cluster = Cluster.below(scratch, "--idle", "1ms")) {
      String id = cluster.call("submit", cluster.script("good", "echo done")).line();
      Cluster.until("the driver has ended", () -> !Files.exists(cluster.root().resolve("driver")));
      assertThat(cluster.call("status", id).line()).isEqualTo("success");
      assertThat(cluster.call("wait", id).line()).isEmpty();
      assertThat(cluster.call("cancel", id).line()).isEmpty();
      assertThat(cluster.root().resolve("driver")).doesNotExist();
      assertThat(cluster.call("logs", id).line()).isEqualTo("done");
    }
  }

  @Test
  @Tag("whole")
  void clientsThatFindNoDriverAreAllAnswered() throws Exception {
    try (Cluster cluster = Cluster.below(scratch)) {
      String script = cluster.script("good", "exit 0");
      List<Process> clients = new ArrayList<>();
      List<Path> outs = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        outs.add(cluster.work().resolve("client-" + i));
        clients.add(cluster.start(cluster.words("submit", script), outs.get(i)));
      }
      for (int i = 0; i < clients.size(); i++) {
        assertThat(clients.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
        String id = Files.readString(outs.get(i)).strip();
        assertThat(cluster.call("wait", id).line()).isEmpty();
      }
      assertThat(cluster.root().resolve("starting")).doesNotExist();
    }
  }

  @Test
  @Tag("whole")
  void stoppedDriverLeavesItsJobsToTheNext() throws Exception {
    try (Cluster cluster = Cluster.below(scratch)) {
      String script = cluster.script("patient", "until test -e go; do sleep 0.05; done");
      String id = cluster.call("submit", script).line();
      Optional<ProcessHandle> driver = cluster.driver();
      assertThat(cluster.call("lighterman", "stop").line()).isEmpty();
      driver.orElseThrow().onExit().get(20, TimeUnit.SECONDS);
      assertThat(cluster.call("lighterman", "stop").line()).isEmpty();
      Files.createFile(cluster.work().resolve("go"));
      assertThat(cluster.call("wait", id).line()).isEmpty();
    }
  }

  @Test
  void driverThatCannotStartSaysWhyInOneSentence() throws Exception {
    Cluster cluster = Cluster.below(scratch);
    Path settings = cluster.root().resolve("settings");
    String good = Files.readString(settings);
    String script = cluster.script("good", "exit 0");
    Files.writeString(settings, good.replace("executor=local", "executor=locals"));
    cluster
        .call("submit", script)
        .assertRefused(1, "could not start: there is no executor 'locals'");
    Files.writeString(settings, good + "\nset.cpu=2\n");
    cluster.call("submit", script).assertRefused(1, "'cpu'; did you mean 'cpus'?");
    Files.writeString(settings, good);
    String id = cluster.call("submit", script).line();
    assertThat(cluster.call("wait", id).line()).isEmpty();
    cluster.close();
  }

  @Test
  void initRefusesWhatNoDriverCouldUse() throws Exception {
    Cluster cluster = Cluster.below(scratch);
    cluster.init("--executor", "slurm").assertRefused(1, "there is no executor 'slurm'");
    cluster.init("--set", "cpu=2").assertRefused(1, "did you mean 'cpus'?");
    cluster.init("--idle", "soon").assertRefused(1, "--idle 'soon' must be a duration");
    cluster.init("--sets", "cpus=2").assertRefused(2, "Unknown option");
  }

  @Test
  void secretThatWouldStandInAFileIsRefused() throws Exception {
    Cluster cluster = Cluster.below(scratch);
    Path settings = cluster.root().resolve("settings");
    Files.delete(settings);
    Cluster.Call call = cluster.init("--executor", "azure-batch", "--set", "batch-key=hunter2");
    call.assertRefused(1, "LIGHTERMAN_AZURE_BATCH_BATCH_KEY");
    assertThat(call.err()).doesNotContain("hunter2");
    assertThat(settings).doesNotExist();
  }

  @Test
  void directoryThatIsGoneIsOneSentence() throws Exception {
    Cluster cluster = Cluster.below(scratch);
    Files.delete(cluster.root().resolve("jobs"));
    cluster.call("status", "nobody").assertRefused(1, "is gone or no directory of ours");
  }
}
