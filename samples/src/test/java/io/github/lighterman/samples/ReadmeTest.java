package io.github.lighterman.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Path TESTS = Path.of("src/test/java/io/github/lighterman/samples");
  private static final Path RECIPES = Path.of("src/main/java/io/github/lighterman/samples");

  @Test
  void javaCodeIsACopyOfWhatIsRunByATest() throws IOException {
    List<String> snippets = all("(?ms)^```java\n(.*?)^```", readme());
    assertThat(snippets).hasSize(2);
    // In the recipe it stands in a method of a class, in the test in a class.
    assertThat(Files.readString(RECIPES.resolve("RunLocally.java")))
        .contains(snippets.get(0).indent(4));
    assertThat(Files.readString(TESTS.resolve("NightlyReportTest.java")))
        .contains(snippets.get(1).indent(2));
  }

  @Test
  void readmesTestIsTenLinesAtMost() throws IOException {
    String test = all("(?ms)^```java\n(.*?)^```", readme()).get(1);
    assertThat(test.lines().filter(line -> line.startsWith("  "))).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void settingsAreThoseOfTheLocalExecutor() throws IOException {
    WorkflowExecutorProvider provider =
        WorkflowExecutorProvider.named("local", ReadmeTest.class.getClassLoader());
    assertThat(firstColumn("## Settings of the local executor"))
        .containsExactlyElementsOf(provider.settings().stream().map(Setting::name).toList());
  }

  @Test
  void settingsOfTheExecutorInMemoryAreNamed() throws IOException {
    WorkflowExecutorProvider provider =
        WorkflowExecutorProvider.named("in-memory", ReadmeTest.class.getClassLoader());
    String section = section("## Test what embeds it");
    for (Setting<?> setting : provider.settings()) {
      assertThat(section).contains("`" + setting.name() + "`");
    }
  }

  @Test
  void recipesAreThoseThatThereAre() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      List<String> recipes = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains("public static void main")) {
          recipes.add(file.getFileName().toString().replace(".java", ""));
        }
      }
      assertThat(firstColumn("## Embed it")).containsExactlyInAnyOrderElementsOf(recipes);
    }
  }

  @Test
  void pictureIsThatOfThePackage() throws IOException {
    String words =
        Files.readString(ROOT.resolve("core/src/main/java/io/github/lighterman/package-info.java"));
    String picture = all("(?s)<pre>\n(.*?) \\* </pre>", words).get(0).replaceAll("(?m)^ \\* ", "");
    assertThat(readme()).contains("```\n" + picture + "```");
  }

  @Test
  void testCommandIsThatOfContinuousIntegration() throws IOException {
    String last = "exec mvn -B verify\n";
    assertThat(Files.readString(ROOT.resolve(".ci/run"))).endsWith(last);
    assertThat(readme()).contains(last.replace("exec ", ""));
  }

  @Test
  void namedFilesExist() throws IOException {
    for (String target : all("\\]\\(([^):]+)\\)", readme())) {
      assertThat(ROOT.resolve(target)).exists();
    }
  }

  private static List<String> firstColumn(String heading) throws IOException {
    return all("(?m)^\\| `([^`]+)` \\|", section(heading));
  }

  private static String section(String heading) throws IOException {
    String readme = readme();
    String rest = readme.substring(readme.indexOf(heading) + heading.length());
    return rest.substring(0, rest.indexOf("\n## "));
  }

  private static List<String> all(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
