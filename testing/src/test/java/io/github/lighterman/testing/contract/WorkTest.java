package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A work does the same in Java and in a shell, and its text says all of it. */
class WorkTest {
  private static final List<String> TEXTS =
      List.of(
          "", "x", " a  b ", "it's \"it\" $HOME `ls` \\n %s", "l1\nl2\n", "ü€𝄞", "-n", ",;+%=");
  private static final List<String> PATHS =
      List.of("f", "g", "d/f", "d/e/g", "odd ' name", "d/ü", "d", "./h");
  private static final List<String> DIRECTORIES = List.of(".", "d", "d/e", "none");

  @TempDir Path directory;

  /** What a work leaves: exit code, prints, files. */
  private record Outcome(int exitCode, String out, String err, Map<String, String> files) {}

  @RepeatedTest(60)
  void javaShellAndTextAgree(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    Work work = randomWork(random);
    Map<String, String> environment =
        Map.of(
            "LIGHTERMAN_ATTEMPT", String.valueOf(1 + random.nextInt(3)), "V", pick(random, TEXTS));

    Outcome inJava = perform(work, Files.createDirectory(directory.resolve("java")), environment);
    Outcome inShell = shell(work, Files.createDirectory(directory.resolve("shell")), environment);
    Work read = Work.parse(work.text());

    assertThat(inShell).as(work.shell()).isEqualTo(inJava);
    assertThat(read).isEqualTo(work);
    assertThat(work.text()).matches("[!-~]*");
  }

  private Work randomWork(Random random) throws IOException {
    Gate open = Gate.at(directory.resolve("open gate"));
    open.open();
    List<Step> steps = new ArrayList<>();
    int count = random.nextInt(9);
    for (int i = 0; i < count; i++) {
      Step step = randomStep(random, open);
      steps.add(random.nextInt(4) == 0 ? Step.upTo(1 + random.nextInt(2), step) : step);
    }
    return new Work(steps);
  }

  private static Step randomStep(Random random, Gate open) {
    return switch (random.nextInt(11)) {
      case 0 -> Step.print(pick(random, TEXTS));
      case 1 -> Step.printError(pick(random, TEXTS));
      case 2, 3, 4 -> Step.write(pick(random, PATHS), pick(random, TEXTS));
      case 5 -> Step.append(pick(random, PATHS), pick(random, TEXTS));
      case 6 -> Step.copy(pick(random, PATHS), pick(random, PATHS));
      case 7 -> Step.writeVariable(random.nextBoolean() ? "V" : "UNSET", pick(random, PATHS));
      case 8 -> Step.list(pick(random, DIRECTORIES), "listing");
      case 9 -> Step.await(open);
      default -> Step.failFirst(1 + random.nextInt(3), random.nextInt(256));
    };
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static Outcome perform(Work work, Path directory, Map<String, String> environment)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = work.perform(new Workplace(directory, out, err, environment));
    return new Outcome(exitCode, out.toString(UTF_8), err.toString(UTF_8), files(directory));
  }

  private Outcome shell(Work work, Path place, Map<String, String> environment) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", work.shell())
            .directory(place.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    shell.environment().putAll(environment);
    int exitCode = shell.start().waitFor();
    return new Outcome(exitCode, Files.readString(out), Files.readString(err), files(place));
  }

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void gateHoldsAWorkUntilItIsOpen() throws Exception {
    Gate gate = Gate.at(directory.resolve("gate"));
    CountDownLatch begun = new CountDownLatch(1);
    FutureTask<Outcome> work =
        new FutureTask<>(
            () -> {
              begun.countDown();
              return perform(Work.of(Step.await(gate), Step.exit(7)), directory, Map.of());
            });
    new Thread(work).start();
    begun.await();
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.opened().toCompletableFuture()).isNotDone();
    assertThat(work).isNotDone();

    gate.open();
    gate.open();

    assertThat(work.get().exitCode()).isEqualTo(7);
    assertThat(gate.opened().toCompletableFuture()).isCompleted();
    assertThat(Gate.at(directory.resolve("gate"))).isEqualTo(gate).hasSameHashCodeAs(gate);
    assertThat(Gate.at(directory.resolve("gate")).isOpen()).isTrue();
  }

  @Test
  void workThatHangsEndsByAnInterrupt() throws Exception {
    FutureTask<Outcome> work =
        new FutureTask<>(() -> perform(Work.of(Step.hang()), directory, Map.of()));
    Thread thread = new Thread(work);
    thread.start();

    thread.interrupt();

    assertThatThrownBy(work::get).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void shellThatHangsOrWaitsGoesOnUntilItIsEnded() throws Exception {
    Gate gate = Gate.at(directory.resolve("gate"));
    Work work = Work.of(Step.write("begun", ""), Step.await(gate), Step.hang());
    Process shell =
        new ProcessBuilder("sh", "-c", work.shell()).directory(directory.toFile()).start();
    try {
      while (!Files.exists(directory.resolve("begun"))) {
        Thread.onSpinWait();
      }
      assertThat(shell.isAlive()).isTrue();
      gate.open();
      while (shell.descendants().noneMatch(WorkTest::isLongSleep)) {
        Thread.onSpinWait();
      }
      assertThat(shell.isAlive()).isTrue();
    } finally {
      List<ProcessHandle> children = shell.descendants().toList();
      shell.destroyForcibly().waitFor();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isLongSleep(ProcessHandle child) {
    return child.info().commandLine().orElse("").endsWith("sleep 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dance", "print", "print,STDOUT", "exit,x", "up-to,1", "write,f"})
  void textThatIsNoWorkIsRefused(String text) {
    assertThatThrownBy(() -> Work.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
