package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Simulated days with fifty nodes take moments. */
final class LongDayTest {
  private static final String FORMULA =
      "n = max(0, $PendingTasks.GetSample(1)); $TargetDedicatedNodes = min(50, (n + 3) / 4);"
          + "$NodeDeallocationOption = taskcompletion;";

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void fiftyNodesWorkOffFiveThousandTasksInTwoDays() {
    try (Fixture fixture =
        new Fixture(builder -> builder.bootTime(Duration.ofMinutes(3)))
            .script("work", TaskScript.succeed().after(Duration.ofMinutes(90)))) {
      ok(
          201,
          fixture.client.post(
              "/pools",
              json(
                  "{'id':'p','vmSize':'standard_d4s_v5',%s,'taskSlotsPerNode':4,"
                      + "'enableAutoScale':true,'autoScaleEvaluationInterval':'PT5M',"
                      + "'autoScaleFormula':'%s'}",
                  IMAGE, FORMULA)));
      fixture.addJob("j", "");
      int most = 0;
      for (int step = 0; step < 2 * 60 * 24 * 2; step++) {
        if (step < 50) {
          addHundred(fixture, step);
        }
        fixture.advance(30);
        most = Math.max(most, fixture.emulator.pools().get(0).nodes().size());
      }

      JsonNode counts = ok(200, fixture.client.get("/jobs/j/taskcounts")).json().path("taskCounts");
      assertThat(counts.path("succeeded").asInt()).isEqualTo(5000);
      assertThat(most).isEqualTo(50);
      assertThat(fixture.nodes("p")).isEmpty();
      double ideal = 5000 * 1.5 / 4;
      assertThat(fixture.emulator.nodeHours().get(0).hours()).isBetween(ideal, ideal * 1.2);
    }
  }

  private static void addHundred(Fixture fixture, int step) {
    StringJoiner tasks = new StringJoiner(",", "{'value':[", "]}");
    for (int i = 0; i < 100; i++) {
      tasks.add("{'id':'t" + (step * 100 + i) + "','commandLine':'work'}");
    }
    ok(200, fixture.client.post("/jobs/j/addtaskcollection", json(tasks.toString())));
  }
}
