package io.github.lighterman.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountWordsTest {
  private static final String PIPELINE =
      "for file do cat -- \"$file\"; echo; done | tr -cs A-Za-z '\\n' | tr A-Z a-z | grep ."
          + " | sort | uniq -c | sort -k 1,1nr -k 2 | head -n 20";

  @TempDir private Path directory;
  @TempDir private Path scratch;

  @Test
  void topTwentyAreThoseOfAPipelineOverTheSameFiles() throws Exception {
    Path sources = Path.of("src");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> texts = files.filter(Files::isRegularFile).toList();
      assertThat(countWords(sources)).isEqualTo(pipeline(texts)).hasSize(20);
    }
  }

  @Test
  void namesOfFilesNeedNoCare() throws Exception {
    List<Path> files = new ArrayList<>();
    Random random = new Random(7);
    for (String name :
        List.of(
            "plain",
            "-n",
            "--",
            "two words",
            "a'b",
            "a\"b",
            "$(date)",
            "`date`",
            "a;b",
            "a\nb",
            "*",
            "[!.]*",
            "%s%n",
            "ünï-cödé",
            "Same",
            "same",
            "x".repeat(200),
            "d/e/f",
            "-d/-e")) {
      files.add(write(name, text(random)));
    }
    assertThat(countWords(directory)).isEqualTo(pipeline(files)).hasSize(20);
  }

  @Test
  void onlyVisibleTextCounts() throws Exception {
    write("text", "Thames thames TAMESIS\n");
    write("without-an-end", "thames");
    write("nothing", "");
    write("NUL", "binary \0 binary");
    write(".hidden", "hidden");
    write(".git/HEAD", "hidden");
    write("deep/target/made", "made");
    write("deep/target.txt", "made");
    write("deep/node_modules/made", "made");
    write("deep/deeper/node_modules/a/b", "made");
    write("node_modules.txt", "made");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("text"));
    Files.createSymbolicLink(directory.resolve("deep/up"), directory);
    assertThat(countWords(directory)).containsExactly("3 thames", "2 made", "1 tamesis");
  }

  @Test
  void wordsOfOneCountStandByTheAlphabet() throws Exception {
    write("one", "b a c");
    write("two", "c b d");
    assertThat(countWords(directory)).containsExactly("2 b", "2 c", "1 a", "1 d");
  }

  @Test
  void emptyDirectoryHasNoWords() throws Exception {
    assertThat(countWords(directory)).isEmpty();
  }

  @Test
  void progressIsInPlainLinesWhereNoTerminalIs() throws Exception {
    write("one", "a");
    Program ended = Program.here(CountWords::main, directory.toString());
    assertThat(ended.out()).isEqualTo("      1 a" + System.lineSeparator());
    assertThat(ended.err()).doesNotContain("\r", "\u001b");
    assertThat(ended.err().lines().toList().get(ended.err().lines().toList().size() - 1))
        .startsWith("2 of 2 jobs done, 0 running, 0 failed, ");
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    write("one", "a");
    Program ended = Program.alone(directory, scratch, CountWords.class);
    assertThat(ended.out()).isEqualTo("      1 a" + System.lineSeparator());
    assertThat(ended.status()).isZero();
    assertThat(scratch.resolve("tmp")).isEmptyDirectory();
    assertThat(scratch.resolve("state")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "--verbose", "one two", "file"})
  void wrongUseIsOneSentenceAndAnExitStatus(String line) throws Exception {
    write("file", "a");
    Program ended = Program.alone(directory, scratch, CountWords.class, line.split(" ", -1));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .isEqualTo(
            "Usage: CountWords [directory]; there is no directory '"
                + line
                + "'."
                + System.lineSeparator());
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append((char) ('a' + random.nextInt(8)));
      text.append((char) ('A' + random.nextInt(8)));
      text.append(random.nextInt(5) == 0 ? "\n" : random.nextInt(3) == 0 ? "é" : " ,");
    }
    return text.toString();
  }

  private static List<String> countWords(Path directory) throws Exception {
    return normal(Program.here(CountWords::main, directory.toString()).out());
  }

  private static List<String> pipeline(List<Path> files) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", PIPELINE, "sh"));
    files.forEach(file -> command.add(file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return normal(out);
  }

  private static List<String> normal(String out) {
    return out.lines().map(String::strip).toList();
  }
}
