package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AzuriteTest {
  private static final Path DIRECTORY = Path.of("azurite");

  private static void assumeInstalled() {
    Optional<String> missing = Azurite.missing(DIRECTORY);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  @Test
  void missingInstallationIsNamedWithTheWayOut(@TempDir Path empty) {
    assertThat(Azurite.missing(empty).orElseThrow()).contains("Azurite");
    assertThatThrownBy(() -> Azurite.start(empty)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void processEndsWithClose() {
    assumeInstalled();
    long before = ProcessHandle.current().children().count();
    Azurite azurite = Azurite.start(DIRECTORY);
    assertThat(ProcessHandle.current().children().count()).isEqualTo(before + 1);

    azurite.close();
    azurite.close();

    assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    assertThatThrownBy(() -> Wire.send(azurite.endpoint(), "GET", ""))
        .isInstanceOf(IOException.class);
  }

  @Test
  void processEndsWhenTheJvmIsKilled() throws Exception {
    assumeInstalled();
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8))) {
      URI endpoint = URI.create(Optional.ofNullable(out.readLine()).orElseThrow());
      ProcessHandle node = jvm.children().findFirst().orElseThrow();
      assertThat(Wire.send(endpoint, "GET", "").status()).isGreaterThanOrEqualTo(400);

      jvm.destroyForcibly().waitFor();

      assertThat(node.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** The program of a JVM that is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws InterruptedException {
      try (Azurite azurite = Azurite.start(DIRECTORY)) {
        System.out.println(azurite.endpoint());
        Thread.currentThread().join();
      }
    }
  }
}
