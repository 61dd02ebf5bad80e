package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.azure.TaskEndMarker.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TaskInputsTest {
  private static final List<String> ODD =
      List.of(
          " a  b ",
          "it's \"it\"",
          "$HOME",
          "`id`",
          "*",
          "?x",
          "[a]",
          "-rf",
          "--",
          "ü€𝄞",
          ".hidden",
          "..two",
          "...",
          "a\\b",
          "~",
          "#",
          "!",
          "(",
          "a=b",
          "{x,y}",
          ".a.b");

  @TempDir Path directory;

  private TaskRun task(PosixShell shell) throws Exception {
    return new TaskRun(directory, shell);
  }

  private static List<String> files(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> below.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsMovedWhateverItsName(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    for (String name : ODD) {
      task.write(".lighterman/in-0/run/job/" + name, name);
      task.write(".lighterman/in-0/run/job/d-" + name + "/" + name + "/f", name);
      task.write(".lighterman/in-1/" + name, name);
    }
    Files.setPosixFilePermissions(
        task.write(".lighterman/in-0/run/job/tool", ""),
        PosixFilePermissions.fromString("rwxr-x---"));

    TaskRun.End end =
        task.move(".lighterman/in-0/run/job", ".").move(".lighterman/in-1", "-x/y z").run("true");

    assertThat(end.err()).isEmpty();
    assertThat(end.code()).isZero();
    assertThat(files(task.work())).hasSize(3 * ODD.size() + 1);
    for (String name : ODD) {
      assertThat(task.work().resolve(name)).hasContent(name);
      assertThat(task.work().resolve("d-" + name).resolve(name).resolve("f")).hasContent(name);
      assertThat(task.work().resolve("-x/y z").resolve(name)).hasContent(name);
    }
    assertThat(task.work().resolve("tool")).isExecutable();
    assertThat(end.marker()).contains(new TaskEndMarker(Kind.EXIT, "0"));
  }

  @ParameterizedTest
  @EnumSource
  void globChoosesWhatIsMoved(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    for (String path : List.of("a.txt", "b.log", "x/a.txt", "x/y/c.txt", ".h.txt", "x/b c.txt")) {
      task.write(".lighterman/in/" + path, path);
    }

    TaskRun.End end = task.move(".lighterman/in", "in", "{a,**/[!a]*}.txt").run("true");

    assertThat(end.err()).isEmpty();
    assertThat(files(task.work()))
        .containsExactly("in/.h.txt", "in/a.txt", "in/x/b c.txt", "in/x/y/c.txt");
  }

  @ParameterizedTest
  @EnumSource
  void nothingToMoveEndsTheTask(PosixShell shell) throws Exception {
    for (List<String> glob : List.of(List.of("*.txt"), List.<String>of())) {
      TaskRun task = task(shell);
      task.write(".lighterman/in-0/a", "");
      if (!glob.isEmpty()) {
        task.write(".lighterman/in-1/a.log", "");
      }
      TaskRun.End end =
          task.move(".lighterman/in-0", "in")
              .move(".lighterman/in-1", "x", glob.toArray(String[]::new))
              .run("touch", "ran");

      assertThat(end.marker()).contains(new TaskEndMarker(Kind.NO_MATCH, "1"));
      assertThat(end.code()).isEqualTo(TaskScript.REFUSED);
      assertThat(files(task.work())).containsExactly("in/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void directoriesMergeAndFilesDoNot(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    task.write("d/e/own", "own");
    task.write(".lighterman/in-0/d/e/f", "1");
    task.write(".lighterman/in-1/d/g", "2");
    task.move(".lighterman/in-0", ".").move(".lighterman/in-1", ".");
    assertThat(task.run("true").code()).isZero();
    assertThat(files(task.work())).containsExactly("d/e/f", "d/e/own", "d/g");

    for (String taken : List.of("d/e/own", "d/e/own/x", "d/e")) {
      TaskRun other = task(shell).move(".lighterman/in-0", ".").move(".lighterman/in-1", ".");
      Files.delete(other.work().resolveSibling(TaskEndMarker.FILE));
      other.write(".lighterman/in-0/new", "");
      other.write(".lighterman/in-1/" + taken, "other");

      TaskRun.End end = other.run("touch", "ran");

      String at = taken.equals("d/e/own/x") ? "d/e/own" : taken;
      assertThat(end.marker()).contains(new TaskEndMarker(Kind.OCCUPIED, at));
      assertThat(other.work().resolve("d/e/own")).hasContent("own");
      assertThat(other.work().resolve("ran")).doesNotExist();
      Files.delete(other.work().resolve("new"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void taskThatRunsAgainReplacesItsOwn(PosixShell shell) throws Exception {
    TaskRun task =
        task(shell)
            .inputs(new TaskInputs(List.of(), List.of(), List.of("src"), List.of("in", "src")))
            .move(".lighterman/in", "in");
    Files.createDirectories(task.outside().resolve("sources"));
    Files.writeString(task.outside().resolve("sources/s"), "s");
    for (String content : List.of("1", "2")) {
      task.write(".lighterman/in/a/b", content);

      assertThat(task.run("true").code()).isZero();
      assertThat(task.work().resolve("in/a/b")).hasContent(content);
    }
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfFilesTakeSeconds(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    for (int i = 0; i < 3_000; i++) {
      task.write(".lighterman/in-0/flat/f" + i, "");
      task.write(".lighterman/in-1/d" + i % 100 + "/f" + i + (i % 2 == 0 ? ".txt" : ".log"), "");
    }
    task.move(".lighterman/in-0", "in").move(".lighterman/in-1", "in", "**/*.txt");
    task.move(".lighterman/in-2/flat", "in/flat");
    task.write(".lighterman/in-2/flat/one", "");
    long start = System.nanoTime();

    TaskRun.End end = task.run("true");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(end.err()).isEmpty();
    assertThat(files(task.work())).hasSize(4_501);
  }

  @ParameterizedTest
  @EnumSource
  void sourcesAreCopiedAndMayBeChanged(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    Path sources = Files.createDirectories(task.outside().resolve("sources/d"));
    Path tool = Files.writeString(sources.resolve("tool"), "x");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.writeString(sources.resolve(".hidden"), "x");
    task.inputs(new TaskInputs(List.of("made/dir"), List.of(), List.of("src", "."), List.of()));

    TaskRun.End end = task.run("sh", "-c", "echo changed >src/d/tool");

    assertThat(end.err()).isEmpty();
    assertThat(files(task.work()))
        .containsExactly("d/.hidden", "d/tool", "src/d/.hidden", "src/d/tool");
    assertThat(tool).hasContent("x");
    assertThat(task.work().resolve("d/tool")).isExecutable();
    assertThat(Files.getPosixFilePermissions(task.work().resolve("d/tool")))
        .contains(PosixFilePermission.OWNER_WRITE);
    assertThat(task.work().resolve("made/dir")).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void sourcesThatAreNotThereEndTheTask(PosixShell shell) throws Exception {
    TaskRun task =
        task(shell).inputs(new TaskInputs(List.of(), List.of(), List.of("src"), List.of()));

    assertThat(task.run("true").marker()).contains(new TaskEndMarker(Kind.NO_SOURCES, ""));
  }

  @ParameterizedTest
  @EnumSource
  void readOnlyFilesLoseThePermissionToWrite(PosixShell shell) throws Exception {
    TaskRun task = task(shell);
    for (String path : List.of(".lighterman/in/a b/f", "-x", "(y", "free")) {
      task.write(path, "");
    }
    task.inputs(new TaskInputs(List.of(), List.of(), List.of(), List.of("in", "-x", "(y")))
        .move(".lighterman/in", "in");

    TaskRun.End end = task.run("true");

    assertThat(end.err()).isEmpty();
    for (String path : List.of("in/a b/f", "-x", "(y", "free")) {
      assertThat(
              Files.getPosixFilePermissions(task.work().resolve(path))
                  .contains(PosixFilePermission.OWNER_WRITE))
          .as(path)
          .isEqualTo(path.equals("free"));
    }
  }
}
