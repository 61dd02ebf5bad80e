package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTreeTest {
  @TempDir Path directory;

  @Test
  void emptyDirectoriesAreFoundBehindALinkAndTheDirectoryItself() throws IOException {
    Path real = Files.createDirectories(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    assertThat(TaskTree.emptyDirectories(link)).containsExactly(Path.of(""));

    Files.createDirectories(real.resolve("a/b"));
    Files.createDirectories(real.resolve("c"));
    Files.createFile(real.resolve("c/file"));
    assertThat(TaskTree.emptyDirectories(link)).containsExactly(Path.of("a/b"));
  }

  @Test
  void listMakesOnlyDirectoriesOfOutputsAndNoneElsewhere() throws IOException {
    Path work = Files.createDirectories(directory.resolve("work"));
    Path absolute = directory.resolve("absolute");
    list(
        work,
        "./out/a",
        "./other",
        "../evil",
        "./out/../../worse",
        absolute.toString(),
        "./ü",
        "",
        "./no-such-tool");

    new TaskTree(work).restore(List.of("out", "ü", "**"));
    assertThat(work.resolve("out/a")).isDirectory();
    assertThat(work.resolve("ü")).isDirectory();
    assertThat(directory.resolve("evil")).doesNotExist();
    assertThat(directory.resolve("worse")).doesNotExist();
    assertThat(absolute).doesNotExist();

    Path strict = Files.createDirectories(directory.resolve("strict"));
    list(strict, "./out/a", "./other", "");
    new TaskTree(strict).restore(List.of("out"));
    assertThat(strict.resolve("out/a")).isDirectory();
    assertThat(strict.resolve("other")).doesNotExist();
  }

  @Test
  void fileOfTheListCanBeExecutedByWhoeverCanReadIt() throws IOException {
    Path tool = Files.createFile(directory.resolve("tool"));
    list(directory, "", "./tool");
    new TaskTree(directory).restore(List.of());
    assertThat(tool).isExecutable();
  }

  @Test
  void fileOutsideOfTheTasksDirectoryStaysAsItIs() throws IOException {
    Path work = Files.createDirectories(directory.resolve("work"));
    Path other = Files.createFile(directory.resolve("other"));
    list(work, "", "../other", other.toString());
    new TaskTree(work).restore(List.of("**"));
    assertThat(Files.isExecutable(other)).isFalse();
  }

  private static void list(Path work, String... lines) throws IOException {
    Files.writeString(work.resolve(TaskTree.LIST), String.join("\n", lines) + "\n");
  }
}
