package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether and how a pool's jobs run in containers.
 *
 * @param kind whether they do; if not, the rest is empty
 * @param prefetch images that nodes pull before jobs start, beside those that the jobs use; each
 *     once
 * @param registries those that ask who pulls; each server once
 * @param options how containers are made
 */
public record ContainerSetup(
    Containers kind, List<String> prefetch, List<Registry> registries, ContainerOptions options) {
  private static final ContainerSetup NONE =
      new ContainerSetup(Containers.NONE, List.of(), List.of(), ContainerOptions.ofDefaults());
  private static final ContainerSetup REQUIRED =
      new ContainerSetup(Containers.REQUIRED, List.of(), List.of(), ContainerOptions.ofDefaults());

  /**
   * Checks that all goes together.
   *
   * @throws IllegalArgumentException if an image can't be one, something is there twice, or
   *     something is there for containers that no job may have
   */
  public ContainerSetup {
    requireNonNull(kind, "kind");
    prefetch = List.copyOf(prefetch);
    registries = List.copyOf(registries);
    requireNonNull(options, "options");
    Set<String> seen = new HashSet<>();
    for (String image : prefetch) {
      PoolRules.text(
          "an image to prefetch",
          image,
          "[A-Za-z0-9][A-Za-z0-9._:/@+-]*",
          "an image reference: letters, digits and . _ - : / @ +");
      if (!seen.add(image)) {
        throw new IllegalArgumentException("image '" + image + "' is to be prefetched twice");
      }
    }
    for (Registry registry : registries) {
      if (!seen.add("registry " + registry.server().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("registry '" + registry.server() + "' is given twice");
      }
    }
    boolean plain = seen.isEmpty() && options.arguments().isEmpty();
    if (kind == Containers.NONE && !plain) {
      throw new IllegalArgumentException(
          "images, registries and options are for containers; start with ContainerSetup.required()");
    }
  }

  /** Returns that no job runs in a container. */
  public static ContainerSetup none() {
    return NONE;
  }

  /** Returns that every job runs in a container, with the engine's own defaults. */
  public static ContainerSetup required() {
    return REQUIRED;
  }

  /**
   * Returns a copy that pulls these images too before jobs start. Those that jobs are known to use
   * when the pool is made are pulled anyway.
   *
   * @throws IllegalArgumentException if one can't be an image, is there already, or no job may run
   *     in a container
   */
  public ContainerSetup withPrefetch(List<String> images) {
    List<String> all = new ArrayList<>(prefetch);
    all.addAll(images);
    return new ContainerSetup(kind, all, registries, options);
  }

  /**
   * Returns a copy with one more registry that asks who pulls.
   *
   * @throws IllegalArgumentException if its server is there already, or no job may run in a
   *     container
   */
  public ContainerSetup withRegistry(Registry registry) {
    List<Registry> all = new ArrayList<>(registries);
    all.add(requireNonNull(registry, "registry"));
    return new ContainerSetup(kind, prefetch, all, options);
  }

  /**
   * Returns a copy with these options in place of the others.
   *
   * @throws IllegalArgumentException if there are some, and no job may run in a container
   */
  public ContainerSetup withOptions(ContainerOptions options) {
    return new ContainerSetup(kind, prefetch, registries, options);
  }
}
