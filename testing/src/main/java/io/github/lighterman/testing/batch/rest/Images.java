package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.state.BatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The images that nodes can be made from. */
final class Images {
  /** The table is the same for everybody and never changes. */
  static final Images ALL = new Images(Lines.of("images.txt"));

  private final List<Image> images = new ArrayList<>();

  /** An image of the marketplace. */
  record Image(
      List<String> name,
      String nodeAgent,
      String osType,
      String verification,
      List<String> capabilities,
      Optional<String> endOfLife) {
    /** Returns how it is shown. */
    ObjectNode json() {
      ObjectNode json = ObjectNodes.create();
      ObjectNode reference = json.putObject("imageReference");
      reference.put("publisher", name.get(0));
      reference.put("offer", name.get(1));
      reference.put("sku", name.get(2));
      reference.put("version", "latest");
      json.put("verificationType", verification);
      json.put("nodeAgentSKUId", nodeAgent);
      if (!capabilities.isEmpty()) {
        ArrayNode array = json.putArray("capabilities");
        capabilities.forEach(array::add);
      }
      endOfLife.ifPresent(end -> json.put("batchSupportEndOfLife", end));
      json.put("osType", osType);
      return json;
    }

    private boolean is(JsonNode reference) {
      return name.get(0).equalsIgnoreCase(reference.path("publisher").asText())
          && name.get(1).equalsIgnoreCase(reference.path("offer").asText())
          && name.get(2).equalsIgnoreCase(reference.path("sku").asText());
    }
  }

  private Images(List<String> lines) {
    for (String line : lines) {
      String[] parts = line.split(";", -1);
      String capabilities = parts[4].strip();
      String end = parts.length > 5 ? parts[5].strip() : "";
      images.add(
          new Image(
              List.of(parts[0].split(" ", -1)),
              parts[1].strip(),
              parts[2].strip(),
              parts[3].strip(),
              capabilities.isEmpty() ? List.of() : List.of(capabilities.split(",", -1)),
              end.isEmpty() ? Optional.empty() : Optional.of(end)));
    }
  }

  List<Image> all() {
    return images;
  }

  /** Checks that a pool can be made from its image. */
  void check(JsonNode configuration) {
    JsonNode reference = configuration.path("imageReference");
    if (reference.has("virtualMachineImageId")) {
      checkOwn(reference.path("virtualMachineImageId").asText());
      return;
    }
    if (reference.has("sharedGalleryImageId") || reference.has("communityGalleryImageId")) {
      return;
    }
    List<Image> fitting = images.stream().filter(image -> image.is(reference)).toList();
    if (fitting.isEmpty()) {
      throw BatchException.property(
          "imageReference", null, "The specified " + words(reference) + " is not supported.");
    }
    String agent = configuration.path("nodeAgentSKUId").asText();
    if (fitting.stream().noneMatch(image -> image.nodeAgent.equalsIgnoreCase(agent))) {
      throw BatchException.property(
          "nodeAgentSKUId",
          agent,
          "The specified " + words(reference) + " is not supported by the node agent.");
    }
    if (configuration.has("containerConfiguration")
        && fitting.stream().noneMatch(image -> image.capabilities.contains("DockerCompatible"))) {
      throw BatchException.property(
          "containerConfiguration",
          null,
          "The specified " + words(reference) + " does not support container feature.");
    }
  }

  private static void checkOwn(String id) {
    if (!id.matches(
        "(?i)/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Compute/galleries/[^/]+"
            + "/images/[^/]+(/versions/[^/]+)?")) {
      String gallery =
          "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers"
              + "/Microsoft.Compute/galleries/{galleryName}/images/{galleryImageName}";
      throw BatchException.property(
          "virtualMachineImageId",
          id,
          "The specified resource id must be of the format "
              + gallery
              + "/versions/{galleryImageVersionName} or "
              + gallery);
    }
  }

  private static String words(JsonNode reference) {
    return "imageReference with publisher "
        + reference.path("publisher").asText()
        + " offer "
        + reference.path("offer").asText()
        + " sku "
        + reference.path("sku").asText();
  }
}
