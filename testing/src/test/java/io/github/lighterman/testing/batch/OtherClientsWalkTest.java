package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Microsoft's clients for other languages, as they are, find that the emulator is the service. */
final class OtherClientsWalkTest {
  private static final Path CLIENTS = Path.of("clients");
  private static final int MOST_SECONDS = 100;

  @TempDir private Path directory;

  /** A process that has ended. */
  private record Ended(int exitCode, String output) {}

  @Test
  void clientForNodeWalksThroughAllThatIsThere() throws Exception {
    assumeTrue(
        run("node", "--version").exitCode == 0, "@azure/batch needs Node.js, and there is no node");
    // npm writes this file last, so without it half an installation may be there.
    assumeTrue(
        Files.isRegularFile(CLIENTS.resolve("node/node_modules/.package-lock.json")),
        "@azure/batch isn't installed; run 'npm ci' in testing/clients/node");

    walk("node", "node/walk.js");
  }

  @Test
  void clientForPythonWalksThroughAllThatIsThere() throws Exception {
    String python = python();
    assumeTrue(
        run(python, "-c", "import azure.batch.batch_auth").exitCode == 0,
        "there is no azure.batch for Python; on Debian it is in python3-azure");

    walk(python, "python/walk.py");
  }

  /** Debian's own Python knows Debian's packages; another may stand before it on the path. */
  private static String python() {
    return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
  }

  private void walk(String... command) throws Exception {
    try (WalkFixture fixture = new WalkFixture()) {
      BatchEmulator emulator = fixture.emulator;
      List<String> line = new ArrayList<>(List.of(command[0]));
      line.add(CLIENTS.resolve(command[1]).toString());
      line.add(emulator.endpoint().toString());
      line.add(emulator.accountName());
      line.add(emulator.accountKey());
      Ended ended = run(line.toArray(String[]::new));

      assertThat(ended.exitCode).as(ended.output).isZero();
      assertThat(emulator.requestCount("Task_AddCollection")).isPositive();
      assertThat(emulator.requestCount("Pool_Delete")).isEqualTo(1);
      assertThat(emulator.snapshot().pools()).isEmpty();
    }
  }

  private Ended run(String... command) throws InterruptedException {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // No proxy stands between a client and this machine.
    builder.environment().put("NO_PROXY", "127.0.0.1");
    builder.environment().put("no_proxy", "127.0.0.1");
    try {
      Process process = builder.start();
      try {
        boolean inTime = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(inTime).as("it goes on and on: " + said).isTrue();
        return new Ended(process.exitValue(), said);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return new Ended(-1, e.toString());
    }
  }
}
