package io.github.lighterman.azure;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Finds a machine image for a pool among those that the service offers. */
final class ImageChoice {
  private static final String DOCKER = "DockerCompatible";

  private ImageChoice() {}

  /**
   * Returns the newest Ubuntu, with a container engine if one is needed, of which the support does
   * not end within a month.
   *
   * @throws BatchException if the service offers none
   */
  static SupportedImage newest(List<SupportedImage> images, Containers containers, Clock clock)
      throws BatchException {
    Instant soon = clock.instant().plusSeconds(30L * 24 * 3600);
    return images.stream()
        .filter(image -> image.agent().matches("batch\\.node\\.ubuntu \\d+\\.\\d+"))
        .filter(image -> image.supportEnds().filter(end -> end.isBefore(soon)).isEmpty())
        .filter(
            image -> image.capabilities().contains(DOCKER) == (containers == Containers.REQUIRED))
        .max(Comparator.comparing(SupportedImage::agent).thenComparing(SupportedImage::sku))
        .orElseThrow(
            () ->
                new BatchException(
                    BatchException.Kind.INVALID,
                    "",
                    "the service offers no supported Ubuntu image for a pool with containers "
                        + containers
                        + "; use a pool of your own with PoolChoice.existing",
                    null));
  }
}
