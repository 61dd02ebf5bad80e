package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of this module. */
final class AzureReadmeTest {
  @Test
  void settingsAreThoseOfTheExecutor() throws IOException {
    List<String> names = rows("\\| `([^`]+)` \\|.*").stream().map(row -> row.group(1)).toList();

    assertThat(names)
        .containsExactlyElementsOf(AzureSettings.all().stream().map(Setting::name).toList());
  }

  @Test
  void variablesAreThoseThatAreRead() throws IOException {
    for (AccountSetting setting : AccountSetting.ALL) {
      List<String> rows =
          rows("\\| `" + setting.setting().name() + "` \\|.*").stream()
              .map(MatchResult::group)
              .toList();
      assertThat(rows).hasSize(1);
      for (String variable : setting.variables()) {
        assertThat(rows.get(0)).contains("`$" + variable + "`");
      }
    }
  }

  private static List<MatchResult> rows(String pattern) throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String heading = "## Settings of the Azure Batch executor\n";
    String rest = readme.substring(readme.indexOf(heading) + heading.length());
    String section = rest.substring(0, rest.indexOf("\n## "));
    return Pattern.compile("(?m)^" + pattern + "$").matcher(section).results().toList();
  }
}
