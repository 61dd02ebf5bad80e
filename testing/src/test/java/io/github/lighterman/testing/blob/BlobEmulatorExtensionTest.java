package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BlobEmulatorExtension.class)
final class BlobEmulatorExtensionTest {
  @RegisterExtension
  static final BlobEmulatorExtension ofClass =
      new BlobEmulatorExtension(BlobEmulator.builder().account("forall"));

  @Test
  void staticFieldHasOneForTheClass() {
    assertThat(ofClass.emulator()).isSameAs(ofClass.emulator());
    assertThat(ofClass.emulator().endpoint().getPath()).isEqualTo("/forall");
  }

  @Test
  void emulatorIsThereOnlyWhileTestsRun() {
    assertThatThrownBy(() -> new BlobEmulatorExtension().emulator())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("while a test runs");
  }
}
