package io.github.lighterman.testing.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.report.RunReport;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a browser, where there is one. */
class ReportPageTest {
  @TempDir private Path directory;

  @BeforeAll
  static void requireBrowser() {
    boolean there =
        List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "chromium")));
    assumeTrue(there, "there is no chromium");
  }

  @Test
  void browserShowsEveryFigureOfTenJobs() throws Exception {
    String page = opened(ReportedRun.of(10), "--dump-dom");
    assertThat(page).contains("data-ready=\"10\"");
    assertThat(all("<b>([^<]*)</b><span>jobs<", page)).containsExactly("10");
    assertThat(all("class=\"row\" role=\"row\"", page)).hasSize(10);
    assertThat(page).contains("preempted", "no node", "nodes in use, at most", "cost, estimated");
  }

  @Test
  void browserShowsTenThousandJobsAndMakesRowsOnlyOfThoseThatAreSeen() throws Exception {
    String page = opened(ReportedRun.of(10_000), "--dump-dom");
    assertThat(page).contains("data-ready=\"10000\"", "10,000 of 10,000");
    assertThat(all("class=\"row\" role=\"row\"", page)).hasSizeBetween(20, 60);
  }

  @Test
  void darkAndLightPagesArePicturesThatDiffer() throws Exception {
    RunReport report = ReportedRun.of(10);
    Path light = directory.resolve("light.png");
    Path dark = directory.resolve("dark.png");
    opened(report, "--screenshot=" + light, "--window-size=1280,1400");
    opened(
        report,
        "--screenshot=" + dark,
        "--window-size=1280,1400",
        "--blink-settings=preferredColorScheme=0");
    assertThat(Files.size(light)).isGreaterThan(20_000);
    assertThat(Files.size(dark)).isGreaterThan(20_000);
    assertThat(dark).isRegularFile();
    assertThat(Files.mismatch(light, dark)).isNotNegative();
  }

  private String opened(RunReport report, String... flags) throws Exception {
    report.write(directory);
    List<String> command =
        new ArrayList<>(List.of("chromium", "--headless", "--no-sandbox", "--disable-gpu"));
    command.add("--user-data-dir=" + directory.resolve("profile"));
    command.addAll(List.of(flags));
    command.add(directory.resolve("report.html").toUri().toString());
    Path out = directory.resolve("out");
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    try {
      assertThat(browser.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      browser.destroyForcibly();
    }
    assertThat(Files.readString(directory.resolve("err"))).doesNotContain("Uncaught", "Refused");
    return Files.readString(out);
  }

  private static List<String> all(String pattern, String text) {
    List<String> found = new ArrayList<>();
    for (Matcher matcher = Pattern.compile(pattern).matcher(text); matcher.find(); ) {
      found.add(matcher.group(matcher.groupCount()));
    }
    return found;
  }
}
