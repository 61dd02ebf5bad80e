package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The extension named by its class alone. */
@ExtendWith(BatchEmulatorExtension.class)
final class BatchEmulatorParameterTest {
  private BatchEmulator before;

  @BeforeEach
  void takeParameter(BatchEmulator emulator) {
    before = emulator;
  }

  @Test
  void testAndWhatRunsBeforeItHaveTheSameEmulator(BatchEmulator emulator) {
    assertThat(emulator).isSameAs(before);
    assertThat(emulator.endpoint().getHost()).isEqualTo("127.0.0.1");
  }
}
