package io.github.lighterman.azure;

import io.github.lighterman.staging.StagingArea;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.contract.StagingAreaContract;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Each root is a container of its own, since a prefix takes from the length of names. */
final class BlobStagingAreaContractTest extends StagingAreaContract {
  private static BlobEmulator emulator;
  private final String test = UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, BlobContainer> containers = new HashMap<>();

  @BeforeAll
  static void start() {
    emulator = BlobEmulator.start();
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @AfterEach
  void close() {
    containers.values().forEach(BlobContainer::close);
  }

  @Override
  protected synchronized StagingArea open(String root) {
    return new BlobStagingArea(containers.computeIfAbsent(root, this::container), "");
  }

  private BlobContainer container(String root) {
    String name = root + "-" + test;
    emulator.createContainer(name);
    return BlobContainer.open(BlobFixture.config(emulator, name));
  }
}
