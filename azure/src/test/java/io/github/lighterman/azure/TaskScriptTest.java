package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.azure.TaskEndMarker.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TaskScriptTest {
  @TempDir Path directory;

  private TaskRun task(PosixShell shell) throws Exception {
    return new TaskRun(directory, shell);
  }

  private static TaskEndMarker exit(int code) {
    return new TaskEndMarker(Kind.EXIT, String.valueOf(code));
  }

  @Test
  void simplestJobHasTheShortestScript() throws Exception {
    assertThat(task(PosixShell.BASH).command("prog", "a b").line())
        .isEqualTo("/bin/sh -c 'exec \"$@\" </dev/null\n' lighterman prog 'a b'");
  }

  @ParameterizedTest
  @EnumSource
  void commandGetsItsVeryArgumentsAndNoInput(PosixShell shell) throws Exception {
    Random random = new Random(7);
    for (Integer[] accepted : List.of(new Integer[] {0}, new Integer[] {0, 3})) {
      List<String> argv = new ArrayList<>(List.of("sh", "-c", "printf \"%s|\" \"$@\"; cat", "sh"));
      for (int i = 0; i < 50; i++) {
        argv.add(CommandLinesTest.hostile(random));
      }

      TaskRun.End end = task(shell).accept(accepted).run(argv.toArray(String[]::new));

      assertThat(end.err()).isEmpty();
      assertThat(end.out()).isEqualTo(String.join("|", argv.subList(4, argv.size())) + "|");
      assertThat(end.code()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void acceptedExitCodesBecomeZeroAndOthersStay(PosixShell shell) throws Exception {
    for (int code : List.of(0, 1, 3, 126, 213, 255)) {
      TaskRun.End end = task(shell).accept(3, 255).run("sh", "-c", "exit " + code);

      assertThat(end.code()).isEqualTo(code == 0 ? 1 : code == 3 || code == 255 ? 0 : code);
      assertThat(end.marker()).contains(exit(code));
    }
    assertThat(task(shell).accept(0, 7).run("sh", "-c", "exit 7").code()).isZero();
    assertThat(task(shell).accept(0, 7).run("true").code()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void signalThatEndsTheCommandIsAnExitCode(PosixShell shell) throws Exception {
    // Not 1 and 2, which whoever started this JVM may have had it ignore.
    for (int signal : List.of(9, 10, 15)) {
      TaskRun.End end = task(shell).accept(0, 3).run("sh", "-c", "kill -" + signal + " $$");

      assertThat(end.code()).isEqualTo(128 + signal);
      assertThat(end.marker()).contains(exit(128 + signal));
    }
  }

  @ParameterizedTest
  @EnumSource
  void signalToTheGroupEndsTheCommandToo(PosixShell shell) throws Exception {
    TaskRun task = task(shell).accept(0, 3);
    Process process =
        task.start("setsid", "sh", "-c", "echo $$ >pid.new; mv pid.new pid; exec sleep 1000");
    Path pid = task.work().resolve("pid");
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!Files.exists(pid) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    new ProcessBuilder("kill", "-TERM", "--", "-" + Files.readString(pid).strip())
        .start()
        .waitFor();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(task.marker()).contains(exit(143));
  }

  @ParameterizedTest
  @EnumSource
  void wordOfTheShellIsNoProgram(PosixShell shell) throws Exception {
    for (String word : List.of("exit", "end", "outputs", ":", "", "no such program")) {
      TaskRun.End end = task(shell).accept(0, 3).run(word, "3");

      assertThat(end.marker().orElseThrow().number().orElseThrow()).as(word).isBetween(126, 127);
      assertThat(end.code()).as(word).isBetween(126, 127);
    }
  }

  @ParameterizedTest
  @EnumSource
  void environmentIsTheCommandsOwn(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    List<String> names =
        List.of("f", "t", "to", "again", "a", "b", "c", "code", "root", "real", "link", "files");
    for (String name : names) {
      task.environment(name, "mine " + name);
    }
    task.write(".lighterman/in/x", "");
    task.move(".lighterman/in", "in", "*").secret("TOKEN", new byte[] {'x'});

    TaskRun.End end = task.run("env");

    assertThat(end.err()).isEmpty();
    for (String name : names) {
      assertThat(end.out().lines()).contains(name + "=mine " + name);
    }
    assertThat(end.out().lines()).contains("TOKEN=x");
  }

  @ParameterizedTest
  @EnumSource
  void longCommandIsAFile(PosixShell shell) throws Exception {
    String text = CommandLinesTest.hostile(new Random(3)) + "x'\"$`\\\n".repeat(14_000);
    TaskRun task = task(shell).secret("TOKEN", "s".getBytes(StandardCharsets.UTF_8));
    String[] argv = {"sh", "-c", "printf %s \"$TOKEN$1\"; ls -a", "sh", text};

    assertThat(task.command(argv).isLong()).isTrue();
    assertThat(task.command(argv).line()).hasSizeLessThan(60);
    TaskRun.End end = task.run(argv);

    assertThat(end.err()).isEmpty();
    assertThat(end.out()).isEqualTo("s" + text + ".\n..\n");
    assertThat(end.code()).isZero();
    assertThat(task(shell).run(argv).out()).contains(text);
  }

  @ParameterizedTest
  @EnumSource
  void longSimpleCommandIsAFileThatRemovesItself(PosixShell shell) throws Exception {
    TaskRun.End end = task(shell).run("sh", "-c", "ls -a; exit 4", "sh", "x".repeat(100_000));

    assertThat(end.out()).isEqualTo(".\n..\n");
    assertThat(end.code()).isEqualTo(4);
    assertThat(end.marker()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void secretsReachTheCommandAsTheyAre(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    Random random = new Random(5);
    List<byte[]> values = new ArrayList<>();
    for (int size : List.of(0, 1, 2, 300, 4_096, 65_536)) {
      byte[] value = new byte[size];
      for (int i = 0; i < size; i++) {
        value[i] = (byte) (1 + random.nextInt(255));
      }
      values.add(value);
    }
    values.add("line\n\n\n".getBytes(StandardCharsets.UTF_8));
    values.add("x\u00e4%s\\n'\"$HOME".getBytes(StandardCharsets.UTF_8));
    values.add(new byte[] {'a', (byte) 0xc3});
    values.add(new byte[] {(byte) 0xe2, (byte) 0x82});
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      task.secret("SECRET_" + i, values.get(i));
      script.append("printf %s \"$SECRET_" + i + "\" >" + i + "\n");
    }
    long start = System.nanoTime();

    TaskRun.End end = task.run("sh", "-c", script + "ls -a");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(end.err()).isEmpty();
    assertThat(end.out()).doesNotContain(".lighterman");
    for (int i = 0; i < values.size(); i++) {
      assertThat(task.work().resolve("" + i)).hasBinaryContent(values.get(i));
    }
    assertThat(end.marker()).contains(exit(0));
  }

  @ParameterizedTest
  @EnumSource
  void secretWithoutItsFileEndsTheTask(PosixShell shell) throws Exception {
    TaskRun task = task(shell).secret("A", new byte[] {1, 2}).secret("B", new byte[] {1, 2});
    task.write(TaskScript.secretFile(1), "00\n");
    assertThat(task.run("touch", "ran").marker()).contains(new TaskEndMarker(Kind.SECRET, "1"));
    assertThat(task.work()).isEmptyDirectory();

    TaskRun.End end = task.run("touch", "ran");
    assertThat(end.marker()).contains(new TaskEndMarker(Kind.SECRET, "0"));
    assertThat(end.code()).isEqualTo(TaskScript.REFUSED);
    assertThat(task.work()).isEmptyDirectory();
  }

  @Test
  void noShareAloneTellsMoreThanTheLength() {
    byte[] value = new byte[100_000];
    Arrays.fill(value, (byte) 'a');
    SecretShares shares = SecretShares.split(value, new SecureRandom());

    String pad = String.join(" ", shares.pad());
    assertThat(pad.split(" ")).hasSize(value.length);
    assertThat(shares.pad()).allSatisfy(word -> assertThat(word).hasSizeLessThan(131_072));
    for (String share : List.of(pad.replace(" ", "\n") + "\n", shares.file())) {
      assertThat(share).hasSize(3 * value.length);
      assertThat(share.lines().distinct()).hasSize(256);
    }
    assertThat(shares).hasToString("SecretShares[...]");
    assertThat(SecretShares.split(value, new SecureRandom())).isNotEqualTo(shares);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretShares.split(new byte[] {1, 0}, new SecureRandom()));
  }

  @Test
  void variableThatAShellGuardsIsNoSecret() {
    for (String name : List.of("UID", "PATH", "IFS", "_", "a-b", "1a", "", "BASHOPTS")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new TaskScript.Secret(name, List.of()));
    }
  }

  @Test
  void markerIsReadAsItWasWritten() {
    assertThat(TaskEndMarker.parse("exit 3\n")).contains(exit(3));
    assertThat(TaskEndMarker.parse("missing-output a b"))
        .contains(new TaskEndMarker(Kind.MISSING_OUTPUT, "a b"));
    assertThat(TaskEndMarker.parse("started")).contains(new TaskEndMarker(Kind.STARTED, ""));
    for (String line : List.of("", "exit", "exit x", "exits 3", "what else")) {
      assertThat(TaskEndMarker.parse(line)).isEmpty();
    }
  }
}
