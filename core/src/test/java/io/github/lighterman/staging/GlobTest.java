package io.github.lighterman.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.txt | a.txt",
        "*.txt | .txt",
        "**/*.txt | a.txt",
        "**/*.txt | x/y/a.txt",
        "a/**/b | a/b",
        "a/**/b | a/x/y/b",
        "a/** | a/b/c",
        "** | a/b",
        "a?c | abc",
        "a?c | a😀c",
        "😀* | 😀x",
        "[a-c]x | bx",
        "[!a-c]x | dx",
        "[^a-c]x | dx",
        "[]a]x | ]x",
        "[!]a]x | bx",
        "[a-]x | -x",
        "[.*?\\]x | \\x",
        "[&&]x | &x",
        "{a,b}.c | b.c",
        "{a,{b,c}d}e | cde",
        "{**/,}x | a/x",
        "{**/a,b}/x | a/x",
        "x{,.gz} | x",
        "\\*\\{ | *{",
        "a,b} | a,b}",
        "]a | ]a",
        "(a).+$ | (a).+$"
      })
  void patternMatches(String pattern, String path) {
    assertThat(Glob.of(pattern).matches(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.txt | a/b.txt",
        "*.txt | a.txtx",
        "?b | /b",
        "a?c | ac",
        "a/**/b | axb",
        "a/**/b | a/xb",
        "a/** | a",
        "[!a]x | ax",
        "[!a]b | /b",
        "[!]a]x | ]x",
        "{a,b} | c",
        "\\* | a",
        "a.c | abc",
        "[a-c]x | A",
        "(a).+$ | ax"
      })
  void patternDoesNotMatch(String pattern, String path) {
    assertThat(Glob.of(pattern).matches(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[a", "[]", "[!]", "{", "{a", "{a,{b}", "a\\", "[b-a]"})
  void unfinishedPatternIsRefused(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Glob.of(pattern))
        .withMessageContaining(pattern);
  }

  @Test
  void patternIsToldFromPath() {
    assertThat(Glob.isPattern("a/b-c_d.e]},!")).isFalse();
    for (String pattern : new String[] {"*", "a?", "[a]", "{a}", "a\\b"}) {
      assertThat(Glob.isPattern(pattern)).isTrue();
    }
  }

  /** Where it says nothing of its own: without {@code **} before a slash, and without nesting. */
  @Test
  void agreesWithThePlatformWhereSemanticsAgree() {
    Random random = new Random(7);
    int matches = 0;
    for (int i = 0; i < 50_000; i++) {
      String pattern = pattern(random);
      String path = path(random);
      PathMatcher platform = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      boolean expected = platform.matches(Path.of(path));
      matches += expected ? 1 : 0;

      assertThat(Glob.of(pattern).matches(path)).as("%s on %s", pattern, path).isEqualTo(expected);
    }
    assertThat(matches).isGreaterThan(1_000);
  }

  private static String pattern(Random random) {
    String[] pieces = {
      "a", "b", "c", "/", "*", "?", "[ab]", "[!a]", "[a-b]", "{a,bc}", "\\*", "**"
    };
    StringBuilder pattern = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String piece = pieces[random.nextInt(pieces.length)];
      boolean own = pattern.toString().endsWith("*") && (piece.equals("/") || piece.contains("*"));
      pattern.append(own ? "a" : piece);
    }
    return pattern.toString();
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder().append((char) ('a' + random.nextInt(3)));
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append(random.nextInt(3) == 0 ? "/" : "").append("abc*".charAt(random.nextInt(4)));
    }
    return path.toString();
  }
}
