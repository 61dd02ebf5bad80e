package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A list is complete, sorted, and taken by a prefix that is text. */
abstract class ListPromises extends StagingPromises {
  /** More than stores that answer by the thousand put on one page. */
  private static final int MANY = 1_050;

  ListPromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void freshAreaHasAnEmptyList() throws IOException {
    assertThat(area.list("")).isEmpty();
    assertThat(area.list("a")).isEmpty();
    assertThat(area.list("a/b/")).isEmpty();
  }

  @Test
  void emptyPrefixListsAll() throws IOException {
    putAll("a", "b/c", "b/d/e", ".hidden");

    assertThat(names("")).containsExactly(".hidden", "a", "b/c", "b/d/e");
  }

  @Test
  void prefixIsTextAndNoDirectory() throws IOException {
    putAll("a.b", "a/c/z", "a/x", "ab/y", "b/a");

    assertThat(names("a")).containsExactly("a.b", "a/c/z", "a/x", "ab/y");
    assertThat(names("a/")).containsExactly("a/c/z", "a/x");
    assertThat(names("a/c")).containsExactly("a/c/z");
    assertThat(names("ab")).containsExactly("ab/y");
    assertThat(names("a/x")).containsExactly("a/x");
  }

  @Test
  void prefixIsNoPattern() throws IOException {
    putAll("a*b", "aab", "a[b]", "a?c", "a.c", "ac");

    assertThat(names("a*")).containsExactly("a*b");
    assertThat(names("a[b]")).containsExactly("a[b]");
    assertThat(names("a?")).containsExactly("a?c");
    assertThat(names("a.")).containsExactly("a.c");
    assertThat(names("%")).isEmpty();
    assertThat(names("^a")).isEmpty();
  }

  @Test
  void prefixThatNothingHasGivesAnEmptyList() throws IOException {
    putAll("a/b", "c");

    for (String nowhere :
        List.of("b", "A/", "a/b/", "a/bc", "c/", "/", "//", "a//b", ".", "..", "../", "a/../c")) {
      assertThat(area.list(nowhere)).as("list(\"%s\")", nowhere).isEmpty();
    }
    assertThat(area.list("\\")).isEmpty();
    assertThat(area.list("a".repeat(2_000))).isEmpty();
    assertThat(area.list("a/".repeat(1_000))).isEmpty();
  }

  @Test
  void listIsSortedByPath() throws IOException {
    // In the order of paths, which differs from that of directories and of UTF-8.
    List<String> sorted =
        List.of("B", "C", "a b", "a!", "a-b/c", "a.b", "a/b", "a0", "ab", "z", "\uD83D\uDE00", "～");
    List<String> mixed = new ArrayList<>(sorted);
    Collections.shuffle(mixed, new Random(1));
    for (String name : mixed) {
      put(name, "x");
    }

    assertThat(area.list("")).extracting(StagedFile::path).isSorted();
    assertThat(names("")).containsExactlyElementsOf(sorted.stream().sorted().toList());
  }

  @Test
  void longListIsComplete() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      names.add(String.format(Locale.ROOT, "many/%04d", i));
      put(names.get(i), "");
    }

    assertThat(names("").size()).as("number of files listed").isEqualTo(MANY);
    assertThat(names("")).isEqualTo(names);
    assertThat(names("many/10")).hasSize(MANY - 1_000);
    assertThat(area.deleteAll("many/")).isEqualTo(MANY);
    assertThat(names("")).isEmpty();
  }

  @Test
  void sizeIsThatOfTheBytes() throws IOException {
    put("one", "1");
    put("none", "");
    put("umlaut", "ü");

    assertThat(area.list("")).extracting(StagedFile::size).containsExactly(0L, 1L, 2L);
  }

  @Test
  void modifiedIsWhenItWasPutAndNotTheLocalFilesTime() throws IOException {
    Path source = Files.writeString(temporary.resolve("source"), "x");
    Files.setLastModifiedTime(source, FileTime.from(Instant.parse("1999-01-01T00:00:00Z")));

    area.put(path("a"), source);

    assertThat(only("a").modified()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
  }

  @Test
  void modifiedNeverGoesBackWhenAFileIsReplaced() throws IOException {
    put("a", "old");
    Instant before = only("a").modified();
    put("a", "new");

    assertThat(only("a").modified())
        .isAfterOrEqualTo(before)
        .isBefore(before.plus(Duration.ofHours(1)));
  }

  private void putAll(String... paths) throws IOException {
    for (String path : paths) {
      put(path, "x");
    }
  }
}
