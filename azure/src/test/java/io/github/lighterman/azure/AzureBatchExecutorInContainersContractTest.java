package io.github.lighterman.azure;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.contract.ExecutorFixture;
import io.github.lighterman.testing.contract.InputsContract;
import io.github.lighterman.testing.contract.LogContract;
import io.github.lighterman.testing.contract.OutputsContract;
import io.github.lighterman.testing.contract.SecretsContract;
import io.github.lighterman.testing.contract.TraitsContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Those topics of the contract that a container could make a difference to, in a pool where every
 * job runs in one. They are real ones, and their image knows nothing of us.
 */
final class AzureBatchExecutorInContainersContractTest {
  @TempDir private static Path directory;
  private static Optional<ContainerImage> image = Optional.empty();
  private static Optional<Emulators> emulators = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    image = ContainerImage.find(directory);
    assumeTrue(
        image.isPresent(),
        "skipped: no podman or docker that runs a container here, or no static busybox");
    emulators =
        Optional.of(
            Emulators.withBlobEmulator(
                ProcessExecution.builder()
                    .containerEngine(image.get().engine())
                    .containerNetwork("none")
                    .build()));
  }

  @AfterAll
  static void stop() throws Exception {
    emulators.ifPresent(Emulators::close);
    if (image.isPresent()) {
      image.get().remove();
    }
  }

  private static ExecutorFixture fixture() {
    return new AzureFixture(emulators.orElseThrow(), Optional.of(image.orElseThrow().name()));
  }

  @Nested
  final class Traits extends TraitsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  @Tag("whole")
  final class Inputs extends InputsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Outputs extends OutputsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  @Tag("whole")
  final class Secrets extends SecretsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  @Tag("whole")
  final class Logs extends LogContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }
}
