package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Measures; run with {@code -Dlighterman.tasks=100000}. */
@EnabledIfSystemProperty(named = "lighterman.tasks", matches = "\\d+")
final class ThroughputTest {
  private static final int TASKS = Integer.getInteger("lighterman.tasks", 10_000);

  @Test
  void tasksAreSubmittedRunAndListed() throws Exception {
    try (BatchEmulator emulator =
        BatchEmulator.builder().allocationTime(Duration.ZERO).bootTime(Duration.ZERO).start()) {
      TestClient client = new TestClient(emulator, Clock.systemUTC());
      for (int round = 0; round < 2; round++) {
        String pool = "p" + round;
        ok(
            201,
            client.post(
                "/pools",
                json(
                    "{'id':'%s','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':4,"
                        + "'taskSlotsPerNode':8}",
                    pool, IMAGE)));
        String job = "j" + round;
        ok(201, client.post("/jobs", json("{'id':'%s','poolInfo':{'poolId':'%s'}}", job, pool)));
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < TASKS; i += 100) {
          String body = body(i);
          threads.execute(() -> ok(200, client.post("/jobs/" + job + "/addtaskcollection", body)));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
        long submitted = System.nanoTime();
        int listed = 0;
        JsonNode page =
            ok(200, client.get("/jobs/" + job + "/tasks?$filter=state%20eq%20'completed'")).json();
        while (true) {
          listed += page.path("value").size();
          if (!page.has("odata.nextLink")) {
            break;
          }
          page = ok(200, client.follow(page.path("odata.nextLink").asText())).json();
        }
        long end = System.nanoTime();
        String last = page.path("value").get(0).path("stateTransitionTime").asText();
        for (int i = 0; i < 10; i++) {
          ok(200, client.get("/jobs/" + job + "/tasks/task-" + i));
        }
        ok(200, client.post("/jobs/" + job + "/addtaskcollection", body(TASKS)));
        String filter =
            "stateTransitionTime%20gt%20DateTime'" + Instant.now().minusMillis(300) + "'";
        long asked = System.nanoTime();
        JsonNode changed =
            ok(200, client.get("/jobs/" + job + "/tasks?$filter=" + filter)).json().path("value");
        System.out.printf(
            "%d changed tasks listed in %.1f ms, the page before ended with %s%n",
            changed.size(), (System.nanoTime() - asked) / 1e6, last);
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
            "%d tasks: submit %.2f s, list %.2f s, %.0f tasks/s, heap %d MB%n",
            listed,
            (submitted - start) / 1e9,
            (end - submitted) / 1e9,
            listed / ((end - start) / 1e9),
            heap >> 20);
        assertThat(listed).isEqualTo(TASKS);
      }
    }
  }

  private static String body(int from) {
    StringBuilder body = new StringBuilder("{'value':[");
    for (int i = from; i < from + 100; i++) {
      body.append(i == from ? "" : ",").append("{'id':'task-").append(i);
      body.append("','commandLine':'/bin/sh -c \\\"echo ").append(i).append("\\\"'}");
    }
    return json(body.append("]}").toString());
  }
}
