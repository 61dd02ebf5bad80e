package io.github.lighterman.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What engines see of the commands, all of one driver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTest {
  private Cluster cluster;

  @BeforeAll
  void make(@TempDir Path scratch) throws Exception {
    cluster = Cluster.below(scratch, "--set", "cpus=2");
  }

  @AfterAll
  void close() throws Exception {
    cluster.close();
  }

  @Test
  void scriptRunsWhereItWasSubmittedWithItsArgumentsAsTheyAre() throws Exception {
    String script =
        cluster.script(
            "it's; a $(script) .sh", "#!/bin/sh", "pwd", "printf '[%s]' \"$@\"", "echo no >&2");
    String id = cluster.call("submit", script, "a  b", "", "--cpus", "it's", "*").line();
    assertThat(cluster.call("wait", id).line()).isEmpty();
    assertThat(cluster.call("status", id).line()).isEqualTo("success");
    Cluster.Call logs = cluster.call("logs", id);
    assertThat(logs.out()).isEqualTo(cluster.work() + "\n[a  b][][--cpus][it's][*]");
    assertThat(logs.err()).isEqualTo("no\n");
  }

  @Test
  void scriptThatIsDeletedOnceItIsSubmittedRuns() throws Exception {
    String script = cluster.script("short-lived", "#!/usr/bin/env -S cat", "still here");
    String id = cluster.call("submit", script).line();
    Files.delete(cluster.work().resolve(script));
    assertThat(cluster.call("wait", id).code()).isZero();
    assertThat(cluster.call("logs", id).out()).contains("still here");
  }

  @Test
  void failedJobIsToldAsFailed() throws Exception {
    String id = cluster.call("submit", cluster.script("bad", "#!/bin/sh", "exit 3")).line();
    assertThat(cluster.call("wait", id).code()).isEqualTo(1);
    assertThat(cluster.call("status", id).line()).isEqualTo("failed");
    assertThat(cluster.call("status", "--long", id).line())
        .isEqualTo("FAILED, attempt 1: the command exited with code 3");
  }

  @Test
  void jobIsTriedAgainAsOftenAsWasAskedFor() throws Exception {
    String script = cluster.script("flaky", "test -e twice && exit 0", "touch twice", "exit 1");
    String id = cluster.call("submit", "--retries", "1", script).line();
    assertThat(cluster.call("wait", id).code()).isZero();
    assertThat(cluster.call("status", "--long", id).line()).isEqualTo("SUCCEEDED, attempt 2");
  }

  @Test
  void cancelledJobIsToldAsFailedAndASecondCancelDoesNothing() throws Exception {
    String id = cluster.call("submit", cluster.script("long", "exec sleep 1000")).line();
    assertThat(cluster.call("status", id).line()).isEqualTo("running");
    assertThat(cluster.call("cancel", id).line()).isEmpty();
    assertThat(cluster.call("wait", id).code()).isEqualTo(1);
    assertThat(cluster.call("status", id).line()).isEqualTo("failed");
    assertThat(cluster.call("cancel", id).line()).isEmpty();
  }

  @Test
  void unknownIdIsNamedAndTheOthersAreCancelledAllTheSame() throws Exception {
    String id = cluster.call("submit", cluster.script("long2", "exec sleep 1000")).line();
    cluster.call("cancel", "nobody", id).assertRefused(1, "there is no job 'nobody'");
    assertThat(cluster.call("wait", id).code()).isEqualTo(1);
  }

  @Test
  void jobBehindOthersWaitsForAllOfThem() throws Exception {
    String one = cluster.call("submit", cluster.script("one", "echo 1 >one.txt")).line();
    String two = cluster.call("submit", cluster.script("two", "echo 2 >two.txt")).line();
    String both = cluster.script("both", "cat one.txt two.txt");
    // As snakemake --immediate-submit hands over {dependencies}.
    String id = cluster.call("submit", "--after", one + " " + two, "--after", "", both).line();
    assertThat(cluster.call("wait", id, one).code()).isZero();
    assertThat(cluster.call("logs", id).out()).isEqualTo("1\n2\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "cancel", "logs", "wait"})
  void unknownIdIsOneSentence(String command) throws Exception {
    cluster.call(command, "nobody").assertRefused(1, "there is no job 'nobody'");
    cluster.call(command, "../run").assertRefused(1, "there is no job '../run'");
    cluster.call(command, "it's $(bad)\t*").assertRefused(1, "there is no job 'it's $(bad)\t*'");
  }

  @Test
  void whatCannotBeReadIsOneSentence() throws Exception {
    String script = cluster.script("good", "exit 0");
    Files.write(cluster.work().resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
    cluster.call("submit").assertRefused(2, "submit", "SCRIPT");
    cluster.call("submit", "lost.sh").assertRefused(1, "lost.sh' is no file");
    cluster.call("submit", "binary").assertRefused(1, "must be text in UTF-8");
    cluster.call("submit", "--cpu", "2", script).assertRefused(2, "Unknown option: '--cpu'");
    cluster.call("submit", "--cpus", "few", script).assertRefused(2, "--cpus", "few");
    cluster.call("submit", "--cpus", "0", script).assertRefused(1, "cpus must be 0.001");
    cluster.call("submit", "--cpus", "64", script).assertRefused(1, "64 cpus");
    cluster.call("submit", "--memory", "lots", script).assertRefused(1, "'lots'");
    cluster.call("submit", "--time", "soon", script).assertRefused(1, "soon");
    cluster.call("submit", "--after", "nobody", script).assertRefused(1, "nobody");
    cluster.call("lighterman", "qsub").assertRefused(2, "there is no command 'qsub'");
    assertThat(cluster.call("lighterman").code()).isEqualTo(2);
  }

  @Test
  void fullDiskIsOneSentence() throws Exception {
    String script = cluster.script("good2", "exit 0");
    // Whoever may write no byte, and ignores the signal for it, gets an error as on a full disk.
    String full = "{ trap '' XFSZ; ulimit -f 0; \"$@\"; echo \"code $?\"; } 2>&1 | cat";
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", full, "sh"));
    words.addAll(cluster.words("submit", script));
    Cluster.Call call = cluster.run(words);
    assertThat(call.out())
        .startsWith("lighterman: nothing can be written in " + cluster.root())
        .endsWith("is its disk full?\ncode 1\n");
  }

  @Test
  void manyClientsAtOnceGetAJobEach() throws Exception {
    String script = cluster.script("quick", "exit 0");
    List<Process> clients = new ArrayList<>();
    List<Path> outs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      outs.add(cluster.work().resolve("client-" + i));
      clients.add(cluster.start(cluster.words("submit", "--cpus", "0.1", script), outs.get(i)));
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      assertThat(clients.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(outs.get(i)).strip();
      assertThat(clients.get(i).exitValue()).as(said).isZero();
      ids.add(said);
    }
    assertThat(new HashSet<>(ids)).hasSize(8);
    Cluster.Call wait = cluster.call("wait", ids.toArray(String[]::new));
    List<String> asked = new ArrayList<>(List.of("--long"));
    asked.addAll(ids);
    String ends = cluster.call("status", asked.toArray(String[]::new)).out();
    assertThat(wait.code()).as(wait.err() + ends).isZero();
    try (Stream<Path> spool = Files.list(cluster.root().resolve("spool"))) {
      assertThat(spool).isEmpty();
    }
  }
}
