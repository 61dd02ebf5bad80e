package io.github.lighterman.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "..",
        "../a",
        "a/..",
        "a/../b",
        ".",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "a\0b",
        "\ud83d/a"
      })
  void pathThatCouldLeaveTheRootIsRefused(String path) {
    assertThat(RelativePath.brokenRule(path)).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RelativePath.of(path))
        .withMessageContaining("must ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", "..a", "a..", ".a/b", "a b", "a:b", "~", "-x", "a\nb"})
  void anyOtherPathStaysBelowTheRoot(String path) {
    Path root = Path.of("/root");

    Path below = RelativePath.of(path).below(root).normalize();

    assertThat(below.startsWith(root)).isTrue();
    assertThat(below).isNotEqualTo(root);
  }

  @Test
  void everyScriptIsWelcome() {
    assertThat(RelativePath.brokenRule("ü/😀")).isEmpty();
  }

  @Test
  void lengthIsBounded() {
    assertThat(RelativePath.of("a".repeat(1_024)).value()).hasSize(1_024);
    assertThatIllegalArgumentException().isThrownBy(() -> RelativePath.of("a".repeat(1_025)));
  }

  @Test
  void childStaysBelow() {
    assertThat(RelativePath.of("a").resolve("b/c")).isEqualTo(RelativePath.of("a/b/c"));
    assertThatIllegalArgumentException().isThrownBy(() -> RelativePath.of("a").resolve("../b"));
    assertThatIllegalArgumentException().isThrownBy(() -> RelativePath.of("a").resolve(""));
  }
}
