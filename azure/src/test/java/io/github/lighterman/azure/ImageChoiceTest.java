package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The newest Ubuntu that fits, and none that is about to be given up. */
final class ImageChoiceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-28T00:00:00Z"), ZoneOffset.UTC);

  private static SupportedImage image(String version, String capability, String ends) {
    return new SupportedImage(
        "p",
        "o",
        version,
        "batch.node.ubuntu " + version,
        capability.isEmpty() ? Set.of() : Set.of(capability),
        ends.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(ends)));
  }

  @Test
  void newestThatFitsIsTaken() throws BatchException {
    List<SupportedImage> images =
        List.of(
            image("22.04", "", ""),
            image("24.04", "", ""),
            image("24.04", "DockerCompatible", ""),
            image("26.04", "", "2026-12-01T00:00:00Z"),
            new SupportedImage("p", "o", "9", "batch.node.el 9", Set.of(), Optional.empty()));

    assertThat(ImageChoice.newest(images, Containers.NONE, CLOCK)).isEqualTo(images.get(1));
    assertThat(ImageChoice.newest(images, Containers.REQUIRED, CLOCK)).isEqualTo(images.get(2));
  }

  @Test
  void noneThatFitsIsAnErrorWithAWayOut() {
    assertThatExceptionOfType(BatchException.class)
        .isThrownBy(
            () -> ImageChoice.newest(List.of(image("24.04", "", "")), Containers.REQUIRED, CLOCK))
        .withMessageContaining("PoolChoice.existing");
  }
}
