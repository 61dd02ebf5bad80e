package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An area touches what lies below its root and nothing else. */
abstract class OwnRootPromises extends StagingPromises {
  /** Its root starts like that of the area under test. */
  private StagingArea neighbour;

  OwnRootPromises(StagingAreaContract contract) {
    super(contract);
  }

  @BeforeEach
  void openNeighbour() throws IOException {
    neighbour = open("mainly");
  }

  @Test
  void areasSeeNothingOfEachOther() throws IOException {
    put("a/b", "here");
    neighbour.put(path("a/c"), stream("there"));

    assertThat(names("")).containsExactly("a/b");
    assertThat(names(neighbour, "")).containsExactly("a/c");
    assertMissing("a/c");
    assertThat(neighbour.exists(path("a/b"))).isFalse();
  }

  @Test
  void sameNameInTwoAreasIsTwoFiles() throws IOException {
    put("a", "here");
    neighbour.put(path("a"), stream("there"));

    assertThat(read("a")).isEqualTo("here");
    assertThat(read(neighbour, "a")).isEqualTo("there");
    assertThat(area.location(path("a"))).isNotEqualTo(neighbour.location(path("a")));
  }

  @Test
  void deleteStaysInItsArea() throws IOException {
    put("a", "here");
    neighbour.put(path("a"), stream("there"));
    neighbour.put(path("b"), stream("there"));

    area.delete(path("b"));
    area.delete(path("a"));

    assertThat(names(neighbour, "")).containsExactly("a", "b");
  }

  @Test
  void deleteAllStaysInItsArea() throws IOException {
    put("a", "here");
    neighbour.put(path("a"), stream("there"));
    neighbour.put(path("ly/a"), stream("there"));

    assertThat(area.deleteAll("")).isEqualTo(1);
    assertThat(area.deleteAll("ly")).isZero();
    assertThat(area.deleteAll("../")).isZero();

    assertThat(names(neighbour, "")).containsExactly("a", "ly/a");
    assertThat(read(neighbour, "a")).isEqualTo("there");
  }

  @Test
  void areaThatIsOpenedAgainHasTheSameFiles() throws IOException {
    put("a", "here");
    StagingArea again = openAgain();

    assertThat(read(again, "a")).isEqualTo("here");
    again.put(path("a"), stream("replaced"));
    again.put(path("b"), stream("new"));

    assertThat(read("a")).isEqualTo("replaced");
    assertThat(names("")).containsExactly("a", "b");
    again.delete(path("a"));
    assertMissing("a");
  }
}
