package io.github.lighterman.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snakemake, where it's installed, runs its jobs by the commands. */
class SnakemakeTest {
  private static final String WORKFLOW =
      """
      rule all:
          input: "all.txt", "bad.txt", "slow.txt"
      rule measure:
          output: "{river}.len"
          shell: "printf {wildcards.river} | wc -c >{output}"
      rule gather:
          input: "lea.len", "medway.len"
          output: "all.txt"
          shell: "cat {input} >{output}"
      rule bad:
          output: "bad.txt"
          shell: "exit 3"
      rule slow:
          output: "slow.txt"
          shell: "touch started; sleep 1000; touch {output}"
      """;

  @TempDir private Path scratch;

  @BeforeAll
  static void requireSnakemake() {
    boolean there =
        List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "snakemake")));
    assumeTrue(there, "there is no snakemake");
  }

  @Test
  void workflowRunsAndKnowsItsFailedAndItsCancelledJob() throws Exception {
    try (Cluster cluster = Cluster.below(scratch, "--set", "cpus=4")) {
      Files.writeString(cluster.work().resolve("Snakefile"), WORKFLOW);
      Path log = cluster.work().resolve("log");
      Process snakemake = cluster.start(snakemake(cluster, "all"), log);
      try {
        Path all = cluster.work().resolve("all.txt");
        Path started = cluster.work().resolve("started");
        Cluster.until("the rest is done", () -> Files.exists(all) && Files.exists(started));
        String slow = idOf("slow", log);
        assertThat(cluster.call("status", slow).line()).isEqualTo("running");
        assertThat(cluster.call("cancel", slow).line()).isEmpty();
        assertThat(snakemake.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(snakemake.exitValue()).isEqualTo(1);
        assertThat(all).hasContent("3\n6");
        assertThat(Files.readString(log))
            .contains("Error executing rule bad on cluster", "Error executing rule slow on cluster")
            .doesNotContain("lighterman:", "Traceback");
        for (String rule : List.of("bad", "slow")) {
          assertThat(cluster.call("status", idOf(rule, log)).line()).isEqualTo("failed");
        }
        assertThat(cluster.call("status", idOf("gather", log)).line()).isEqualTo("success");
      } finally {
        snakemake.destroyForcibly();
      }
    }
  }

  @Test
  void interruptedWorkflowCancelsItsJobs() throws Exception {
    try (Cluster cluster = Cluster.below(scratch)) {
      Files.writeString(cluster.work().resolve("Snakefile"), WORKFLOW);
      Path log = cluster.work().resolve("log");
      Process snakemake = cluster.start(snakemake(cluster, "slow.txt"), log);
      try {
        Path started = cluster.work().resolve("started");
        Cluster.until("the job runs", () -> Files.exists(started));
        String slow = idOf("slow", log);
        String pid = Long.toString(snakemake.pid());
        assertThat(cluster.run(List.of("kill", "-INT", pid)).code()).isZero();
        assertThat(snakemake.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.call("wait", slow).code()).isEqualTo(1);
        assertThat(cluster.call("status", "--long", slow).line()).startsWith("CANCELLED");
      } finally {
        snakemake.destroyForcibly();
      }
    }
  }

  private static List<String> snakemake(Cluster cluster, String target) {
    // Whoever started these tests may have made all deaf to interrupts.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.addAll(List.of("snakemake", "--nocolor", "--jobs", "4"));
    String submit = InitCommand.quoted(cluster.root().resolve("submit").toString());
    words.addAll(List.of("--cluster", submit + " --cpus {threads}"));
    String status = InitCommand.quoted(cluster.root().resolve("status").toString());
    words.addAll(List.of("--cluster-status", status));
    words.addAll(List.of("--cluster-cancel", cluster.root().resolve("cancel").toString()));
    words.addAll(List.of("--keep-going", "--max-status-checks-per-second", "20", target));
    return words;
  }

  private static String idOf(String rule, Path log) {
    Pattern submitted =
        Pattern.compile("rule " + rule + ":.*?external jobid '(\\w+)'", Pattern.DOTALL);
    try {
      Matcher matcher = submitted.matcher(Files.readString(log));
      assertThat(matcher.find()).as("submitted: " + rule).isTrue();
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
