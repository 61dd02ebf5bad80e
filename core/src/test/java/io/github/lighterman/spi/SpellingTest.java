package io.github.lighterman.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private static final List<String> KNOWN = List.of("kill-grace", "cpus", "keep");

  @ParameterizedTest
  @ValueSource(strings = {"kill-grace", "killGrace", "KILL_GRACE", "kil-grase", "killgrace"})
  void nearNameIsFound(String name) {
    assertThat(Spelling.nearest(name, KNOWN)).contains("kill-grace");
  }

  @Test
  void nothingIsMadeUpForANameThatIsFarFromAll() {
    assertThat(Spelling.nearest("colour", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("cpus", List.of())).isEmpty();
  }
}
