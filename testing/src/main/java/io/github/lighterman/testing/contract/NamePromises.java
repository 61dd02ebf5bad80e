package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every legal path is a name, and comes back as it was given. */
abstract class NamePromises extends StagingPromises {
  private static final List<String> UNUSUAL =
      List.of(
          "with space",
          " leading",
          "trailing ",
          "dir /file",
          ".hidden",
          "..hidden",
          ".../x",
          "a..b",
          "tail.",
          "dir./file",
          "-dash",
          "~x",
          "~/x",
          "a%20b",
          "%2F",
          "%",
          "a+b",
          "a&b=c;d",
          "#anchor",
          "query?x",
          "a:b",
          "c:/x",
          "*",
          "[x]{y,z}",
          "'\"`",
          "$HOME",
          "$(x)",
          "a|b<c>",
          "a,b",
          "a@b",
          "!",
          "ünïcødé",
          "日本語/ファイル",
          "\uD83D\uDE00",
          "\u00A0",
          "con",
          "nul.txt");

  NamePromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void unusualNamesAreNames() throws IOException {
    assertKept(UNUSUAL);
  }

  @Test
  void namesThatLookAlikeAreKeptApart() throws IOException {
    require(StagingTrait.EXACT_NAMES);
    assertKept(List.of("name", "Name", "NAME", "\u00E9", "e\u0301", "\u00C5", "\u212B"));
  }

  @Test
  void controlCharactersAreKept() throws IOException {
    require(StagingTrait.CONTROL_CHARACTERS);
    assertKept(List.of("tab\there", "line\nfeed", "return\r", "\u0001", "\u007F", "\u0085"));
  }

  @Test
  void longestPathIsAPath() throws IOException {
    String longest = ("x".repeat(127) + "/").repeat(7) + "y".repeat(128);
    assertThat(longest).hasSize(1_024);

    assertKept(List.of(longest, longest.substring(0, 1_023), "s".repeat(200)));
  }

  @Test
  void nameThatTheStoreCanNotHaveIsRefusedWhole() throws IOException {
    put("old", "x");
    // More than most file systems take, and legal all the same.
    String longName = "ü".repeat(500);
    try {
      put(longName, "x");
    } catch (IOException e) {
      assertThat(names("")).containsExactly("old");
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(longName));
      return;
    }

    assertThat(names("")).containsExactly("old", longName);
    assertThat(read(longName)).isEqualTo("x");
  }

  @Test
  void deepPathIsAPath() throws IOException {
    assertKept(List.of("d/".repeat(150) + "file", "d/".repeat(149) + "file"));
  }

  @Test
  void everyPathHasALocationOfItsOwn() throws IOException {
    Set<URI> locations = new HashSet<>();
    for (String name : UNUSUAL) {
      URI location = area.location(path(name));
      assertThat(location.isAbsolute()).as("%s has a scheme", location).isTrue();
      assertThat(locations.add(location)).as("%s is another path's", location).isTrue();
      assertThat(area.location(path(name))).isEqualTo(location);
    }
  }

  @Test
  void locationIsTheSameWhetherOrNotAFileIsThere() throws IOException {
    URI before = area.location(path("a/b"));
    assertThat(area.exists(path("a/b"))).isFalse();
    put("a/b", "x");

    assertThat(area.location(path("a/b"))).isEqualTo(before);
    assertThat(openAgain().location(path("a/b"))).isEqualTo(before);
  }

  private void assertKept(List<String> names) throws IOException {
    for (String name : names) {
      put(name, "content of " + name);
    }
    List<String> expected = new ArrayList<>(names);
    expected.sort(null);
    assertThat(names("")).isEqualTo(expected);
    for (String name : names) {
      assertThat(area.exists(path(name))).as("exists(%s)", name).isTrue();
      assertThat(read(name)).isEqualTo("content of " + name);
      assertThat(names(name)).as("list(%s)", name).contains(name);
      area.get(path(name), temporary.resolve("target"));
      assertThat(temporary.resolve("target")).hasContent("content of " + name);
    }
    for (String name : names) {
      area.delete(path(name));
      expected.remove(name);
      assertThat(names("")).as("after delete(%s)", name).isEqualTo(expected);
    }
  }
}
