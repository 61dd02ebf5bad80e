package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.staging.Glob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShellGlobTest {
  private static final String ASCII = "abc.-_ ^$+()|*?[]{}!&~#'\"\\,=:";
  private static final List<String> BRACKETS =
      List.of(
          "[ab]",
          "[!a]",
          "[^a]",
          "[a-c]",
          "[]a]",
          "[!]a]",
          "[a-]",
          "[-a]",
          "[!-]",
          "[+--]",
          "[.-0]",
          "[!.]",
          "[.]",
          "[[.a]",
          "[[:a]",
          "[\\]",
          "[^^]",
          "[!^]",
          "[a^]",
          "[$a]",
          "[ -~]",
          "[!!]",
          "[/]",
          "[!/]",
          "[,}]",
          "[*?]",
          "[a!]",
          "[]-a]",
          "[Z-a]",
          "[!a-b-c]");

  @TempDir Path scratch;

  @ParameterizedTest
  @CsvSource({"C, '', grep", "C.UTF-8, äé漢😀, grep", "C, '', busybox grep"})
  void expressionMatchesWhatTheGlobDoes(String locale, String more, String grep) throws Exception {
    Random random = new Random(11);
    String letters = ASCII + more;
    int matches = 0;
    for (int round = 0; round < 400; round++) {
      List<String> paths = paths(random, letters, 60);
      String glob = glob(random, letters, 0, paths.get(0));
      Glob oracle = Glob.of(glob);
      List<String> expected = paths.stream().filter(oracle::matches).toList();
      matches += expected.size();

      assertThat(grep(grep, locale, ShellGlob.ere(glob), paths)).as(glob).isEqualTo(expected);
    }
    assertThat(matches).isGreaterThan(500);
  }

  @Test
  void patternsNameWhatTheGlobDoes() {
    Random random = new Random(12);
    int matches = 0;
    for (int round = 0; round < 4_000; round++) {
      List<String> paths = paths(random, ASCII + "ä😀", 40);
      String glob = legal(random, ASCII + "ä😀", 0, paths.get(0));
      Glob oracle = Glob.of(glob);
      List<Pattern> patterns = patterns(glob);
      for (String path : paths) {
        boolean found = patterns.stream().anyMatch(it -> it.matcher(path).matches());
        matches += found ? 1 : 0;
        if (hiddenDirectories(path) < 2 || !glob.contains("**")) {
          assertThat(found).as("%s on %s", glob, path).isEqualTo(oracle.matches(path));
        } else if (found) {
          assertThat(oracle.matches(path)).as("%s on %s", glob, path).isTrue();
        }
      }
    }
    assertThat(matches).isGreaterThan(3_000);
  }

  @Test
  void whatPatternsReachIsTold() throws Exception {
    Random random = new Random(13);
    for (int round = 0; round < 300; round++) {
      List<String> paths = paths(random, ASCII, 60);
      String glob = legal(random, ASCII, 3, paths.get(0));
      List<Pattern> patterns = patterns(glob);
      List<String> found =
          paths.stream()
              .filter(path -> patterns.stream().anyMatch(it -> it.matcher(path).matches()))
              .toList();

      assertThat(grep("grep", "C", ShellGlob.reachedEre(glob), paths)).as(glob).isEqualTo(found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a/b.txt; a/b.txt",
        "*.txt; *.txt, .*.txt, .txt",
        "{a,b}/x?; a/x?, b/x?",
        "a/**; a/**/*, a/**/.*, a/**/.*/**/*, a/**/.*/**/.*",
        "a**b; a*b, a*/**/*b, a*/**/.*b, a*/**/.*/**/*b, a*/**/.*/**/.*b",
        "x\\*\\{$y; x[*]{[$]y",
        "x[a]; xa",
        "x[$a]; x[a$]",
        "x[!^]; x[!^]",
        "x[^!^]y; x[!!^]y",
        "{.,..,a}/b; a/b",
        "?.; ?.",
        "{a,}{/,}b; a/b, ab, b"
      })
  void patternsAreReadable(String glob, String patterns) {
    assertThat(String.join(", ", ShellGlob.filePatterns(glob))).isEqualTo(patterns);
  }

  @Test
  void pathWithinADirectoryOfTwoDotsIsToldToBeOutOfReach() {
    Pattern reached = Pattern.compile(ShellGlob.reachedEre("d/**"));

    for (String path : List.of("d/x", "d/.x", "d/a/b/.c", "d/.a/b", "d/.a/.b", "d/a/.b/c/.d")) {
      assertThat(reached.matcher("./" + path).matches()).as(path).isTrue();
    }
    for (String path : List.of("d/.a/.b/c", "d/.a/x/.b/y/c", "e/x")) {
      assertThat(reached.matcher("./" + path).matches()).as(path).isFalse();
    }
  }

  @Test
  void literalMatchesThePathAlone() {
    String path = "a*?[b]{c,d}!^$(e)/.f";

    assertThat(Glob.of(ShellGlob.literal(path)).matches(path)).isTrue();
    assertThat(ShellGlob.filePatterns(ShellGlob.literal(path)))
        .containsExactly("a[*][?][[]b]{c,d}!^[$](e)/.f");
  }

  @Test
  void globOfTooManyPatternsIsRefusedAtOnce() {
    for (String glob : List.of("{a,b}".repeat(30), "{a,/}".repeat(30), "a**".repeat(30))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ShellGlob.filePatterns(glob))
          .withMessageContaining("100");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ShellGlob.ere("{a"));
  }

  private List<String> grep(String grep, String locale, String ere, List<String> paths)
      throws IOException, InterruptedException {
    Path in = scratch.resolve("in");
    Path out = scratch.resolve("out");
    Files.writeString(in, "./" + String.join("\n./", paths) + "\n");
    ProcessBuilder builder = new ProcessBuilder(grep.split(" "));
    builder.command().addAll(List.of("-aE", ere));
    builder.environment().put("LC_ALL", locale);
    Process process =
        builder
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).as(ere).isLessThan(2);
    return Files.readString(out, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.substring(2))
        .toList();
  }

  private static List<Pattern> patterns(String glob) {
    return ShellGlob.filePatterns(glob).stream().map(ShellGlobTest::serviceReads).toList();
  }

  /** Returns a glob that the service has few enough patterns for. */
  private static String legal(Random random, String letters, int depth, String path) {
    while (true) {
      String glob = glob(random, letters, depth, path);
      try {
        ShellGlob.filePatterns(glob);
        return glob;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("stands for more than");
      }
    }
  }

  /** Returns a glob that often matches {@code path}, since it's made from it. */
  private static String glob(Random random, String letters, int depth, String path) {
    StringBuilder glob = new StringBuilder();
    int[] all = path.codePoints().toArray();
    for (int i = 0; i < all.length; i++) {
      String c = Character.toString(all[i]);
      switch (random.nextInt(14)) {
        case 0 -> glob.append('*');
        case 1 -> glob.append(all[i] == '/' ? "/" : "?");
        case 2 -> glob.append(random.nextBoolean() ? "**" : "**/");
        case 3 -> glob.append(BRACKETS.get(random.nextInt(BRACKETS.size())));
        case 4 -> {
          if (depth < 3) {
            String rest = path.substring(path.offsetByCodePoints(0, i));
            int cut =
                rest.offsetByCodePoints(0, random.nextInt(rest.codePointCount(0, rest.length())));
            glob.append('{')
                .append(glob(random, letters, depth + 1, rest.substring(0, cut)))
                .append(',')
                .append(glob(random, letters, depth + 1, path(random, letters)))
                .append('}');
            i += rest.codePointCount(0, cut) - 1;
          }
        }
        default -> glob.append("*?[]{},\\".contains(c) ? "\\" + c : c);
      }
    }
    return glob.toString();
  }

  private static List<String> paths(Random random, String letters, int count) {
    List<String> paths = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String model = path(random, letters);
    while (paths.size() < count) {
      String path = random.nextBoolean() ? path(random, letters) : like(model, random, letters);
      if (seen.add(path)) {
        paths.add(path);
      }
    }
    return paths;
  }

  /** Returns a path that differs little from another one. */
  private static String like(String model, Random random, String letters) {
    for (int tries = 0; tries < 50; tries++) {
      int at = model.offsetByCodePoints(0, random.nextInt(model.codePointCount(0, model.length())));
      int end = random.nextBoolean() ? at : model.offsetByCodePoints(at, 1);
      String some = random.nextInt(3) == 0 ? path(random, letters) : letter(random, letters);
      String path = model.substring(0, at) + some + model.substring(end);
      boolean legal = true;
      for (String segment : path.split("/", -1)) {
        legal &= !Set.of("", ".", "..").contains(segment);
      }
      if (legal) {
        return path;
      }
    }
    return path(random, letters);
  }

  private static String path(Random random, String letters) {
    List<String> segments = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      StringBuilder segment = new StringBuilder(random.nextInt(4) == 0 ? "." : "");
      for (int n = random.nextInt(3); n >= 0; n--) {
        segment.append(letter(random, letters));
      }
      boolean legal = !Set.of(".", "..").contains(segment.toString());
      segments.add(legal ? segment.toString() : "a");
    }
    return String.join("/", segments);
  }

  private static String letter(Random random, String letters) {
    String some = random.nextInt(3) > 0 ? "abc." : letters;
    int at = some.offsetByCodePoints(0, random.nextInt(some.codePointCount(0, some.length())));
    return Character.toString(some.codePointAt(at));
  }

  private static long hiddenDirectories(String path) {
    return List.of(path.substring(0, path.lastIndexOf('/') + 1).split("/")).stream()
        .filter(segment -> segment.startsWith("."))
        .count();
  }

  /** Reads a pattern as the service documents it. */
  private static Pattern serviceReads(String pattern) {
    StringBuilder regex = new StringBuilder();
    assertThat(pattern).doesNotContainPattern("\\$[A-Za-z_{]");
    for (String segment : pattern.split("/", -1)) {
      assertThat(segment).isNotIn("", ".", "..");
      if (segment.equals("**")) {
        regex.append("(?:[^/.][^/]*/)*");
        continue;
      }
      assertThat(segment).doesNotContain("**");
      regex.append(segment.startsWith(".") ? "" : "(?!\\.)");
      int at = 0;
      while (at < segment.length()) {
        int c = segment.codePointAt(at);
        at += Character.charCount(c);
        if (c == '[') {
          boolean negated = segment.startsWith("!", at);
          int end = segment.indexOf(']', at + (negated ? 2 : 1));
          String members = segment.substring(at + (negated ? 1 : 0), end);
          assertThat(!negated && members.matches("[!^].*")).as(pattern).isFalse();
          regex
              .append(negated ? "(?!/)[^" : "[")
              .append(members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0"))
              .append(']');
          at = end + 1;
        } else {
          regex.append(
              c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(Character.toString(c)));
        }
      }
      regex.append('/');
    }
    return Pattern.compile(regex.substring(0, regex.length() - 1));
  }
}
