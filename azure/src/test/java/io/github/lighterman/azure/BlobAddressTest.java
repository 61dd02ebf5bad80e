package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** An address is taken apart where the container ends, whatever stands before it. */
final class BlobAddressTest {
  private static final URI CLOUD = URI.create("https://me.blob.core.windows.net");
  private static final URI EMULATOR = URI.create("http://127.0.0.1:10000/me");

  @Test
  void containerIsTheFirstPartOfThePath() {
    BlobAddress address =
        BlobAddress.of(URI.create("https://me.blob.core.windows.net/c/a/b.txt?sig=x%2B"), CLOUD);

    assertThat(address.container())
        .isEqualTo(URI.create("https://me.blob.core.windows.net/c?sig=x%2B"));
    assertThat(address.blob()).isEqualTo("a/b.txt");
  }

  @Test
  void accountOfAnEmulatorStandsBeforeTheContainer() {
    BlobAddress address = BlobAddress.of(URI.create("http://127.0.0.1:10000/me/c/a"), EMULATOR);

    assertThat(address.container()).isEqualTo(URI.create("http://127.0.0.1:10000/me/c"));
    assertThat(address.blob()).isEqualTo("a");
    assertThat(address.isIn(URI.create("http://127.0.0.1:10000/me/c?sig=y"))).isTrue();
    assertThat(address.isIn(URI.create("http://127.0.0.1:10000/me/d"))).isFalse();
  }

  @Test
  void addressWithoutABlobIsRefusedWithoutItsSignature() {
    for (String bad : new String[] {"/", "/c", "/c/"}) {
      URI uri = URI.create("https://other.blob.core.windows.net" + bad + "?sig=secret");
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> BlobAddress.of(uri, CLOUD))
          .withMessageContaining("other.blob.core.windows.net")
          .withMessageNotContaining("secret");
    }
  }
}
