package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is deleted is gone, and nothing else is. */
abstract class DeletePromises extends StagingPromises {
  DeletePromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void deletedFileIsGone() throws IOException {
    put("a/b", "x");

    area.delete(path("a/b"));

    assertMissing("a/b");
    assertThat(names("")).isEmpty();
  }

  @Test
  void deleteOfNothingIsHarmless() throws IOException {
    area.delete(path("a"));
    put("a/b", "x");

    area.delete(path("a/c"));
    area.delete(path("c/d"));
    area.delete(path("a/b"));
    area.delete(path("a/b"));

    assertThat(names("")).isEmpty();
  }

  @Test
  void deleteTakesOneFileAlone() throws IOException {
    for (String name : new String[] {"a/b", "a/bc", "a/c", "ab"}) {
      put(name, "x");
    }

    area.delete(path("a/b"));
    assertThat(names("")).containsExactly("a/bc", "a/c", "ab");
    area.delete(path("a"));

    assertThat(names("")).containsExactly("a/bc", "a/c", "ab");
  }

  @Test
  void deletedPathIsFreeAgain() throws IOException {
    put("a/b", "old");
    area.delete(path("a/b"));
    put("a/b", "new");
    assertThat(read("a/b")).isEqualTo("new");
    area.delete(path("a/b"));

    put("a", "a file where a directory was");

    assertThat(names("")).containsExactly("a");
  }

  @Test
  void deleteAllTakesWhatStartsWithTheTextAndCountsIt() throws IOException {
    for (String name : new String[] {"a.b", "a/c/z", "a/x", "ab/y", "b/a"}) {
      put(name, "x");
    }

    assertThat(area.deleteAll("a/")).isEqualTo(2);
    assertThat(names("")).containsExactly("a.b", "ab/y", "b/a");
    assertThat(area.deleteAll("a")).isEqualTo(2);
    assertThat(names("")).containsExactly("b/a");
    assertThat(area.deleteAll("")).isEqualTo(1);
    assertThat(names("")).isEmpty();
  }

  @Test
  void deleteAllOfNothingIsHarmless() throws IOException {
    assertThat(area.deleteAll("")).isZero();
    put("a", "x");

    assertThat(area.deleteAll("b")).isZero();
    assertThat(area.deleteAll("a/")).isZero();
    assertThat(area.deleteAll("../")).isZero();
    assertThat(area.deleteAll("a")).isEqualTo(1);
    assertThat(area.deleteAll("a")).isZero();
  }
}
