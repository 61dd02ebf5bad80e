package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputFile.Condition;
import io.github.lighterman.azure.TaskEndMarker.Kind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TaskOutputsTest {
  @TempDir Path directory;

  private TaskRun task(PosixShell shell) throws Exception {
    return new TaskRun(directory, shell);
  }

  private static OutputFile parse(String output) {
    String path = output.substring(output.indexOf(' ') + 1);
    return switch (output.charAt(0)) {
      case 'F' -> OutputFile.file(path);
      case 'D' -> OutputFile.directory(path);
      default -> OutputFile.glob(path);
    };
  }

  @ParameterizedTest
  @EnumSource
  void requiredOutputsMustBeThere(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    for (String path : List.of("it's $a", "-f", "d/[x]/.h", "e/f", "ü", "n\nl")) {
      task.write(path, "");
    }
    Files.createDirectories(task.work().resolve("empty/dir"));
    for (String there :
        List.of(
            "F it's $a",
            "F -f",
            "F d/[x]/.h",
            "F n\nl",
            "D d",
            "D d/[x]",
            "D .",
            "D e",
            "G *",
            "G d/**",
            "G **/.h",
            "G [a-i]*",
            "G \\-f",
            "G {x,e/f}",
            "G ?")) {
      TaskRun.End end = task.outputs(parse(there)).run("true");
      assertThat(end.err()).as(there).isEmpty();
      assertThat(end.code()).as(there).isZero();
    }
    for (String missing :
        List.of(
            "F no", "F d", "F e/f/g", "D empty", "D no", "D e/f", "G *.txt", "G empty/**", "G e")) {
      TaskRun.End end = task.outputs(OutputFile.file("-f"), parse(missing)).run("true");
      assertThat(end.marker())
          .as(missing)
          .contains(new TaskEndMarker(Kind.MISSING_OUTPUT, missing.substring(2)));
      assertThat(end.code()).isEqualTo(TaskScript.REFUSED);
      assertThat(task.outputs(parse(missing).optional()).run("true").code()).isZero();
      assertThat(task.outputs(parse(missing).when(Condition.ON_FAILURE)).run("true").code())
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void missingOutputOfAFailedCommandIsNotWorthAWord(PosixShell shell) throws Exception {
    TaskRun task = task(shell).outputs(OutputFile.file("no").when(Condition.ALWAYS));

    TaskRun.End end = task.run("sh", "-c", "exit 4");

    assertThat(end.marker()).contains(new TaskEndMarker(Kind.EXIT, "4"));
    assertThat(end.code()).isEqualTo(4);
    assertThat(task.accept(4).run("sh", "-c", "exit 4").marker())
        .contains(new TaskEndMarker(Kind.MISSING_OUTPUT, "no"));
  }

  @ParameterizedTest
  @EnumSource
  void linkThatStaysInsideBecomesWhatItLeadsTo(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    task.write("real/f g", "x");
    task.write("real/sub/h", "y");
    task.write("deep/i", "z");
    task.link("real/sub/deep", "../../deep");
    task.link("out/file '$", "../real/f g");
    task.link("out/dir", "../real");
    task.link("out/absolute", task.work().resolve("real/sub/h").toString());
    task.link("out/twice", "file '$");
    task.link("out/nowhere", "no");
    task.link("single", "out/twice");

    TaskRun.End end = task.outputs(parse("D out"), parse("F single")).run("true");

    assertThat(end.err()).isEmpty();
    assertThat(end.marker()).contains(new TaskEndMarker(Kind.EXIT, "0"));
    for (String path :
        List.of("out/file '$", "out/dir/f g", "out/twice", "single", "out/dir/sub/deep/i")) {
      Path file = task.work().resolve(path);
      assertThat(file.toRealPath()).isEqualTo(task.work().toRealPath().resolve(path));
      assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).as(path).isTrue();
    }
    assertThat(task.work().resolve("out/absolute")).hasContent("y");
  }

  @ParameterizedTest
  @EnumSource
  void linkOutFailsTheTaskIfAnOutputNeedsIt(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    Path secret = Files.writeString(task.outside().resolve("secret"), "x");
    for (String output :
        List.of(
            "F out/link",
            "F out/dir/secret",
            "D out",
            "D out/dir",
            "D .",
            "G out/link",
            "G out/*/secret",
            "G **/secret",
            "G **",
            "D alias")) {
      boolean by = output.equals("D alias");
      for (String link : List.of("out/link", "out/dir", "real/l", "alias")) {
        Files.deleteIfExists(task.work().resolve(link));
      }
      task.link("out/link", secret.toString());
      task.link("out/dir", task.outside().toString());
      if (by) {
        task.link("real/l", secret.toString());
        task.link("alias", "real");
      }

      TaskRun.End end = task.outputs(parse(output)).run("true");

      assertThat(end.marker().orElseThrow().kind()).as(output).isEqualTo(Kind.ESCAPING_LINK);
      assertThat(end.marker().orElseThrow().detail())
          .startsWith(by ? "" : "out/")
          .contains(" -> " + task.outside().toRealPath());
      assertThat(end.code()).isEqualTo(TaskScript.REFUSED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void linkThatNoOutputNeedsIsNobodysBusiness(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    Files.writeString(task.outside().resolve("x.txt"), "x");
    task.write("x.txt", "");
    task.link("data", task.outside().toString());
    task.link("root", "/");
    task.link("circle", ".");
    task.link("file", task.outside().resolve("x.txt").toString());
    task.link("none", "no");

    TaskRun.End end =
        task.outputs(parse("G *.txt"), parse("G **/*.none").when(Condition.ON_FAILURE)).run("true");

    assertThat(end.err()).isEmpty();
    assertThat(end.marker()).contains(new TaskEndMarker(Kind.EXIT, "0"));
    assertThat(Files.isSymbolicLink(task.work().resolve("data"))).isTrue();
    // What cleans up after the test is wary of it.
    Files.delete(task.work().resolve("root"));
  }

  @ParameterizedTest
  @EnumSource
  void linksInACircleFailTheTask(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    task.write("a/f", "");
    task.write("b/f", "");
    task.link("a/l", "../b");
    task.link("b/l", "../a");
    assertThat(task.outputs(parse("D a")).run("true").marker().orElseThrow().kind())
        .isEqualTo(Kind.CIRCULAR_LINK);

    Files.delete(task.work().resolve("b/l"));
    task.link("b/l", ".");
    assertThat(task.outputs(parse("D b")).run("true").marker())
        .contains(new TaskEndMarker(Kind.CIRCULAR_LINK, "b/l"));
  }

  @ParameterizedTest
  @EnumSource
  void outputThatTheServiceWouldPassOverFailsTheTask(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    task.write("d/.a/b/.c", "");
    assertThat(task.outputs(parse("D d"), parse("G d/.a/**")).run("true").code()).isZero();

    task.write("d/.a/x/.b y/c", "");
    assertThat(task.outputs(parse("G d/.a/**")).run("true").code()).isZero();
    assertThat(task.outputs(parse("D d")).run("true").marker())
        .contains(new TaskEndMarker(Kind.HIDDEN_OUTPUT, "d/.a/x/.b y/c"));
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfOutputsTakeSeconds(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    for (int i = 0; i < 2_000; i++) {
      task.write("out/d" + i % 50 + "/f" + i, "");
    }
    for (int i = 0; i < 200; i++) {
      task.link("out/l" + i, "d1/f1");
    }
    task.link("other/l", "../out");
    long start = System.nanoTime();

    TaskRun.End end = task.outputs(parse("D out"), parse("G **/f1")).run("true");

    assertThat(end.err()).isEmpty();
    assertThat(end.code()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }
}
