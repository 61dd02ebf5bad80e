package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StaleListTest {
  private final Fixture fixture = new Fixture();
  private final BatchEmulator emulator = fixture.emulator;

  @BeforeEach
  void addPoolAndJob() {
    fixture.script("long", TaskScript.succeed().after(Duration.ofSeconds(30)));
    fixture.addPool("p", 2, "");
    fixture.addJob("j", "");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void staleListOfTasksShowsWhatWasThere() {
    fixture.addTask("j", "a", "long", "");
    emulator.inject(FaultRule.of(Fault.STALE_LIST).withTime(Duration.ofSeconds(10)));
    fixture.advance(25);
    fixture.addTask("j", "b", "long", "");
    fixture.advance(6);

    assertThat(states("/jobs/j/tasks")).containsExactly("a running");
    fixture.advance(5);
    assertThat(states("/jobs/j/tasks")).containsExactly("a running", "b running");
    fixture.advance(5);
    assertThat(states("/jobs/j/tasks")).containsExactly("a completed", "b running");
    assertThat(fixture.taskState("j", "a")).isEqualTo("completed");
  }

  @Test
  void deletedTaskIsStillThereForAWhile() {
    fixture.addTask("j", "a", "x", "");
    emulator.inject(FaultRule.of(Fault.STALE_LIST).withTime(Duration.ofSeconds(10)));
    fixture.advance(1);
    ok(200, fixture.client.delete("/jobs/j/tasks/a"));

    assertThat(states("/jobs/j/tasks")).containsExactly("a completed");
    fixture.advance(9);
    assertThat(states("/jobs/j/tasks")).containsExactly("a completed");
    fixture.advance(1);
    assertThat(states("/jobs/j/tasks")).isEmpty();
  }

  @Test
  void filterAndSelectionSeeThePast() {
    fixture.addTask("j", "a", "long", "");
    String since = fixture.task("j", "a").path("stateTransitionTime").asText();
    emulator.inject(FaultRule.of(Fault.STALE_LIST).withTime(Duration.ofSeconds(10)));
    fixture.advance(30);

    assertThat(states("/jobs/j/tasks?$filter=state%20eq%20'completed'")).isEmpty();
    JsonNode item =
        list("/jobs/j/tasks?$select=id,state&$filter=stateTransitionTime%20ge%20DateTime'"
                + since
                + "'")
            .get(0);
    assertThat(item.properties()).hasSize(2);
    assertThat(item.path("state").asText()).isEqualTo("running");
  }

  @Test
  void pagesOfThePastAndThePresentGoOnFromEachOther() {
    for (int i = 0; i < 5; i++) {
      fixture.addTask("j", "t" + i, "x", "");
    }
    emulator.inject(FaultRule.of(Fault.STALE_LIST).after(1).times(1));

    JsonNode first = page(fixture.client.get("/jobs/j/tasks?maxresults=2"));
    JsonNode second = page(fixture.client.follow(first.path("odata.nextLink").asText()));
    JsonNode third = page(fixture.client.follow(second.path("odata.nextLink").asText()));

    assertThat(ids(first)).containsExactly("t0", "t1");
    assertThat(ids(second)).containsExactly("t2", "t3");
    assertThat(ids(third)).containsExactly("t4");
    assertThat(third.has("odata.nextLink")).isFalse();
    assertThat(emulator.faultCount(Fault.STALE_LIST)).isEqualTo(1);
  }

  @Test
  void pagesByTimeOfChangeGoOnToo() {
    String since = fixture.job("j").path("creationTime").asText();
    for (int i = 0; i < 3; i++) {
      fixture.addTask("j", "t" + (2 - i), "x", "");
    }
    emulator.inject(FaultRule.of(Fault.STALE_LIST).times(1));

    JsonNode first =
        page(
            fixture.client.get(
                "/jobs/j/tasks?maxresults=2&$filter=stateTransitionTime%20ge%20DateTime'"
                    + since
                    + "'"));

    assertThat(ids(first)).containsExactly("t2", "t1");
    assertThat(ids(page(fixture.client.follow(first.path("odata.nextLink").asText()))))
        .containsExactly("t0");
  }

  @Test
  void staleListsOfJobsPoolsAndNodesShowWhatWasThere() {
    emulator.inject(FaultRule.of(Fault.STALE_LIST).withTime(Duration.ofMinutes(10)));
    fixture.addJob("k", "");
    fixture.addPool("q", 1, "");
    ok(202, fixture.client.post("/jobs/j/terminate"));
    emulator.loseNode("p", fixture.emulator.snapshot().pools().get(0).nodes().get(0).id());
    fixture.advance(60);

    assertThat(states("/jobs")).containsExactly("j active");
    assertThat(states("/pools")).containsExactly("p active");
    assertThat(list("/pools/p/nodes"))
        .hasSize(2)
        .allSatisfy(node -> assertThat(node.path("state").asText()).isEqualTo("idle"));
    assertThat(list("/pools/q/nodes")).isEmpty();
    ok(404, fixture.client.get("/pools/none/nodes"));
    emulator.clearFaults();

    assertThat(states("/jobs")).containsExactly("j completed", "k active");
    assertThat(states("/pools")).hasSize(2);
    assertThat(fixture.nodes("p")).anyMatch(node -> node.path("state").asText().equals("unusable"));
  }

  @Test
  void stalestRuleIsRememberedFarEnough() {
    emulator.inject(FaultRule.of(Fault.STALE_LIST).on("Task_List").withTime(Duration.ofSeconds(5)));
    emulator.inject(FaultRule.of(Fault.STALE_LIST).on("Job_List").withTime(Duration.ofSeconds(50)));
    fixture.addJob("k", "");
    fixture.addTask("j", "a", "x", "");
    fixture.advance(40);

    assertThat(states("/jobs")).containsExactly("j active");
    assertThat(states("/jobs/j/tasks")).containsExactly("a completed");
  }

  private List<String> states(String path) {
    List<String> states = new ArrayList<>();
    list(path)
        .forEach(item -> states.add(item.path("id").asText() + " " + item.path("state").asText()));
    return states;
  }

  private List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    page(fixture.client.get(path.replace("'", "%27").replace("$", "%24")))
        .path("value")
        .forEach(items::add);
    return items;
  }

  private static JsonNode page(TestClient.Answer answer) {
    return ok(200, answer).json();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("value").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }
}
