package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BlobEmulatorExtension.class)
final class BlobParameterTest {
  @Test
  void testGetsTheEmulatorAsAParameter(BlobEmulator emulator) {
    emulator.createContainer("box");

    assertThat(emulator.container("box")).isPresent();
  }
}
