package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One pipeline, which scatters and gathers, retries with more memory, reads a secret, forgives a
 * failure and publishes, on each backend and on Nextflow's own local executor.
 */
class PipelineTest {
  private static final String TRACE =
      "\ntrace { enabled = true; file = 'trace.txt';"
          + " fields = 'name,status,exit,attempt,native_id,realtime,workdir' }\n";

  @TempDir Path directory;

  @Test
  void pipelineGivesTheSameOnTheLocalBackendAsOnNextflowsOwnExecutor() throws Exception {
    Nextflow own = nextflow("own");
    assertSucceeds(own.run("process.executor = 'local'" + TRACE, "pipeline/main.nf"), "own");
    Nextflow ours = nextflow("ours");
    assertSucceeds(ours.run(Nextflow.EXAMPLE + TRACE, "pipeline/main.nf"), "ours");

    assertThat(published("ours")).isEqualTo(published("own")).hasSize(3);
    assertThat(published("ours").get("memory.txt")).isEqualTo("2 64 MB\n");
    assertThat(published("ours").get("length.txt")).isEqualToIgnoringWhitespace("12");
    assertThat(ends("ours")).isEqualTo(ends("own"));
    assertControlFiles(ours);
    assertThat(ours.keptRuns()).isEmpty();
  }

  @Test
  void pipelineGivesTheSameOnAzureBatch() throws Exception {
    try (EmulatedAzure account = new EmulatedAzure()) {
      Nextflow azure = nextflow("azure");
      assertSucceeds(azure.run(account.config() + TRACE, "pipeline/main.nf"), "azure");

      assertThat(published("azure")).hasSize(3);
      assertThat(published("azure").get("all.txt"))
          .contains("RIVER\n", "own\n", "10\n")
          .endsWith("10 said\n");
      assertThat(published("azure").get("memory.txt")).isEqualTo("2 64 MB\n");
      assertThat(published("azure").get("length.txt")).isEqualToIgnoringWhitespace("12");
      assertControlFiles(azure);
      assertThat(account.left()).isEmpty();
    }
  }

  @Test
  void pipelineGivesTheSameWithItsWorkDirectoryInBlobStorage() throws Exception {
    try (EmulatedAzure account = new EmulatedAzure()) {
      Nextflow azure = nextflow("azure");
      String config = account.config() + "workDir = 'az://pipeline/work'\n";
      assertSucceeds(azure.run(config, "pipeline/main.nf"), "azure");

      assertThat(published("azure")).hasSize(3);
      assertThat(published("azure").get("all.txt"))
          .contains("RIVER\n", "own\n", "10\n")
          .endsWith("10 said\n");
      assertThat(published("azure").get("memory.txt")).isEqualTo("2 64 MB\n");
      assertThat(account.left()).isNotEmpty().allMatch(name -> name.startsWith("work"));
      assertThat(azure.log()).doesNotContain(" ERROR ");

      String results = "az://pipeline/results";
      Nextflow.Outcome again = azure.run(config, "pipeline/main.nf", "-resume", "--out", results);
      assertThat(again.exitCode()).as(again.output() + log("azure")).isZero();
      assertThat(again.output()).contains("Cached process > gather");
      assertThat(account.left())
          .contains("results/all.txt", "results/length.txt", "results/memory.txt");
    }
  }

  @Test
  @Tag("whole")
  void pipelineOf500TasksGivesTheSameEverywhere() throws Exception {
    String[] arguments = {"pipeline/main.nf", "--tasks", "500", "--forks", "8"};
    assertEndsWell(nextflow("own").run("process.executor = 'local'", arguments));
    assertEndsWell(nextflow("ours").run("process.executor = 'lighterman'", arguments));
    try (EmulatedAzure account = new EmulatedAzure()) {
      assertEndsWell(nextflow("azure").run(account.config(), arguments));
    }

    assertThat(published("own").get("all.txt")).endsWith("500 said\n");
    assertThat(published("ours")).isEqualTo(published("own"));
    assertThat(published("azure")).isEqualTo(published("own"));
  }

  private static void assertEndsWell(Nextflow.Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("complete: true 503 1 1");
  }

  private Nextflow nextflow(String name) throws IOException {
    Nextflow nextflow = new Nextflow(Files.createDirectory(directory.resolve(name)));
    nextflow.pipeline("pipeline");
    nextflow.secret("TOKEN", "twelve bytes");
    return nextflow;
  }

  private void assertSucceeds(Nextflow.Outcome outcome, String name) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.output() + log(name)).isZero();
    assertThat(outcome.output()).contains("found yes", "complete: true 13 1 1");
  }

  /** The files that users of Nextflow look for lie where they look. */
  private static void assertControlFiles(Nextflow nextflow) throws IOException {
    Path forgiven = nextflow.workOf("forgiven").get(0);
    assertThat(forgiven.resolve(".command.out")).hasContent("given");
    assertThat(forgiven.resolve(".command.err")).hasContent("broken on purpose");
    assertThat(forgiven.resolve(".command.log")).content().contains("given", "broken on purpose");
    assertThat(forgiven.resolve(".exitcode")).hasContent("3");
    assertThat(forgiven.resolve(".command.sh")).exists();
    assertThat(forgiven.resolve(".command.trace")).exists();
    assertThat(nextflow.workOf("greedy")).hasSize(2);
  }

  private Map<String, String> published(String name) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory.resolve(name).resolve("results"))) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  /** Returns name, status, exit code and attempt of every task, as the trace tells them. */
  private List<String> ends(String name) throws IOException {
    List<String> ends = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(name).resolve("trace.txt"))) {
      String[] fields = line.split("\t", -1);
      ends.add(String.join(" ", List.of(fields).subList(0, 4)));
    }
    return ends.stream().sorted().toList();
  }

  private String log(String name) throws IOException {
    return Files.readString(directory.resolve(name).resolve(".nextflow.log"));
  }
}
