package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.lighterman.testing.Threads;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

final class BatchEmulatorExtensionTest {
  private static final List<URI> SEEN = new ArrayList<>();
  private static Set<Thread> before = Set.of();

  @RegisterExtension
  final BatchEmulatorExtension batch =
      BatchEmulatorExtension.with(builder -> builder.accountName("mine"));

  @BeforeAll
  static void noteThreads() {
    before = Threads.named("lighterman-batch");
  }

  @BeforeEach
  void noteEndpoint() {
    SEEN.add(batch.endpoint());
  }

  @AfterEach
  void emulatorIsStillThere(BatchEmulator emulator) {
    assertThat(emulator.snapshot()).isEqualTo(batch.snapshot());
  }

  @AfterAll
  static void nothingIsLeft() throws Exception {
    assertThat(SEEN).isNotEmpty();
    for (URI endpoint : SEEN) {
      assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(endpoint));
    }
    SEEN.clear();
    // The client's threads are the JDK's own; those of other tests started before.
    assertThat(Threads.left("lighterman-batch", before)).isEmpty();
    before = Set.of();
  }

  @RepeatedTest(2)
  void eachTestHasAFreshEmulator() {
    assertThat(batch.requests()).isEmpty();
    assertThat(batch.snapshot().jobs()).isEmpty();
    assertThat(batch.faults()).isEmpty();
    assertThat(batch.faultCount(Fault.SERVER_BUSY)).isZero();

    batch.inject(FaultRule.of(Fault.SERVER_BUSY).on("Job_Add").times(1));
    ok(503, client().post("/jobs", json("{'id':'j','poolInfo':{'poolId':'p'}}")));
    ok(201, client().post("/jobs", json("{'id':'j','poolInfo':{'poolId':'p'}}")));
    ok(200, client().get("/jobs"));

    assertThat(batch.requestCount("Job_Add")).isEqualTo(2);
    assertThat(batch.requestCounts()).containsOnlyKeys("Job_Add", "Job_List");
    assertThat(batch.faultCount(Fault.SERVER_BUSY)).isEqualTo(1);
    assertThat(batch.snapshot().jobs()).hasSize(1);
  }

  @Test
  void clearedFaultsStrikeNoMore() {
    batch.inject(FaultRule.of(Fault.SERVER_BUSY));
    ok(503, client().get("/jobs"));

    batch.clearFaults();

    ok(200, client().get("/jobs"));
  }

  @Test
  void parameterIsTheTestsEmulator(BatchEmulator emulator) {
    assertThat(emulator).isSameAs(batch.emulator());
    assertThat(emulator.accountName()).isEqualTo("mine");
  }

  @Test
  void withoutATestThereIsNoEmulator() {
    assertThatIllegalStateException()
        .isThrownBy(() -> BatchEmulatorExtension.create().emulator())
        .withMessageStartingWith("there is an emulator only while a test runs");
  }

  @Test
  void testsThatShareAnExtensionAreToldToTakeAParameter() {
    BatchEmulatorExtension shared = BatchEmulatorExtension.create();
    shared.beforeEach(context("one"));
    shared.beforeEach(context("other"));
    try {
      assertThatIllegalStateException()
          .isThrownBy(shared::endpoint)
          .withMessageStartingWith("2 tests run at the same time and share this extension");
    } finally {
      shared.afterEach(context("other"));
    }
    SEEN.add(shared.endpoint());
    shared.afterEach(context("one"));
    shared.afterEach(context("one"));
    assertThatIllegalStateException().isThrownBy(shared::endpoint);
  }

  @Test
  void startThatFailsLeavesNothing() {
    BatchEmulatorExtension broken =
        BatchEmulatorExtension.with(builder -> builder.port(batch.endpoint().getPort()));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> broken.beforeEach(context("broken")));
    broken.afterEach(context("broken"));

    assertThatIllegalStateException().isThrownBy(broken::emulator);
  }

  /** A context that has nothing but its id. */
  private static ExtensionContext context(String id) {
    return (ExtensionContext)
        Proxy.newProxyInstance(
            ExtensionContext.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("getUniqueId");
              return id;
            });
  }

  private TestClient client() {
    return new TestClient(
        batch.endpoint(), batch.accountName(), batch.accountKey(), Clock.systemUTC());
  }

  private static void connect(URI endpoint) throws IOException {
    new Socket(endpoint.getHost(), endpoint.getPort()).close();
  }
}
