package io.github.lighterman.azure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the machine image of a pool among those that the service offers. */
final class ImageChoice {
  private static final Logger log = LoggerFactory.getLogger(ImageChoice.class);
  private static final Duration LEAST = Duration.ofDays(30);
  private static final Duration SOON = Duration.ofDays(90);
  private static final int NEAR = 3;

  private final List<SupportedImage> offered;
  private final Instant now;

  /** What an image must be made for, beside containers. */
  enum Trait {
    /** Processors of the architecture ARM64 instead of X64. */
    ARM64,
    /** Gpus, for which it must have drivers. */
    GPU
  }

  /** Chooses among what {@link BatchGateway#supportedImages} returned. */
  ImageChoice(List<SupportedImage> offered, Clock clock) {
    this.offered = List.copyOf(offered);
    this.now = clock.instant();
  }

  /**
   * Returns the image of a pool, with its agent: one that was named or lies in a gallery, or the
   * newest Ubuntu that fits.
   *
   * @param traits what the pool's machines are known to be
   * @throws BatchException if none fits, or the one that was named isn't offered
   */
  PoolImage of(PoolSpec spec, Set<Trait> traits) throws BatchException {
    if (spec.image() instanceof PoolImage.Gallery) {
      return spec.image();
    }
    if (spec.image() instanceof PoolImage.Named named) {
      return named(spec, named, traits);
    }
    SupportedImage found = found(spec, traits);
    warnOfTheEnd(spec, found, "take another size or image when Batch lists a newer one");
    return found.named(PoolImage.Named.LATEST);
  }

  private SupportedImage found(PoolSpec spec, Set<Trait> traits) throws BatchException {
    boolean containers = spec.containers().kind() == Containers.REQUIRED;
    Predicate<SupportedImage> fits =
        image ->
            image.agent().matches("batch\\.node\\.ubuntu \\d+\\.\\d+(-arm64)?")
                && image.isArm64() == traits.contains(Trait.ARM64)
                && (image.hasContainerEngine() || !containers)
                && (image.hasGpuDrivers() || !traits.contains(Trait.GPU));
    return offered.stream()
        .filter(fits.and(image -> !endsWithin(image, LEAST)))
        .max(
            Comparator.comparing((SupportedImage image) -> image.hasContainerEngine() == containers)
                .thenComparing(SupportedImage::agent)
                .thenComparing(SupportedImage::sku))
        .orElseThrow(
            () ->
                invalid(
                    spec,
                    "the service offers no supported Ubuntu image"
                        + (containers ? " with a container engine" : "")
                        + (traits.contains(Trait.GPU) ? " with drivers for gpus" : "")
                        + (traits.contains(Trait.ARM64) ? " for ARM64" : " for X64")
                        + "; name one with PoolImage.named or PoolImage.gallery, or use a pool of"
                        + " your own with PoolChoice.existing"));
  }

  private PoolImage named(PoolSpec spec, PoolImage.Named named, Set<Trait> traits)
      throws BatchException {
    List<SupportedImage> same = offered.stream().filter(image -> image.is(named)).toList();
    if (same.isEmpty()) {
      throw invalid(
          spec,
          "the service offers no image "
              + words(named)
              + "; the nearest are "
              + nearest(named)
              + ", or use PoolImage.found()");
    }
    List<SupportedImage> fitting =
        same.stream()
            .filter(
                image -> named.agent().filter(a -> !a.equalsIgnoreCase(image.agent())).isEmpty())
            .toList();
    if (fitting.isEmpty()) {
      throw invalid(
          spec,
          "the image "
              + words(named)
              + " goes with the agent "
              + same.stream()
                  .map(image -> "'" + image.agent() + "'")
                  .distinct()
                  .collect(Collectors.joining(" or "))
              + ", not '"
              + named.agent().orElse("")
              + "'; name that one, or none");
    }
    SupportedImage chosen = fitting.get(0);
    require(spec, chosen, traits);
    warnOfTheEnd(spec, chosen, "name a newer one, or use PoolImage.found()");
    return chosen.named(named.version());
  }

  private void require(PoolSpec spec, SupportedImage chosen, Set<Trait> traits)
      throws BatchException {
    String why = "";
    if (chosen.agent().startsWith("batch.node.windows")) {
      why = "is Windows, and jobs run on Linux";
    } else if (spec.containers().kind() == Containers.REQUIRED && !chosen.hasContainerEngine()) {
      why = "has no container engine, which the pool needs";
    } else if (chosen.isArm64() != traits.contains(Trait.ARM64)) {
      why = "is not for the processors of " + spec.vmSize();
    } else if (endsWithin(chosen, Duration.ZERO)) {
      why = "is supported no more since " + chosen.supportEnds().orElse(now);
    }
    if (!why.isEmpty()) {
      throw invalid(
          spec, "the image " + chosen.words() + " " + why + "; use PoolImage.found(), or another");
    }
  }

  private void warnOfTheEnd(PoolSpec spec, SupportedImage image, String wayOut) {
    if (endsWithin(image, SOON)) {
      log.warn(
          "Batch gives up the image {} of pool '{}' on {}, and takes no new pool with it from then"
              + " on; {}",
          image.words(),
          spec.name(),
          image.supportEnds().orElse(now),
          wayOut);
    }
  }

  private boolean endsWithin(SupportedImage image, Duration time) {
    return image.supportEnds().filter(end -> !end.isAfter(now.plus(time))).isPresent();
  }

  private String nearest(PoolImage.Named named) {
    String near =
        offered.stream()
            .filter(image -> !image.agent().startsWith("batch.node.windows"))
            .filter(image -> !endsWithin(image, LEAST))
            .sorted(
                Comparator.comparingInt((SupportedImage image) -> image.likeness(named)).reversed())
            .limit(NEAR)
            .map(SupportedImage::words)
            .collect(Collectors.joining(", "));
    return near.isEmpty() ? "none" : near;
  }

  private static String words(PoolImage.Named named) {
    return "'" + named.publisher() + " " + named.offer() + " " + named.sku() + "'";
  }

  private static BatchException invalid(PoolSpec spec, String why) {
    return new BatchException(
        BatchException.Kind.INVALID, "", "pool '" + spec.name() + "': " + why, null);
  }
}
