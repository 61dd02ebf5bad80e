package io.github.lighterman.azure;

import java.util.List;
import java.util.Map;

/**
 * A pool to be added.
 *
 * @param id its name, 1 to 64 letters, digits, {@code -} and {@code _}
 * @param displayName what people see
 * @param spec what is wished for
 * @param made what was found out for it
 * @param scale how many nodes it has: fixed, or a formula
 * @param metadata what its owner finds it by
 */
record BatchPool(
    String id,
    String displayName,
    PoolSpec spec,
    Made made,
    PoolScale scale,
    Map<String, String> metadata) {
  BatchPool {
    metadata = Map.copyOf(metadata);
  }

  /**
   * What a specification leaves open.
   *
   * @param image the machines' image, with its agent; never one to be found
   * @param slotsPerNode how many slots a node has, 1 to 256
   * @param images what jobs are known to use, beside what the specification prefetches; passed over
   *     where nothing runs in containers
   * @param secrets those that the specification refers to
   */
  record Made(PoolImage image, int slotsPerNode, List<String> images, PoolSecrets secrets) {
    Made {
      if (image instanceof PoolImage.Found
          || (image instanceof PoolImage.Named named && named.agent().isEmpty())) {
        throw new IllegalArgumentException("the image must be chosen");
      }
      images = List.copyOf(images);
    }
  }
}
