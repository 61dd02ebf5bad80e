package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs where there is a Chromium; the page's other proofs need none. */
final class PageInBrowserTest {
  private static final Optional<Path> CHROMIUM =
      Stream.of("chromium", "chromium-browser", "google-chrome")
          .flatMap(
              name ->
                  Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                      .map(folder -> Path.of(folder, name)))
          .filter(Files::isExecutable)
          .findFirst();

  private final Fixture fixture = new Fixture();

  @TempDir Path directory;

  @BeforeEach
  void needsChromium() {
    assumeTrue(CHROMIUM.isPresent(), "there is no Chromium on the path");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void emptyPageSaysWhatToDo() throws Exception {
    assertThat(page()).contains("There are no pools yet", "There are no jobs yet", "● Live");
  }

  @Test
  void pageShowsNodesJobsTasksAndRequests() throws Exception {
    fillPool();

    assertThat(page())
        .contains("3 of 4 used", "preempted", "1 running", "takes no tasks")
        .contains("j / fails", "exit 7", "tag bad", "/jobs/nope?", ">404<");
  }

  @Test
  void namesAreTextAndNeverMarkup() throws Exception {
    fixture.emulator.seed(
        Fixture.json(
            "{'pools':[{'id':'p','vmSize':'<i>size</i>',%s,'targetDedicatedNodes':1}]}",
            Fixture.IMAGE));

    assertThat(page()).contains("&lt;i&gt;size").doesNotContain("<i>size");
  }

  @Test
  void manyNodesAreDrawnByState() throws Exception {
    fixture.addPool("p", 300, "");

    String page = page();
    assertThat(page).contains("300 idle");
    assertThat(page.split("class=\"box good\"", -1)).hasSize(301);
  }

  @Test
  void screenIsDrawnInColour() throws Exception {
    fillPool();
    Path file = directory.resolve("page.png");
    run("--screenshot=" + file, "--window-size=1200,900");

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1200);
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x += 2) {
      for (int y = 0; y < image.getHeight(); y += 2) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertThat(colours).hasSizeGreaterThan(30);
  }

  private void fillPool() {
    fixture
        .script("bad", TaskScript.exit(7))
        .script("long", TaskScript.succeed().after(Duration.ofHours(1)));
    fixture.addPool("p", 1, ",'taskSlotsPerNode':4,'targetLowPriorityNodes':1");
    fixture.addJob("j", "");
    fixture.addTask("j", "fails", "bad", "");
    for (JsonNode node : fixture.nodes("p")) {
      if (!node.path("isDedicated").asBoolean()) {
        fixture.client.post("/pools/p/nodes/" + node.path("id").asText() + "/disablescheduling");
        fixture.emulator.preemptNode("p", node.path("id").asText());
      }
    }
    fixture.addTask("j", "runs", "long", ",'requiredSlots':3");
    fixture.client.get("/jobs/nope");
  }

  /** Returns the page's elements when its script has run; the script must not have complained. */
  private String page() throws Exception {
    return run("--dump-dom");
  }

  private String run(String... what) throws Exception {
    Path out = directory.resolve("out.txt");
    Path errors = directory.resolve("errors.txt");
    List<String> command = new ArrayList<>(List.of(CHROMIUM.orElseThrow().toString()));
    command.addAll(List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"));
    command.addAll(List.of("--user-data-dir=" + directory.resolve("profile")));
    command.addAll(List.of("--enable-logging=stderr", "--virtual-time-budget=2500"));
    command.addAll(List.of(what));
    command.add(fixture.emulator.endpoint() + "/");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
    assertThat(Files.readString(errors)).doesNotContain("CONSOLE");
    return Files.readString(out);
  }
}
