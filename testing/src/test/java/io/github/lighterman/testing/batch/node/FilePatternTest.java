package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePatternTest {
  @TempDir Path task;
  private Path work;

  @BeforeEach
  void makeFiles() throws IOException {
    work = Files.createDirectory(task.resolve("wd"));
    for (String name :
        List.of(
            "../stdout.txt",
            "../stderr.txt",
            "a.txt",
            "b.txt",
            "ab.txt",
            "c.log",
            ".h.txt",
            "x/a.txt",
            "x/y/a.txt",
            "x/y/b.log",
            ".d/a.txt",
            "s[1].txt",
            "s1.txt")) {
      Path file = work.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private List<String> find(String pattern) throws IOException {
    return FilePattern.parse(pattern, work, Map.of("DIR", "x", "A", "a", "T", task.toString()))
        .find()
        .stream()
        .map(Path::toString)
        .toList();
  }

  @Test
  void wildcardsStayWithinANameAndPassOverHiddenOnes() throws IOException {
    assertThat(find("*.txt")).containsExactly("a.txt", "ab.txt", "b.txt", "s1.txt", "s[1].txt");
    assertThat(find("?.txt")).containsExactly("a.txt", "b.txt");
    assertThat(find("[a-b].txt")).containsExactly("a.txt", "b.txt");
    assertThat(find("[!a].txt")).containsExactly("b.txt");
    assertThat(find(".*.txt")).containsExactly(".h.txt");
    assertThat(find("*/a.txt")).containsExactly("x/a.txt");
  }

  @Test
  void twoStarsStandForAnyDirectories() throws IOException {
    assertThat(find("**/a.txt")).containsExactly("a.txt", "x/a.txt", "x/y/a.txt");
    assertThat(find("x/**/*.txt")).containsExactly("a.txt", "y/a.txt");
    assertThat(find("x/**")).containsExactly("a.txt", "y/a.txt", "y/b.log");
    assertThat(find("**/y/*")).containsExactly("x/y/a.txt", "x/y/b.log");
  }

  @Test
  void namesAreRelativeToTheDirectoryOfTheFirstWildcard() throws IOException {
    assertThat(find("../std*.txt")).containsExactly("stderr.txt", "stdout.txt");
    assertThat(find("x/y/*.log")).containsExactly("b.log");
    assertThat(find("x/y/a.txt")).containsExactly("a.txt");
    assertThat(find(task + "/std*.txt")).containsExactly("stderr.txt", "stdout.txt");
  }

  @Test
  void variablesAreExpandedFirst() throws IOException {
    assertThat(find("$DIR/${A}.txt")).containsExactly("a.txt");
    assertThat(find("$T/stdout.txt")).containsExactly("stdout.txt");
    assertThat(find("$NONE/a.txt")).isEmpty();
    assertThat(find("${NONE}a.txt")).containsExactly("a.txt");
  }

  @Test
  void bracketsTakeAwayAMeaning() throws IOException {
    assertThat(find("s[[]1].txt")).containsExactly("s[1].txt");
    assertThat(find("s[1].txt")).containsExactly("s1.txt");
    Files.writeString(work.resolve("[x"), "");
    assertThat(find("[x")).containsExactly("[x");
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    assertThat(find("no.txt")).isEmpty();
    assertThat(find("no/*.txt")).isEmpty();
    assertThat(find("a.txt/*")).isEmpty();
    assertThat(find("x")).isEmpty();
  }

  @Test
  void linksToFilesAreFollowedAndCirclesAreNot() throws IOException {
    Files.createSymbolicLink(work.resolve("x/l.txt"), Path.of("a.txt"));
    Files.createSymbolicLink(work.resolve("x/up"), Path.of(".."));

    assertThat(find("x/**/*.txt")).containsExactly("a.txt", "l.txt", "y/a.txt");
    assertThat(find("x/*/a.txt")).containsExactly("up/a.txt", "y/a.txt");
  }

  @Test
  void patternWithoutAFileIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> find("$NONE"));
    assertThatIllegalArgumentException().isThrownBy(() -> find("/")).withMessageContaining("'/'");
  }
}
