package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.InputFile;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * That both services are asked through the proxy that the JVM's properties name. They hold for all
 * of the JVM, so that no other test may run.
 */
@Isolated
final class ProxyTest {
  private final Map<String, String> before = new HashMap<>();

  private void property(String name, String value) {
    before.put(name, System.setProperty(name, value));
  }

  private void proxy(String host, int port) {
    property("http.proxyHost", host);
    property("http.proxyPort", String.valueOf(port));
    // Without this nobody asks a proxy for what is on this machine.
    property("http.nonProxyHosts", "");
  }

  @AfterEach
  void restore() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  @Test
  void bothServicesAreAskedThroughIt() throws Exception {
    try (ForwardProxy proxy = ForwardProxy.start();
        Rig rig = Rig.scripted(Rig::byName, 1)) {
      proxy("127.0.0.1", proxy.port());
      WorkflowRun run = rig.start();

      assertThat(Rig.await(Rig.submit(run, Rig.any("job").input(InputFile.content("x", "in")))))
          .succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();

      assertThat(proxy.servers())
          .contains(
              rig.config().batchEndpoint().getAuthority(),
              rig.config().storageEndpoint().getAuthority());
    }
  }

  @Test
  void oneThatCannotBeReachedIsNamedAndNotGoneAround() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      int before = rig.batch().requests().size();
      int port = freePort();
      proxy("127.0.0.1", port);

      assertThatExceptionOfType(WorkflowException.class)
          .isThrownBy(() -> rig.open(config -> config.retryTime(Duration.ZERO)))
          .withMessageContaining(
              "the proxy 127.0.0.1:%s, by which 127.0.0.1:%s is to be reached, refuses",
              port, rig.config().batchEndpoint().getPort())
          .withMessageContaining(
              "the proxy 127.0.0.1:%s, by which 127.0.0.1:%s is to be reached, refuses",
              port, rig.config().storageEndpoint().getPort());
      assertThat(rig.batch().requests()).hasSize(before);
    }
  }

  @Test
  void oneThatThereIsNotIsNamed() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      proxy("proxy.invalid", 3128);

      assertThatExceptionOfType(WorkflowException.class)
          .isThrownBy(() -> rig.open(config -> config.retryTime(Duration.ZERO)))
          .withMessageContaining("there is no proxy 'proxy.invalid'")
          .withMessageContaining("http.proxyHost");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
