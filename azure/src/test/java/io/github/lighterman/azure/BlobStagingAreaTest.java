package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobEmulatorExtension;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the contract can't ask for: areas in one container, and a store that fails. */
final class BlobStagingAreaTest {
  private static final RelativePath A = RelativePath.of("a");

  @RegisterExtension final BlobEmulatorExtension store = new BlobEmulatorExtension();
  private BlobEmulator emulator;
  private BlobContainer container;
  private BlobStagingArea area;

  @BeforeEach
  void open() {
    emulator = store.emulator();
    emulator.createContainer("box");
    container = BlobContainer.open(BlobFixture.config(emulator, "box"));
    area = new BlobStagingArea(container, "x/main/");
  }

  @AfterEach
  void close() {
    container.close();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void areasInOneContainerSeeNothingOfEachOther() throws IOException {
    BlobStagingArea other = new BlobStagingArea(container, "x/main2/");
    area.put(A, stream("one"));
    other.put(A, stream("other"));
    container.upload("x/main", new byte[0]);

    assertThat(area.list("")).extracting(file -> file.path()).containsExactly(A);
    assertThat(area.open(A)).hasContent("one");
    assertThat(area.location(A)).isEqualTo(emulator.url("box", "x/main/a"));
    assertThat(area.deleteAll("")).isEqualTo(1);
    assertThat(other.exists(A)).isTrue();
    assertThat(container.exists("x/main")).isTrue();
  }

  @Test
  void storeThatCanNotBeAskedIsNoNo() {
    emulator.inject(BlobFaultRule.of(BlobFault.INTERNAL_ERROR));

    assertThatThrownBy(() -> area.exists(A)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> area.list("")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> area.delete(A)).isInstanceOf(IOException.class);
  }

  @Test
  void putThatTheStoreBreaksOffChangesNothing() throws IOException {
    area.put(A, stream("old"));
    emulator.inject(
        BlobFaultRule.of(BlobFault.RESET_BEFORE_APPLY)
            .on(BlobOperation.PUT_BLOB, BlobOperation.PUT_BLOCK_LIST));

    assertThatThrownBy(() -> area.put(A, stream("new"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> area.put(A, new ByteArrayInputStream(new byte[BlobUploads.BLOCK + 1])))
        .isInstanceOf(IOException.class);

    assertThat(area.open(A)).hasContent("old");
    assertThat(area.list("")).hasSize(1);
  }

  @Test
  void nameThatIsTooLongWithThePrefixIsRefused() throws IOException {
    RelativePath path = RelativePath.of("y".repeat(1_020));

    assertThatThrownBy(() -> area.put(path, stream("x"))).isInstanceOf(IOException.class);
    assertThat(area.list("")).isEmpty();
  }
}
