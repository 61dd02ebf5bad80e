package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tasks elsewhere make of directories and files comes back as they made it, and goes on so.
 */
class TreesTest {
  @TempDir Path directory;

  @Test
  void emptyDirectoriesAndLeaveToExecuteComeBackFromStagedTasks() throws Exception {
    assertKept("process.executor = 'lighterman'\nlighterman.files = 'staged'");
  }

  @Test
  void theSameHoldsOnAzureBatch() throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure()) {
      assertKept(azure.config());
    }
  }

  private void assertKept(String config) throws Exception {
    Nextflow nextflow = new Nextflow(directory);
    nextflow.pipeline("trees");
    Nextflow.Outcome outcome = nextflow.run(config, "trees/main.nf");

    assertThat(outcome.exitCode()).as(outcome.output() + nextflow.log()).isZero();
    assertThat(directory.resolve("results/found.txt"))
        .hasContent(
            """
            bare
            tree
            tree/full
            tree/full/f
            tree/very empty
            tree/very empty/sub
            grown
            """);
    assertThat(nextflow.workOf("grow").get(0).resolve("tool.sh")).isExecutable();
  }
}
