package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which images are given up, and when others will be. Guarded by the engine's lock. */
public final class Catalog {
  private final Set<String> withdrawn = new HashSet<>();
  private final Map<String, Instant> ends = new HashMap<>();

  Catalog() {}

  /** Lets an image be no more. Pools that have it keep it. */
  public void withdraw(String publisher, String offer, String sku) {
    withdrawn.add(key(publisher, offer, sku));
  }

  /** Has the support of an image end at a time. */
  public void endSupport(String publisher, String offer, String sku, Instant end) {
    ends.put(key(publisher, offer, sku), end);
  }

  /** Returns an image as the list of images shows it, or empty if it isn't there any more. */
  public Optional<ObjectNode> shown(ObjectNode image) {
    String key = key(image.path("imageReference"));
    if (withdrawn.contains(key)) {
      return Optional.empty();
    }
    Instant end = ends.get(key);
    if (end != null) {
      image.put("batchSupportEndOfLife", Ticks.text(end));
    }
    return Optional.of(image);
  }

  /** Checks that a new pool's image is still there. */
  void check(JsonNode pool) {
    JsonNode reference = pool.path("virtualMachineConfiguration").path("imageReference");
    if (withdrawn.contains(key(reference))) {
      throw BatchException.property(
          "imageReference",
          null,
          "The specified imageReference with publisher "
              + reference.path("publisher").asText()
              + " offer "
              + reference.path("offer").asText()
              + " sku "
              + reference.path("sku").asText()
              + " is not supported.");
    }
  }

  private static String key(JsonNode reference) {
    return key(
        reference.path("publisher").asText(),
        reference.path("offer").asText(),
        reference.path("sku").asText());
  }

  private static String key(String publisher, String offer, String sku) {
    return String.join(" ", publisher, offer, sku).toLowerCase(Locale.ROOT);
  }
}
