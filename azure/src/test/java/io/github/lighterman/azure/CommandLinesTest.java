package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CommandLinesTest {
  private static final List<String> PARTS =
      List.of(
          "a", "Z", "0", " ", "'", "\"", "\\", "$HOME", "${A}", "`id`", "$(id)", ";", "&", "|", "<",
          ">", "*", "?", "[a]", "~", "#", "!", "!!", "%41", "+", "=", "A=b", ":", ",", "-", "--",
          "\n", "\r", "\t", "ä", "漢", "😀", "\u00a0", "\u3000", "{a,b}", "^", "(", ")", "\u0001",
          "\u007f", "\u200b", "\ufeff", "if", "in", "\\\n", "'\\''", "\u0081", "\uffff");

  private static final String SAY = String.format("say() { printf '%%s\\0' \"$@\"; }%n");

  @TempDir Path scratch;

  static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      int any = 1 + random.nextInt(Character.MAX_CODE_POINT);
      boolean half = any >= Character.MIN_SURROGATE && any <= Character.MAX_SURROGATE;
      text.append(
          random.nextInt(4) == 0 && !half
              ? Character.toString(any)
              : PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void shellReadsBackTheVeryWords(PosixShell shell) throws Exception {
    shell.assumeInstalled();
    Random random = new Random(20261122);
    StringBuilder script = new StringBuilder(SAY);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      List<String> words = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        words.add(hostile(random));
      }
      all.addAll(words);
      all.addAll(words);
      List<String> quoted = new ArrayList<>(List.of("say"));
      quoted.addAll(words);
      script.append(CommandLines.quote(quoted)).append("\nsay");
      words.forEach(word -> script.append(' ').append(CommandLines.inScript(word)));
      script.append('\n');
    }

    PosixShell.End end = shell.run(scratch, Map.of(), script.toString());

    assertThat(end.err()).isEmpty();
    String out = end.out();
    assertThat(Arrays.asList(out.split("\0", -1)).subList(0, all.size())).isEqualTo(all);
    assertThat(out).endsWith("\0");
  }

  @ParameterizedTest
  @EnumSource
  void firstWordIsAProgramWhateverItIs(PosixShell shell) throws Exception {
    shell.assumeInstalled();
    for (String word : List.of("if", "A=b", "A+=b", "!", "{", "time", "#", "~", "a*", "'")) {
      PosixShell.End end =
          shell.run(scratch, Map.of(), CommandLines.quote(List.of(word, "x")) + " 2>/dev/null");

      assertThat(end.code()).as(word).isEqualTo(127);
      assertThat(end.err()).isEmpty();
    }
  }

  @Test
  void plainWordsStayReadable() {
    assertThat(CommandLines.quote(List.of("a/b-c_d.e", "--f=g", "x y", "", "it's")))
        .isEqualTo("a/b-c_d.e --f=g 'x y' '' 'it'\\''s'");
  }
}
