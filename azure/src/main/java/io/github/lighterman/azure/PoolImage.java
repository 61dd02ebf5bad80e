package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** The image that the machines of a pool start from. Immutable. */
public sealed interface PoolImage {
  /**
   * Returns the choice of the newest Ubuntu that Batch lists when the pool is made and that fits:
   * with a container engine if jobs need one, with drivers for gpus if the machines have some, for
   * the machines' architecture, and of which Batch's support doesn't end within a month.
   */
  static PoolImage found() {
    return new Found();
  }

  /**
   * Returns the latest version of an image of the marketplace. Batch must list it, so that the node
   * agent that goes with it is known.
   *
   * @throws IllegalArgumentException if a name can't be one
   */
  static PoolImage named(String publisher, String offer, String sku) {
    return new Named(publisher, offer, sku, Named.LATEST, Optional.empty());
  }

  /**
   * Returns an image of the marketplace, which Batch must list.
   *
   * @param publisher such as {@code microsoft-dsvm}
   * @param offer such as {@code ubuntu-hpc}
   * @param sku such as {@code 2404}
   * @param version such as {@code 24.04.2025062001}, or {@code latest}
   * @param agent the id of the node agent that goes with it, such as {@code batch.node.ubuntu
   *     24.04}
   * @throws IllegalArgumentException if one can't be what it should be
   */
  static PoolImage named(String publisher, String offer, String sku, String version, String agent) {
    return new Named(publisher, offer, sku, version, Optional.of(agent));
  }

  /**
   * Returns an image of an Azure Compute Gallery, in the account's subscription and region. Batch
   * must be told who asks by an identity, not by a key. See <a
   * href="https://learn.microsoft.com/azure/batch/batch-sig-images">Batch's page on these
   * images</a>.
   *
   * @param imageId its resource id, with or without {@code /versions/...}; without, the latest
   * @param agent the id of the node agent that goes with it, such as {@code batch.node.ubuntu
   *     24.04}
   * @throws IllegalArgumentException if one can't be what it should be
   */
  static PoolImage gallery(String imageId, String agent) {
    return new Gallery(imageId, agent);
  }

  /** What fits among the images that Batch lists. */
  record Found() implements PoolImage {}

  /**
   * An image of the marketplace.
   *
   * @param publisher such as {@code microsoft-dsvm}
   * @param offer such as {@code ubuntu-hpc}
   * @param sku such as {@code 2404}
   * @param version or {@code latest}
   * @param agent the id of the node agent; empty for the one that Batch lists with the image
   */
  record Named(String publisher, String offer, String sku, String version, Optional<String> agent)
      implements PoolImage {
    static final String LATEST = "latest";
    private static final String NAME = "[A-Za-z0-9._-]{1,128}";
    private static final String RULE = "1 to 128 letters, digits, '.', '_' and '-'";

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one can't be what it should be
     */
    public Named {
      PoolRules.text("publisher", publisher, NAME, RULE);
      PoolRules.text("offer", offer, NAME, RULE);
      PoolRules.text("sku", sku, NAME, RULE);
      PoolRules.text("version", version, NAME, RULE);
      agent.ifPresent(PoolImage::requireAgent);
    }
  }

  /**
   * An image of a gallery.
   *
   * @param imageId its resource id
   * @param agent the id of the node agent that goes with it
   */
  record Gallery(String imageId, String agent) implements PoolImage {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one can't be what it should be
     */
    public Gallery {
      PoolRules.text(
          "imageId",
          imageId,
          "(?i)/subscriptions/[^/\\s]+/resourceGroups/[^/\\s]+/providers/Microsoft\\.Compute"
              + "/galleries/[^/\\s]+/images/[^/\\s]+(/versions/[^/\\s]+)?",
          "a resource id such as /subscriptions/s/resourceGroups/g/providers/Microsoft.Compute"
              + "/galleries/y/images/i/versions/1.0.0");
      requireAgent(agent);
    }
  }

  private static void requireAgent(String agent) {
    PoolRules.text(
        "agent",
        requireNonNull(agent, "agent"),
        "batch\\.node\\.[a-z]+ [A-Za-z0-9._-]+",
        "the id of a node agent such as 'batch.node.ubuntu 24.04'");
  }
}
