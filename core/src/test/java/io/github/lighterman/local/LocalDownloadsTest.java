package io.github.lighterman.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalDownloadsTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = ("you asked for " + exchange.getRequestURI()).getBytes(UTF_8);
          boolean moved = exchange.getRequestURI().getPath().equals("/moved");
          boolean found = !exchange.getRequestURI().getPath().equals("/none");
          if (moved) {
            exchange.getResponseHeaders().add("Location", "/there");
          }
          boolean cut = exchange.getRequestURI().getPath().equals("/cut");
          exchange.sendResponseHeaders(
              moved ? 302 : found ? 200 : 404, body.length + (cut ? 1 : 0));
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private JobSpec.Builder job(String path) {
    return JobSpec.builder("job").command("cat", "in").input(InputFile.remote(address(path), "in"));
  }

  private String failed(String path) throws Exception {
    JobFailure failure = local.await(job(path)).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.STAGE_IN);
    return failure.message();
  }

  @Test
  void whatAnAddressLeadsToArrives() throws Exception {
    assertThat(local.outputOf(job("/a%20b?c=d"))).isEqualTo("you asked for /a%20b?c=d");
  }

  @Test
  void redirectIsFollowed() throws Exception {
    assertThat(local.outputOf(job("/moved"))).isEqualTo("you asked for /there");
  }

  @Test
  void refusalOfTheServerIsToldWithoutTheSignature() throws Exception {
    assertThat(failed("/none?sig=hidden")).contains("404", "/none").doesNotContain("hidden");
  }

  @Test
  void halfAFileNeverReachesTheJob() throws Exception {
    assertThat(failed("/cut?sig=hidden")).contains("/cut").doesNotContain("hidden");
  }

  @Test
  void serverThatIsNotThereIsNamed() throws Exception {
    server.stop(0);

    assertThat(failed("/x?sig=hidden"))
        .contains("127.0.0.1:" + server.getAddress().getPort() + "/x")
        .doesNotContain("hidden");
  }

  @Test
  void cancelEndsADownloadThatStalls() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    server.createContext(
        "/stall",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().flush();
          asked.countDown();
          awaitQuietly(over);
          exchange.close();
        });
    JobHandle job = local.run().submit(job("/stall").build());
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

    job.cancel();

    assertThat(LocalExecutorExtension.await(job).state()).isEqualTo(JobState.CANCELLED);
    over.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
