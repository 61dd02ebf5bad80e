package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.TestClient.Answer;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListingTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void pagesHoldEachTaskOnceAndLinksAreFollowedAsTheyAre() {
    addTasks(25);

    List<String> ids = new ArrayList<>();
    Answer page =
        ok(200, fixture.client.get("/jobs/j/tasks?maxresults=10&%24select=id%2C%20state"));
    for (int pages = 1; ; pages++) {
      page.json().path("value").forEach(task -> ids.add(task.path("id").asText()));
      JsonNode link = page.json().path("odata.nextLink");
      if (link.isMissingNode()) {
        assertThat(pages).isEqualTo(3);
        break;
      }
      assertThat(link.asText())
          .startsWith(fixture.emulator.endpoint() + "/jobs/j/tasks?")
          .contains("api-version=")
          .contains("maxresults=10");
      page = ok(200, fixture.client.follow(link.asText()));
    }

    assertThat(ids).hasSize(25).doesNotHaveDuplicates();
    assertThat(page.json().path("value").get(0).size()).isEqualTo(2);
  }

  @Test
  void tasksThatComeOrGoBetweenPagesDisturbNothing() {
    addTasks(20);
    JsonNode first = ok(200, fixture.client.get("/jobs/j/tasks?maxresults=10")).json();
    ok(200, fixture.client.delete("/jobs/j/tasks/t09"));
    fixture.addTask("j", "t155", "x", "");

    JsonNode second = ok(200, fixture.client.follow(first.path("odata.nextLink").asText())).json();

    assertThat(second.path("value")).hasSize(10);
    assertThat(second.path("value").get(0).path("id").asText()).isEqualTo("t10");
  }

  @Test
  void whatChangedSinceATimeIsListedInThatOrderPageByPage() {
    fixture.script("slow", TaskScript.succeed().after(Duration.ofMinutes(5)));
    addTasks(10);
    String since = fixture.clock.instant().plusSeconds(1).toString();
    fixture.advance(60);
    for (String id : List.of("z", "y", "x")) {
      fixture.addTask("j", id, "slow", "");
    }
    fixture.advance(1000);
    String filter =
        "$filter="
            + encode("state eq 'completed' and stateTransitionTime gt DateTime'" + since + "'");

    List<String> ids = new ArrayList<>();
    JsonNode page = ok(200, fixture.client.get("/jobs/j/tasks?maxresults=2&" + filter)).json();
    page.path("value").forEach(task -> ids.add(task.path("id").asText()));
    page = ok(200, fixture.client.follow(page.path("odata.nextLink").asText())).json();
    page.path("value").forEach(task -> ids.add(task.path("id").asText()));

    assertThat(ids).containsExactly("z", "y", "x");
    assertThat(page.has("odata.nextLink")).isFalse();
  }

  @Test
  void filtersAndSelectionsWorkOnAllLists() {
    addTasks(3);

    assertThat(values("/pools?$filter=" + encode("id eq 'P' and allocationState eq 'steady'")))
        .hasSize(1);
    assertThat(values("/pools?$filter=" + encode("startswith(id,'q')"))).isEmpty();
    assertThat(values("/jobs?$filter=" + encode("executionInfo/poolId eq 'p'"))).hasSize(1);
    assertThat(values("/pools/p/nodes?$filter=" + encode("state eq 'idle'"))).hasSize(1);
    assertThat(values("/pools/p/nodes?$filter=" + encode("state eq 'offline'"))).isEmpty();
    assertThat(values("/jobs/j/tasks?$filter=" + encode("executionInfo/exitCode ge 1"))).isEmpty();
    assertThat(values("/jobs/j/tasks/t00/files?$filter=" + encode("startswith(name,'std')")))
        .hasSize(2);
    assertThat(values("/nodecounts?$filter=" + encode("poolId eq 'p'")))
        .hasSize(1)
        .allSatisfy(
            counts -> assertThat(counts.path("dedicated").path("idle").asInt()).isEqualTo(1));
    assertThat(values("/supportedimages?$filter=" + encode("osType eq 'windows'")))
        .isNotEmpty()
        .allSatisfy(image -> assertThat(image.path("osType").asText()).isEqualTo("windows"));
    assertThat(values("/poolusagemetrics")).isEmpty();
    assertThat(values("/jobs?$select=id"))
        .singleElement()
        .satisfies(job -> assertThat(job.toString()).isEqualTo("{\"id\":\"j\"}"));
  }

  @Test
  void filesAreListedDeepOnlyIfAskedFor() {
    addTasks(1);
    String node = fixture.nodePath("p", 0);

    assertThat(names(node + "/files")).contains("workitems").doesNotContain("workitems/j");
    assertThat(names(node + "/files?recursive=true"))
        .contains("workitems/j/job-1/t00/stdout.txt", "workitems/j/job-1/t00/wd");
    ok(200, fixture.client.head(node + "/files/workitems%2Fj%2Fjob-1%2Ft00%2Fstdout.txt"));
    ok(409, fixture.client.delete(node + "/files/workitems%2Fj"));
    ok(200, fixture.client.delete(node + "/files/workitems%2Fj?recursive=true"));
    ok(404, fixture.client.get("/jobs/j/tasks/t00/files/stdout.txt"));
  }

  private List<String> names(String path) {
    List<String> names = new ArrayList<>();
    values(path).forEach(file -> names.add(file.path("name").asText()));
    return names;
  }

  private List<JsonNode> values(String path) {
    List<JsonNode> values = new ArrayList<>();
    ok(200, fixture.client.get(path)).json().path("value").forEach(values::add);
    return values;
  }

  private void addTasks(int count) {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    StringBuilder tasks = new StringBuilder("{'value':[");
    for (int i = 0; i < count; i++) {
      tasks.append(i == 0 ? "" : ",");
      tasks.append(String.format("{'id':'t%02d','commandLine':'x'}", i));
    }
    ok(200, fixture.client.post("/jobs/j/addtaskcollection", json(tasks.append("]}").toString())));
    fixture.advance(1);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
