package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.testing.batch.node.ProcessExecution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks whose container the backend starts, and not Nextflow. */
class ContainerTest {
  @TempDir private static Path shared;
  private static Optional<BashImage> image = Optional.empty();

  @TempDir private Path directory;
  private Nextflow nextflow;

  @BeforeAll
  static void makeImage() throws Exception {
    image = BashImage.find(shared.resolve("image"));
    assumeTrue(
        image.isPresent(),
        "skipped: no podman or docker that runs a container here, or no static busybox");
  }

  @AfterAll
  static void removeImage() throws Exception {
    if (image.isPresent()) {
      image.get().remove();
    }
  }

  @BeforeEach
  void placePipeline() throws IOException {
    nextflow = new Nextflow(directory);
    nextflow.pipeline("containers");
  }

  private void assertRunsInContainers(String config) throws Exception {
    String named = config + "\nprocess.container = '" + image.orElseThrow().name() + "'\n";
    Nextflow.Outcome outcome = nextflow.run(named, "containers/main.nf");
    assertThat(outcome.exitCode()).as(outcome.output() + nextflow.log()).isZero();
    for (int i = 1; i <= 2; i++) {
      assertThat(directory.resolve("results/shouted-" + i + ".txt"))
          .hasContent("RIVER " + i + "\nof the image");
    }
  }

  @Test
  void tasksOfTheLocalBackendRunInTheirContainers() throws Exception {
    assertRunsInContainers(
        "process.executor = 'lighterman'\nlighterman.containerEngine = '"
            + image.orElseThrow().engine()
            + "'");
    assertThat(nextflow.keptRuns()).isEmpty();
  }

  @Test
  void tasksOnAzureBatchRunInTheirContainers() throws Exception {
    ProcessExecution execution =
        ProcessExecution.builder()
            .containerEngine(image.orElseThrow().engine().toString())
            .containerNetwork("none")
            .build();
    try (EmulatedAzure azure = new EmulatedAzure(execution)) {
      assertRunsInContainers(azure.config() + "lighterman.poolContainers = 'required'");
      assertThat(azure.left()).isEmpty();
    }
  }

  @Test
  void containerThatNobodyHasEndsNextflowWithStatusOneAndItsName() throws Exception {
    Nextflow.Outcome outcome =
        nextflow.run(
            "process { executor = 'lighterman'; container = 'localhost/nobody-has:1' }\n"
                + "lighterman.containerEngine = '"
                + image.orElseThrow().engine()
                + "'",
            "containers/main.nf");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("localhost/nobody-has:1");
  }
}
