package io.github.lighterman.azure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool to be added.
 *
 * @param id its name, 1 to 64 letters, digits, {@code -} and {@code _}
 * @param displayName what people see
 * @param spec what its nodes are
 * @param image the machine's image and the agent that goes with it
 * @param containerImages what is pulled before tasks run; empty for none
 * @param metadata what its owner finds it by
 */
record BatchPool(
    String id,
    String displayName,
    PoolSpec spec,
    SupportedImage image,
    Optional<List<String>> containerImages,
    Map<String, String> metadata) {
  BatchPool {
    containerImages = containerImages.map(List::copyOf);
    metadata = Map.copyOf(metadata);
  }
}
