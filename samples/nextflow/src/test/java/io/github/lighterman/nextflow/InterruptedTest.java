package io.github.lighterman.nextflow;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a pipeline whose Nextflow was killed or interrupted, and how it goes on. */
class InterruptedTest {
  private static final String LOCAL =
      "process.executor = 'lighterman'\nlighterman { backend = 'local'; killGrace = 1.s }";

  /** Returns what runs have left at the backend. */
  private interface Left {
    List<String> all() throws IOException;
  }

  @TempDir Path directory;
  private Nextflow nextflow;
  private Path marks;

  @BeforeEach
  void placePipeline() throws Exception {
    nextflow = new Nextflow(directory);
    nextflow.pipeline("interrupted");
    marks = Files.createDirectory(directory.resolve("marks"));
    assertThat(new ProcessBuilder("mkfifo", marks.resolve("pid").toString()).start().waitFor())
        .isZero();
  }

  @Test
  void resumedSessionEndsWhatAKilledOneLeftAndAnInterruptedOneLeavesNothing() throws Exception {
    killResumeAndInterrupt(LOCAL, nextflow::keptRuns);
  }

  @Test
  void theSameHoldsOnAzureBatch() throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure()) {
      killResumeAndInterrupt(azure.config(), azure::left);
    }
  }

  private void killResumeAndInterrupt(String config, Left left) throws Exception {
    Process killed = start(config);
    ProcessHandle orphan = taskOf(killed);
    killed.destroyForcibly().waitFor();
    assertThat(runs(orphan)).isTrue();
    assertThat(left.all()).isNotEmpty();

    Process interrupted = start(config, "-resume");
    ProcessHandle task = taskOf(interrupted);
    // What Nextflow had cached when it was killed is a matter of its own.
    assertThat(runs(orphan)).isFalse();
    interrupt(interrupted);
    assertThat(interrupted.waitFor(60, SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isNotZero();
    assertThat(runs(task)).isFalse();
    assertThat(left.all()).isEmpty();

    Nextflow.Outcome outcome = nextflow.run(config, arguments("-resume"));
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("Cached process > quick");
    assertThat(directory.resolve("results/slow.txt")).hasContent("1\n2\n3");
    assertThat(left.all()).isEmpty();
  }

  private Process start(String config, String... more) throws IOException {
    return nextflow.start(config, arguments(more));
  }

  private String[] arguments(String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "interrupted/main.nf";
    arguments[1] = "--marks";
    arguments[2] = marks.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return arguments;
  }

  /**
   * Does what Ctrl-C does, or the like of it if whoever started these tests made all deaf to it.
   */
  private static void interrupt(Process process) throws Exception {
    String signal = isDeafToInterrupts() ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  private static boolean isDeafToInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  /** Tells whether a process is alive and more than an entry that nobody has read yet. */
  private static boolean runs(ProcessHandle process) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
    } catch (NoSuchFileException e) {
      return process.isAlive();
    }
  }

  /** Waits until the slow task says which process it is. */
  private ProcessHandle taskOf(Process process) throws Exception {
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(marks.resolve("pid")).strip();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    CompletableFuture.anyOf(said, process.onExit()).get(90, SECONDS);
    assertThat(said).as(nextflow.output()).isDone();
    return ProcessHandle.of(Long.parseLong(said.join())).orElseThrow();
  }
}
