package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.lighterman.testing.Threads;
import io.github.lighterman.testing.batch.BatchSnapshot.JobView;
import io.github.lighterman.testing.batch.BatchSnapshot.TaskView;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.openapi.Conversation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BatchEmulatorTest {
  private static final String THREADS = "lighterman-batch";

  @Test
  void snapshotShowsPoolsNodesJobsAndTasks() {
    try (Fixture fixture = new Fixture()) {
      fixture.script("slow", TaskScript.succeed().after(Duration.ofMinutes(1)));
      fixture.script("fail", TaskScript.exit(3));
      fixture.addPool("p", 1, ",'taskSlotsPerNode':2");
      fixture.addJob("j", "");
      fixture.addTask("j", "a", "slow", "");
      fixture.addTask("j", "b", "fail", "");

      BatchSnapshot snapshot = fixture.emulator.snapshot();

      assertThat(snapshot.pools())
          .singleElement()
          .satisfies(
              pool -> {
                assertThat(pool.id()).isEqualTo("p");
                assertThat(pool.allocationState()).isEqualTo("steady");
                assertThat(pool.slotsPerNode()).isEqualTo(2);
                assertThat(pool.nodes().get(0).tasks()).containsExactly("j/a");
                assertThat(pool.nodes().get(0).usedSlots()).isEqualTo(1);
              });
      JobView job = snapshot.jobs().get(0);
      assertThat(job.state()).isEqualTo("active");
      assertThat(job.tasks()).extracting(TaskView::state).containsExactly("running", "completed");
      assertThat(job.tasks().get(1).exitCode()).isEqualTo(OptionalInt.of(3));
    }
  }

  @Test
  void requestsAreRememberedAndCounted() {
    try (Fixture fixture = new Fixture()) {
      fixture.addJob("j", "");
      ok(404, fixture.client.get("/jobs/k"));
      ok(400, fixture.client.wrong().get("/what"));

      assertThat(fixture.emulator.requestCount()).isEqualTo(3);
      assertThat(fixture.emulator.requestCount("Job_Add")).isEqualTo(1);
      assertThat(fixture.emulator.requestCount("Unknown")).isEqualTo(1);
      assertThat(fixture.emulator.requestCount("Task_Add")).isZero();
      assertThat(fixture.emulator.requests())
          .extracting(RecordedRequest::operation, RecordedRequest::status)
          .containsExactly(tuple("Job_Add", 201), tuple("Job_Get", 404), tuple("Unknown", 400));
    }
  }

  @Test
  void keyIsNeverShown() {
    try (Fixture fixture = new Fixture()) {
      assertThat(fixture.emulator.toString()).doesNotContain(fixture.emulator.accountKey());
    }
  }

  @Test
  void nothingOfItIsLeftAfterClose() throws Exception {
    Conversation conversation = new Conversation();
    BatchEmulator emulator = BatchEmulator.builder().watcher(conversation).start();
    TestClient client = new TestClient(emulator, Clock.systemUTC());
    ok(200, client.get("/jobs"));
    assertThat(Threads.named(THREADS)).isNotEmpty();

    emulator.close();
    emulator.close();

    assertThat(Threads.left(THREADS, Set.of())).isEmpty();
    assertThat(conversation.findings()).isEmpty();
    assertThatThrownBy(() -> client.get("/jobs")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void takenPortIsNamedAndLeavesNothing() throws Exception {
    try (BatchEmulator emulator = BatchEmulator.start()) {
      int port = emulator.endpoint().getPort();
      Set<Thread> before = Threads.named(THREADS);

      assertThatThrownBy(() -> BatchEmulator.builder().port(port).start())
          .hasMessageContaining(Integer.toString(port));

      assertThat(Threads.left(THREADS, before)).isEmpty();
    }
  }

  @Test
  void timeCanPassFaster() {
    Conversation conversation = new Conversation();
    try (BatchEmulator emulator =
        BatchEmulator.builder()
            .watcher(conversation)
            .speed(1000)
            .bootTime(Duration.ofMinutes(5))
            .start()) {
      Instant begin = Instant.now();
      TestClient client = new TestClient(emulator, Clock.systemUTC());
      ok(
          201,
          client.post(
              "/pools",
              json("{'id':'p','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':1}", IMAGE)));
      while (emulator.snapshot().pools().get(0).nodes().stream()
          .noneMatch(node -> node.state().equals("idle"))) {
        Thread.onSpinWait();
      }
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
      assertThat(conversation.findings()).isEmpty();
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    BatchEmulatorBuilder builder = BatchEmulator.builder();

    assertThatThrownBy(() -> builder.speed(0)).hasMessageContaining("speed");
    assertThatThrownBy(() -> builder.port(-1)).hasMessageContaining("port");
    assertThatThrownBy(() -> builder.poolQuota(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.bootTime(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.accountKey("%")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.accountKey("")).isInstanceOf(IllegalArgumentException.class);
  }
}
