package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what pools have beside machines and their number: disks, registries, mounts, networks. */
final class PoolParts {
  private static final int MOST_MOUNTS = 10;

  private PoolParts() {}

  static void check(JsonNode pool) {
    JsonNode machine = pool.path("virtualMachineConfiguration");
    disks(machine);
    for (JsonNode registry : machine.path("containerConfiguration").path("containerRegistries")) {
      registry(registry);
    }
    network(pool.path("networkConfiguration"));
    mounts(pool.path("mountConfiguration"));
  }

  private static void disks(JsonNode machine) {
    Set<Integer> luns = new HashSet<>();
    for (JsonNode disk : machine.path("dataDisks")) {
      Limits.range(disk, "lun", 0, 63);
      Limits.range(disk, "diskSizeGB", 1, 32_767);
      if (!luns.add(disk.path("lun").asInt())) {
        throw BatchException.property("lun", disk.path("lun").asText(), "Two disks have it.");
      }
    }
    Limits.range(machine.path("osDisk"), "diskSizeGB", 1, 4_095);
  }

  private static void registry(JsonNode registry) {
    boolean identity = registry.has("identityReference");
    boolean named = registry.has("username") && registry.has("password");
    if (identity == named || registry.has("username") != registry.has("password")) {
      throw BatchException.property(
          "containerRegistries",
          null,
          "Either username and password or identityReference is needed.");
    }
  }

  private static void network(JsonNode network) {
    if (network.has("endpointConfiguration")) {
      throw BatchException.notEmulated("A pool with endpointConfiguration");
    }
    JsonNode addresses = network.path("publicIPAddressConfiguration");
    boolean given = addresses.path("provision").asText().equalsIgnoreCase("usermanaged");
    if (given == addresses.path("ipAddressIds").isEmpty()) {
      throw BatchException.property(
          "ipAddressIds", null, "It goes with the provision usermanaged, and with that alone.");
    }
    boolean own = given || addresses.path("provision").asText().matches("(?i)nopublicipaddresses");
    if (own && !network.has("subnetId")) {
      throw BatchException.of(ErrorCode.MissingRequiredProperty, "PropertyName", "subnetId");
    }
    String subnet = network.path("subnetId").asText("");
    if (network.has("subnetId")
        && !subnet.matches(
            "(?i)/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[^/]+/virtualNetworks/[^/]+"
                + "/subnets/[^/]+")) {
      throw BatchException.property("subnetId", subnet, "It is no subnet's resource id.");
    }
  }

  private static void mounts(JsonNode mounts) {
    if (mounts.size() > MOST_MOUNTS) {
      throw BatchException.property("mountConfiguration", null, "It has more than 10 items.");
    }
    Set<String> paths = new HashSet<>();
    for (JsonNode mount : mounts) {
      if (mount.size() != 1) {
        throw BatchException.property(
            "mountConfiguration", null, "Each item needs exactly one file system.");
      }
      JsonNode system = mount.elements().next();
      if (mount.has("azureBlobFileSystemConfiguration")) {
        one(system, List.of("accountKey", "sasKey", "identityReference"));
      }
      String path = system.path("relativeMountPath").asText();
      if (path.isEmpty() || path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
        throw BatchException.property(
            "relativeMountPath", path, "It must be relative and must not lead out.");
      }
      if (!paths.add(path)) {
        throw BatchException.property("relativeMountPath", path, "Two file systems have it.");
      }
    }
  }

  private static void one(JsonNode system, List<String> names) {
    if (names.stream().filter(system::has).count() != 1) {
      throw BatchException.property(
          "azureBlobFileSystemConfiguration",
          null,
          "Exactly one of " + String.join(", ", names) + " is needed.");
    }
  }
}
