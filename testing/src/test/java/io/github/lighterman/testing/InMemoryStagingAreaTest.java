package io.github.lighterman.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.staging.RelativePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@link InMemoryStagingArea} promises beyond the contract of all areas. */
@ExtendWith(LeakCheck.class)
class InMemoryStagingAreaTest {
  @TempDir private Path temporary;
  private final InMemoryStagingArea area = InMemoryStagingArea.create();

  @Test
  void testSeesWhatIsInIt() throws IOException {
    area.put(path("b"), stream("second"));
    area.put(path("a/x"), stream("first"));

    assertThat(area.paths()).containsExactly("a/x", "b");
    assertThat(area.text("a/x")).hasValue("first");
    assertThat(area.bytes("b")).hasValue("second".getBytes(UTF_8));
    assertThat(area.text("a")).isEmpty();
    assertThat(area.bytes("a")).isEmpty();
    assertThat(area).hasToString("InMemoryStagingArea[area, 2 files]");
  }

  @Test
  void bytesGivenOutAreACopy() throws IOException {
    area.put(path("a"), stream("old"));

    area.bytes("a").orElseThrow()[0] = 'X';

    assertThat(area.text("a")).hasValue("old");
  }

  @Test
  void modifiedIsTheTimeOfTheGivenClock() throws IOException {
    ManualClock clock = ManualClock.create();
    InMemoryStagingArea timed = InMemoryStagingArea.create(clock);
    timed.put(path("a"), stream("x"));
    clock.advance(Duration.ofDays(1));
    timed.put(path("b"), stream("x"));
    timed.area("other").put(path("c"), stream("x"));

    assertThat(timed.list("").get(0).modified()).isEqualTo("2030-01-01T00:00:00Z");
    assertThat(timed.list("").get(1).modified()).isEqualTo("2030-01-02T00:00:00Z");
    assertThat(timed.area("other").list("").get(0).modified()).isEqualTo("2030-01-02T00:00:00Z");
  }

  @Test
  void areasOfOneNameAreOne() throws IOException {
    area.area("other").put(path("a"), stream("x"));

    assertThat(area.area("other").text("a")).hasValue("x");
    assertThat(area.area("area").paths()).isEmpty();
    assertThat(area.area("other").area("area").paths()).isEmpty();
    assertThat(InMemoryStagingArea.create().area("other").paths()).isEmpty();
  }

  @Test
  void locationNamesAreaAndPath() {
    assertThat(area.location(path("a b/ü%20?#"))).hasToString("memory:/area/a%20b/ü%2520%3F%23");
    assertThat(area.area("other").location(path("a"))).hasToString("memory:/other/a");
  }

  @Test
  void nameWithASlashIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> area.area("a/b"))
        .withMessage("area name 'a/b' must not hold a /, which ends it in an address");
    assertThatIllegalArgumentException().isThrownBy(() -> area.area(".."));
  }

  @Test
  void missingFileIsNamedByItsLocation() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.open(path("a/b")))
        .withMessage("memory:/area/a/b: nothing is staged under a/b");
  }

  @Test
  void whoeverMayReadAnExecutableFileMayRunIt() throws IOException {
    Path script = Files.writeString(temporary.resolve("script"), "#!/bin/sh");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    area.put(path("script"), script);
    area.put(path("plain"), stream("x"));

    area.get(path("script"), temporary.resolve("back"));
    area.get(path("plain"), temporary.resolve("plain"));

    Set<PosixFilePermission> plain = Files.getPosixFilePermissions(temporary.resolve("plain"));
    Set<PosixFilePermission> back = Files.getPosixFilePermissions(temporary.resolve("back"));
    assertThat(area.isExecutable("script")).isTrue();
    assertThat(area.isExecutable("plain")).isFalse();
    assertThat(area.isExecutable("nothing")).isFalse();
    assertThat(back).contains(PosixFilePermission.OWNER_EXECUTE).containsAll(plain);
    assertThat(back.contains(PosixFilePermission.OTHERS_EXECUTE))
        .isEqualTo(plain.contains(PosixFilePermission.OTHERS_READ));
  }

  @Test
  void fileThatNoArrayHoldsIsRefusedAndChangesNothing() throws IOException {
    area.put(path("a"), stream("old"));
    Path huge = temporary.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(Integer.MAX_VALUE);
    }

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> area.put(path("a"), huge))
        .withMessageContaining("at most 2147483639 bytes; use a DirectoryStagingArea");
    assertThat(area.text("a")).hasValue("old");
  }

  private static RelativePath path(String value) {
    return RelativePath.of(value);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
