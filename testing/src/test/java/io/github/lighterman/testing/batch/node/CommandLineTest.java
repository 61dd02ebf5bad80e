package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static List<String> words(String text) {
    return CommandLine.parse(text).words();
  }

  @Test
  void blanksPartWords() {
    assertThat(words("  a  b\tc\nd ")).containsExactly("a", "b", "c", "d");
    assertThat(words("")).isEmpty();
    assertThat(words(" \t")).isEmpty();
  }

  @Test
  void quotesHoldWordsTogether() {
    assertThat(words("sh -c \"echo hello\"")).containsExactly("sh", "-c", "echo hello");
    assertThat(words("a'b c'd\"e f\"")).containsExactly("ab cde f");
    assertThat(words("'' \"\" a''")).containsExactly("", "", "a");
  }

  @Test
  void nothingIsExpanded() {
    assertThat(words("echo $HOME `id` *.txt ~ a>b a|b # c"))
        .containsExactly("echo", "$HOME", "`id`", "*.txt", "~", "a>b", "a|b", "#", "c");
  }

  @Test
  void backslashTakesWhatFollowsButInDoubleQuotesOnlyQuotesAndItself() {
    assertThat(words("a\\ b \\\" \\' \\\\")).containsExactly("a b", "\"", "'", "\\");
    assertThat(words("\"a\\\"b\\\\c\\d\\$\"")).containsExactly("a\"b\\c\\d\\$");
    assertThat(words("'a\\'")).containsExactly("a\\");
  }

  @Test
  void whatNeverClosesIsRefusedByName() {
    assertThatIllegalArgumentException().isThrownBy(() -> words("a 'b")).withMessageContaining("'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words("a \"b\\\""))
        .withMessageContaining("\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words("a\\"))
        .withMessageContaining("backslash");
  }

  @Test
  void whateverIsQuotedComesBackAsItWas() {
    Random random = new Random(20261122);
    for (int round = 0; round < 2_000; round++) {
      List<String> words = new ArrayList<>();
      StringBuilder line = new StringBuilder();
      for (int i = random.nextInt(5); i >= 0; i--) {
        String word = HostileText.any(random);
        words.add(word);
        line.append(' ').append(HostileText.quoted(word, random));
      }
      assertThat(words(line.toString())).as("round %s", round).isEqualTo(words);
    }
  }
}
