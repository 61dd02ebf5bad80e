package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobPermission;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BlobFailuresTest {
  private static final byte[] BYTES = "x".getBytes(UTF_8);

  private BlobEmulator emulator;

  @BeforeEach
  void start() {
    emulator = BlobEmulator.start();
    emulator.createContainer("box");
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private BlobContainer open(AzureAuth auth, String name) {
    return BlobContainer.open(BlobFixture.config(emulator.endpoint(), auth, name));
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void missingContainerIsNamedWithTheWayOut() {
    AzureAuth key = AzureAuth.sharedKey(emulator.account(), emulator.key());
    try (BlobContainer container = open(key, "nowhere")) {
      assertThatThrownBy(() -> container.upload("a", BYTES))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("no such container")
          .hasMessageContaining("nowhere");
      assertThatThrownBy(() -> container.exists("a")).hasMessageContaining("no such container");
      assertThatThrownBy(() -> container.read("a")).hasMessageContaining("no such container");
      assertThatThrownBy(() -> container.list("")).hasMessageContaining("no such container");
    }
  }

  @Test
  void wrongKeyIsDeniedAndNotTold() {
    String wrong = Base64.getEncoder().encodeToString("another key".getBytes(UTF_8));
    try (BlobContainer container = open(AzureAuth.sharedKey(emulator.account(), wrong), "box")) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> container.upload("a", BYTES),
              () -> container.open("a"),
              () -> container.exists("a"),
              () -> container.list(""))) {
        AccessDeniedException thrown = catchThrowableOfType(AccessDeniedException.class, call);
        assertThat(thrown)
            .hasMessageContaining("AuthenticationFailed")
            .hasMessageContaining("the key");
        assertThat(trace(thrown)).doesNotContain(wrong, "SharedKey ");
      }
    }
  }

  @Test
  void signatureThatHasExpiredIsDeniedAndNotTold() {
    ManualClock clock = ManualClock.at(Instant.now());
    try (BlobEmulator old = BlobEmulator.builder().clock(clock).start()) {
      old.createContainer("box");
      String sas = old.sas("box", Duration.ofMinutes(1), BlobPermission.READ);
      clock.advance(Duration.ofHours(1));
      try (BlobContainer container =
          BlobContainer.open(BlobFixture.config(old.endpoint(), AzureAuth.sas(sas), "box"))) {
        AccessDeniedException thrown =
            catchThrowableOfType(AccessDeniedException.class, () -> container.open("a"));
        assertThat(thrown).hasMessageContaining("has expired");
        assertThat(trace(thrown)).doesNotContain("sig=");
      }
    }
  }

  @Test
  void permissionThatIsMissingIsDenied() throws IOException {
    String sas = emulator.sas("box", Duration.ofHours(1), BlobPermission.READ);
    try (BlobContainer container = open(AzureAuth.sas(sas), "box")) {
      assertThatThrownBy(() -> container.upload("a", BYTES))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("permission");
      assertThat(container.exists("a")).isFalse();
    }
  }

  @Test
  void signatureForTheContainerIsEnoughForAll() throws IOException {
    EnumSet<BlobPermission> all = EnumSet.allOf(BlobPermission.class);
    String sas =
        emulator.sas(
            "box", Duration.ofHours(1), BlobPermission.READ, all.toArray(BlobPermission[]::new));
    try (BlobContainer container = open(AzureAuth.sas("?" + sas), "box")) {
      String etag = container.create("d/a", BYTES).orElseThrow();
      assertThat(container.replace("d/a", BYTES, etag)).isPresent();
      container.copy("d/a", "d/b");
      assertThat(container.open("d/b")).hasContent("x");
      assertThat(container.directories("")).containsExactly("d/");
      assertThat(container.deleteAll("")).isEqualTo(2);
      assertThat(container.list("")).isEmpty();
    }
  }

  @Test
  void serviceThatFailsIsNamedWithoutASignature() {
    String sas = emulator.sas("box", Duration.ofHours(1), BlobPermission.READ);
    try (BlobContainer container = open(AzureAuth.sas(sas), "box")) {
      for (BlobFault fault :
          List.of(BlobFault.UNAVAILABLE, BlobFault.INTERNAL_ERROR, BlobFault.RESET_BEFORE_APPLY)) {
        emulator.inject(BlobFaultRule.of(fault));
        IOException thrown =
            catchThrowableOfType(IOException.class, () -> container.open("a").close());
        assertThat(thrown).hasMessageContaining("can't read 'a'");
        assertThat(trace(thrown)).doesNotContain("sig=");
        emulator.clearFaults();
      }
    }
  }

  @Test
  void serviceThatIsNotThereIsNamed() {
    URI endpoint = emulator.endpoint();
    emulator.close();
    try (BlobContainer container =
        BlobContainer.open(
            BlobFixture.config(endpoint, AzureAuth.sharedKey("a", "bm9uZQ=="), "box"))) {
      assertThatThrownBy(() -> container.exists("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("can't look at 'a'")
          .hasMessageContaining("connect");
    }
  }

  @Test
  void interruptedCallFailsAndTheThreadStaysInterrupted() {
    AzureAuth key = AzureAuth.sharedKey(emulator.account(), emulator.key());
    try (BlobContainer container = open(key, "box")) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> container.exists("a")).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
