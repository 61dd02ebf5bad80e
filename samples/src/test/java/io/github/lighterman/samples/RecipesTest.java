package io.github.lighterman.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {
  @TempDir private Path scratch;

  @Test
  void runLocallyPrintsWhatTheJobDelivered() throws Exception {
    assertThat(outputOf(RunLocally.class)).containsExactly("Lea", "Medway", "Thames");
  }

  @Test
  void stageFilesInAndOutNamesEveryDeliveredFile() throws Exception {
    assertThat(outputOf(StageFilesInAndOut.class))
        .containsExactly(
            "L.part has 4 bytes",
            "T.part has 12 bytes",
            "sorted.txt has 16 bytes",
            "Lea",
            "Tees",
            "Thames");
  }

  @Test
  void fanOutAndGatherPrintsTheSumOfTheSquares() throws Exception {
    assertThat(outputOf(FanOutAndGather.class)).containsExactly("285");
  }

  @Test
  void retryAndTimeoutTriesAgainAndEndsWhatTakesTooLong() throws Exception {
    assertThat(outputOf(RetryAndTimeout.class))
        .containsExactly("flaky: SUCCEEDED at attempt 2", "endless: FAILED, RUN_TIMEOUT");
  }

  @Test
  void nightlyReportPrintsTheSum() throws Exception {
    assertThat(outputOf(NightlyReport.class)).containsExactly("23");
  }

  @Test
  void emulateBatchPrintsWhatTheTaskPrinted() throws Exception {
    assertThat(outputOf(EmulateBatch.class)).containsExactly("task ran");
  }

  @Test
  void cancelJobEndsTheJobAndTheOneBehindIt() throws Exception {
    assertThat(outputOf(CancelJob.class))
        .containsExactly("endless: CANCELLED, CANCELLED", "next: CANCELLED, UPSTREAM");
  }

  @Test
  void resumeAfterRestartFindsTheJobAndRunsItOnce() throws Exception {
    assertThat(outputOf(ResumeAfterRestart.class))
        .containsExactly("attempts: 1, stdout: done at last");
  }

  @Test
  void listenToProgressHearsEveryStateInOrderAndEachEndOnce() throws Exception {
    List<String> lines = outputOf(ListenToProgress.class);
    assertThat(of("good", lines))
        .containsExactly(
            "good is QUEUED",
            "good is PREPARING",
            "good is RUNNING",
            "good is FINALIZING",
            "good is SUCCEEDED",
            "good ended well");
    assertThat(of("bad", lines))
        .containsSubsequence(
            "bad is BLOCKED",
            "bad is QUEUED",
            "bad is RUNNING",
            "bad is FAILED",
            "bad ended: USER_EXIT: the command exited with code 3");
    assertThat(of("unlucky", lines))
        .containsExactly(
            "unlucky is BLOCKED",
            "unlucky is CANCELLED",
            "unlucky ended: UPSTREAM: job bad, which it depends on, did not succeed; it never"
                + " started");
  }

  @Test
  void writeReportLeavesAPageAndTwoTraces() throws Exception {
    assertThat(outputOf(WriteReport.class)).containsExactly("look at report/report.html");
    Path report = scratch.resolve("report");
    assertThat(report.resolve("report.html")).content().startsWith("<!DOCTYPE html>");
    assertThat(report.resolve("trace.json")).content().startsWith("{\"run\":\"rivers-");
    List<String> lines = Files.readAllLines(report.resolve("trace.tsv"));
    assertThat(lines).hasSize(1 + 5 + 2);
    assertThat(lines.get(5)).startsWith("sum\tSUCCEEDED\t1\t").endsWith("\t38\t0\t");
    assertThat(lines.get(7)).startsWith("dry\tFAILED\t2\t").contains("\tuser-exit\t");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        CountWords.class,
        RunLocally.class,
        StageFilesInAndOut.class,
        FanOutAndGather.class,
        RetryAndTimeout.class,
        NightlyReport.class,
        EmulateBatch.class,
        RunOnAzureBatch.class,
        CleanUpAzureBatch.class,
        CancelJob.class,
        ResumeAfterRestart.class,
        ListenToProgress.class,
        WriteReport.class
      })
  void recipeIsNoLongerThanAPage(Class<?> recipe) throws IOException {
    Path source = Path.of("src/main/java", recipe.getName().replace('.', '/') + ".java");
    assertThat(Files.readAllLines(source).stream().filter(RecipesTest::isCode))
        .hasSizeLessThanOrEqualTo(60);
  }

  private List<String> outputOf(Class<?> recipe) throws Exception {
    Program ended = Program.alone(scratch, scratch, recipe);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    assertThat(leftBehind()).isEmpty();
    return ended.out().lines().toList();
  }

  private List<Path> leftBehind() throws IOException {
    Path state = Files.createDirectories(scratch.resolve("state"));
    try (Stream<Path> temporary = Files.walk(scratch.resolve("tmp"));
        Stream<Path> kept = Files.walk(state)) {
      return Stream.concat(temporary.skip(1), kept.filter(Files::isRegularFile)).toList();
    }
  }

  private static List<String> of(String job, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(job + " ")).toList();
  }

  private static boolean isCode(String line) {
    String code = line.strip();
    return !code.isEmpty()
        && Stream.of("import ", "package ", "//", "/*", "*").noneMatch(code::startsWith);
  }
}
