package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Does whatever can be done in any order, and sees that all goes on and adds up. */
final class StormTest {
  private static final String[] OPTIONS = {"requeue", "terminate", "taskcompletion"};

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void accountStaysSoundWhateverIsDone(long seed) {
    Logger root = (Logger) LoggerFactory.getLogger("io.github.lighterman.testing");
    log.start();
    root.addAppender(log);
    Random random = new Random(seed);
    try (Fixture fixture = new Fixture()) {
      fixture.script("fail", TaskScript.exit(1));
      fixture.script("slow", TaskScript.succeed().after(Duration.ofSeconds(20)));
      fixture.addPool("p", 2, ",'targetLowPriorityNodes':2,'taskSlotsPerNode':3");
      for (int i = 0; i < 400; i++) {
        step(fixture, random, i);
        fixture.clock.advance(Duration.ofMillis(random.nextInt(3000)));
        checkSums(fixture);
      }
      assertThat(log.list.stream().filter(event -> event.getLevel() == Level.ERROR)).isEmpty();
      settle(fixture);
    } finally {
      root.detachAppender(log);
    }
  }

  private static void step(Fixture fixture, Random random, int i) {
    String job = "/jobs/j" + random.nextInt(3);
    String task = anyTask(fixture, random);
    String option = OPTIONS[random.nextInt(3)];
    switch (random.nextInt(14)) {
      case 0 ->
          fixture.client.post(
              "/jobs",
              json(
                  "{'id':'%s','poolInfo':{'poolId':'p'},'priority':%d,'jobPreparationTask':"
                      + "{'commandLine':'%s'},'jobReleaseTask':{'commandLine':'slow'}}",
                  job.substring(6), random.nextInt(10), random.nextBoolean() ? "x" : "slow"));
      case 1, 2, 3, 4 ->
          fixture.client.post(
              job + "/tasks",
              json(
                  "{'id':'t%d','commandLine':'%s','requiredSlots':%d,"
                      + "'constraints':{'maxTaskRetryCount':1}}",
                  i, List.of("x", "fail", "slow").get(random.nextInt(3)), 1 + random.nextInt(3)));
      case 5 -> fixture.client.post(task + "/terminate");
      case 6 -> fixture.client.delete(task);
      case 7 -> fixture.client.post(task + "/reactivate");
      case 8 ->
          fixture.client.post(
              job + "/disable",
              json("{'disableTasks':'%s'}", option.replace("taskcompletion", "wait")));
      case 9 -> fixture.client.post(job + "/enable");
      case 10 -> {
        if (random.nextInt(6) == 0) {
          if (random.nextBoolean()) {
            fixture.client.post(job + "/terminate");
          }
          fixture.client.delete(job);
        }
      }
      case 11 ->
          fixture.client.post(
              "/pools/p/resize",
              json(
                  "{'targetDedicatedNodes':%d,'targetLowPriorityNodes':%d,"
                      + "'nodeDeallocationOption':'%s'}",
                  1 + random.nextInt(3), random.nextInt(4), option));
      default -> nodeStep(fixture, random, option);
    }
  }

  private static String anyTask(Fixture fixture, Random random) {
    List<String> tasks =
        fixture.emulator.snapshot().jobs().stream()
            .flatMap(job -> job.tasks().stream().map(t -> "/jobs/" + job.id() + "/tasks/" + t.id()))
            .toList();
    return tasks.isEmpty() ? "/jobs/j0/tasks/none" : tasks.get(random.nextInt(tasks.size()));
  }

  private static void nodeStep(Fixture fixture, Random random, String option) {
    List<JsonNode> nodes = fixture.nodes("p");
    if (nodes.isEmpty()) {
      return;
    }
    JsonNode node = nodes.get(random.nextInt(nodes.size()));
    String id = node.path("id").asText();
    String path = "/pools/p/nodes/" + id;
    String state = node.path("state").asText();
    switch (random.nextInt(6)) {
      case 0 -> fixture.client.post(path + "/reboot", json("{'nodeRebootOption':'%s'}", option));
      case 1 -> fixture.client.post(path + "/reimage", json("{'nodeReimageOption':'%s'}", option));
      case 2 -> fixture.client.post(path + "/disablescheduling");
      case 3 -> fixture.client.post(path + "/enablescheduling");
      case 4 -> {
        if (id.endsWith("_p") && !state.equals("preempted") && !state.equals("leavingpool")) {
          fixture.emulator.preemptNode("p", id);
        }
      }
      default -> {
        if (state.equals("preempted")) {
          fixture.emulator.restoreNode("p", id);
        }
      }
    }
  }

  private static void checkSums(Fixture fixture) {
    BatchSnapshot snapshot = fixture.emulator.snapshot();
    long running =
        snapshot.jobs().stream()
            .flatMap(job -> job.tasks().stream())
            .filter(task -> List.of("running", "preparing").contains(task.state()))
            .count();
    long onNodes =
        snapshot.pools().stream()
            .flatMap(pool -> pool.nodes().stream())
            .mapToLong(node -> node.tasks().size())
            .sum();
    assertThat(onNodes).isEqualTo(running);
    assertThat(snapshot.pools().get(0).nodes()).allMatch(node -> node.usedSlots() <= 3);
  }

  /** In the end, with a node that works and all jobs enabled, nothing is left undone. */
  private static void settle(Fixture fixture) {
    fixture.advance(120);
    fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':4}"));
    fixture.advance(120);
    for (int i = 0; i < 3; i++) {
      fixture.client.post("/jobs/j" + i + "/enable");
    }
    fixture
        .nodes("p")
        .forEach(
            node ->
                fixture.client.post(
                    "/pools/p/nodes/" + node.path("id").asText() + "/enablescheduling"));
    fixture.advance(2000);
    for (BatchSnapshot.JobView job : fixture.emulator.snapshot().jobs()) {
      if (job.state().equals("active")) {
        assertThat(job.tasks()).allMatch(task -> task.state().equals("completed"));
      }
    }
    ok(202, fixture.client.delete("/pools/p"));
    fixture.advance(60);
    ok(404, fixture.client.get("/pools/p"));
  }
}
