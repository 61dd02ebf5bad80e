package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.testing.LeakCheck;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobEmulatorExtension;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import io.github.lighterman.testing.blob.BlobPermission;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobContainerTest {
  private static final int LARGE = 2 * BlobUploads.BLOCK + 12_345;

  @Order(1)
  @RegisterExtension
  final LeakCheck leaks =
      LeakCheck.create()
          .allowing("OkHttp ", "all clients of a JVM share it, and it ends by itself")
          .allowing("Okio Watchdog", "all clients of a JVM share it, and it ends by itself");

  @Order(2)
  @RegisterExtension
  final BlobEmulatorExtension store = new BlobEmulatorExtension();

  @TempDir private Path temporary;
  private BlobEmulator emulator;
  private BlobContainer container;

  @BeforeEach
  void open() {
    emulator = store.emulator();
    emulator.createContainer("box");
    container = BlobContainer.open(BlobFixture.config(emulator, "box"));
  }

  @AfterEach
  void close() {
    container.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private byte[] content(String blob) {
    return emulator.content("box", blob).orElseThrow();
  }

  private <T> List<T> race(int threads, Callable<T> racer) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(Collections.nCopies(threads, racer))) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void ofManyCreatorsOneWins() throws Exception {
    List<Optional<String>> etags =
        race(16, () -> container.create("a", bytes(Thread.currentThread().getName())));

    assertThat(etags).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(container.read("a").orElseThrow().etag())
        .isEqualTo(etags.stream().flatMap(Optional::stream).findFirst().orElseThrow());
  }

  @Test
  void ofManyReplacersOneWinsAndTheOthersChangeNothing() throws Exception {
    String first = container.create("a", bytes("first")).orElseThrow();
    List<Optional<String>> etags =
        race(16, () -> container.replace("a", bytes(Thread.currentThread().getName()), first));

    String second = etags.stream().flatMap(Optional::stream).findFirst().orElseThrow();
    assertThat(etags).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(container.read("a").orElseThrow().etag()).isEqualTo(second);
    assertThat(container.replace("a", bytes("x"), first)).isEmpty();
    assertThat(container.replace("a", bytes("x"), second)).isPresent();
    container.delete("a");
    assertThat(container.replace("a", bytes("x"), second)).isEmpty();
    assertThat(container.read("a")).isEmpty();
  }

  @Test
  void writerWhoseAnswerGotLostStillKnowsThatItWon() throws Exception {
    emulator.inject(
        BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY).on(BlobOperation.PUT_BLOB).times(1));
    String etag = container.create("a", bytes("x")).orElseThrow();
    assertThat(container.read("a").orElseThrow().etag()).isEqualTo(etag);
    emulator.inject(
        BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY).on(BlobOperation.PUT_BLOB).times(1));

    String next = container.replace("a", bytes("y"), etag).orElseThrow();

    assertThat(container.read("a").orElseThrow().etag()).isEqualTo(next).isNotEqualTo(etag);
    assertThat(content("a")).isEqualTo(bytes("y"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, BlobUploads.BLOCK, BlobUploads.BLOCK + 1, LARGE})
  void bytesComeBackAsTheyWere(int size) throws IOException {
    byte[] all = noise(size);
    Path source = Files.write(temporary.resolve("source"), all);

    container.upload("file", source);
    container.upload("stream", new ByteArrayInputStream(all));
    container.upload("bytes", all);

    Path target = temporary.resolve("x/y/target");
    for (String blob : List.of("file", "stream", "bytes")) {
      assertThat(Arrays.equals(content(blob), all)).as(blob).isTrue();
      assertThat(container.size(blob)).hasValue(size);
      container.download(blob, target);
      assertThat(Files.mismatch(source, target)).as(blob).isEqualTo(-1);
      try (InputStream in = container.open(blob)) {
        assertThat(Arrays.equals(in.readAllBytes(), all)).as(blob).isTrue();
      }
    }
    assertThat(target.getParent()).isDirectoryNotContaining(file -> !file.equals(target));
  }

  @Test
  void uploadsOfOneLargeFileAtOnceAllEndWell() throws Exception {
    Path source = Files.write(temporary.resolve("source"), noise(LARGE));

    race(
        3,
        () -> {
          container.upload("a", source);
          return "";
        });

    assertThat(Arrays.equals(content("a"), noise(LARGE))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 4, 0123", "3, 4, 3456", "8, 4, 89", "10, 1, ''", "99, 1, ''", "0, 0, ''"})
  void rangeIsWhatThereIsOfIt(long offset, long length, String expected) throws IOException {
    container.upload("a", bytes("0123456789"));

    try (InputStream in = container.open("a", offset, length)) {
      assertThat(in).hasContent(expected);
    }
  }

  @Test
  void rangeWithoutAnEndGoesToTheEnd() throws IOException {
    container.upload("a", bytes("0123456789"));
    container.upload("empty", bytes(""));

    assertThat(container.open("a", 7, Long.MAX_VALUE)).hasContent("789");
    assertThat(container.open("empty", 0, 10)).isEmpty();
  }

  @Test
  void whatIsMissingIsSaidToBeMissing() throws IOException {
    assertThat(container.exists("no")).isFalse();
    assertThat(container.size("no")).isEmpty();
    assertThat(container.read("no")).isEmpty();
    container.delete("no");
    Path target = temporary.resolve("x/target");
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> container.open("no"),
            () -> container.open("no", 5, 5),
            () -> container.open("no", 0, 0),
            () -> container.download("no", target),
            () -> container.copy("no", "to"),
            () -> container.upload("a", temporary.resolve("no")))) {
      assertThatThrownBy(call).isInstanceOf(NoSuchFileException.class).hasMessageContaining("no");
    }
    assertThat(target.getParent()).doesNotExist();
  }

  @Test
  void streamThatBreaksOffGoesOnWhereItWas() throws IOException {
    container.upload("a", noise(LARGE));
    emulator.inject(BlobFaultRule.of(BlobFault.TRUNCATED).on(BlobOperation.GET_BLOB).times(3));

    try (InputStream in = container.open("a")) {
      assertThat(Arrays.equals(in.readAllBytes(), noise(LARGE))).isTrue();
    }
    emulator.inject(BlobFaultRule.of(BlobFault.TRUNCATED).on(BlobOperation.GET_BLOB).times(4));
    container.download("a", temporary.resolve("target"));
    assertThat(temporary.resolve("target")).hasBinaryContent(noise(LARGE));
  }

  @Test
  void streamOfABlobThatWasReplacedDoesNotGoOnWithTheNewBytes() throws IOException {
    container.upload("a", noise(LARGE));
    emulator.inject(BlobFaultRule.of(BlobFault.TRUNCATED).on(BlobOperation.GET_BLOB).times(1));

    try (InputStream in = container.open("a")) {
      container.upload("a", noise(LARGE + 1));
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("412");
    }
  }

  @Test
  void busyServiceIsAskedAgain() throws IOException {
    emulator.inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).times(2));
    container.upload("a", bytes("x"));
    emulator.inject(BlobFaultRule.of(BlobFault.RESET_BEFORE_APPLY).times(2));

    assertThat(container.exists("a")).isTrue();
  }

  @Test
  void busyServiceIsNotAskedBeforeTheTimeThatItNames() {
    emulator.inject(BlobFaultRule.of(BlobFault.THROTTLED).lasting(Duration.ofMinutes(1)));

    assertThatThrownBy(() -> container.exists("a")).hasMessageContaining("ServerBusy");

    assertThat(emulator.requests()).hasSize(1);
  }

  @Test
  void oddNamesAreNames() throws IOException {
    List<String> names = List.of("a b", "a+b", "ü/日本", "50%", "%20", "x#y", "q?z=1&w", "a//b");
    for (String name : names) {
      container.upload(name, bytes(name));
      assertThat(content(name)).isEqualTo(bytes(name));
      assertThat(container.url(name)).isEqualTo(emulator.url("box", name));
      container.copy(name, "copy of " + name);
      assertThat(container.open("copy of " + name)).hasContent(name);
    }

    assertThat(container.list("")).hasSize(2 * names.size() - 2);
    assertThat(container.deleteAll("copy of ")).isEqualTo(names.size());
    assertThat(container.deleteAll("")).isEqualTo(names.size());
    assertThat(emulator.container("box").orElseThrow().blobs()).isEmpty();
  }

  @Test
  void listIsSortedAndDirectoriesAreOneLevelBelow() throws IOException {
    for (String name : List.of("r/b/1", "r/b/2", "r/a/x/y", "r/c", "s/1", "r2")) {
      container.upload(name, bytes("xy"));
    }

    assertThat(container.list("r/"))
        .extracting(file -> file.path().value())
        .containsExactly("r/a/x/y", "r/b/1", "r/b/2", "r/c");
    assertThat(container.list("r/c")).extracting(StagedFile::size).containsExactly(2L);
    assertThat(container.directories("r/")).containsExactly("r/a/", "r/b/");
    assertThat(container.directories("")).containsExactly("r/", "s/");
    assertThat(container.directories("none/")).isEmpty();
  }

  @Test
  void deleteAllTakesManyInFewRequests() throws Exception {
    for (int i = 0; i < 600; i++) {
      container.upload("many/" + i, bytes(""));
    }
    container.upload("man", bytes(""));

    assertThat(container.deleteAll("many/")).isEqualTo(600);

    assertThat(container.list("")).hasSize(1);
    assertThat(emulator.count(BlobOperation.BATCH)).isEqualTo(6);
    // The parts of the batches, and nothing beside them.
    assertThat(emulator.count(BlobOperation.DELETE_BLOB)).isEqualTo(600);
    assertThat(container.deleteAll("many/")).isZero();
  }

  /** What one can do in one request, the others can: to delete one by one takes minutes. */
  @ParameterizedTest
  @ValueSource(strings = {"key", "identity", "signature"})
  void manyAreDeletedInOneRequestHoweverItIsAllowed(String allowed) throws Exception {
    AzureAuth auth =
        switch (allowed) {
          case "key" -> AzureAuth.sharedKey(emulator.account(), emulator.key());
          case "identity" -> BlobFixture.identity(emulator, Clock.systemUTC());
          default ->
              AzureAuth.sas(
                  emulator.sas(
                      "box",
                      Duration.ofHours(1),
                      BlobPermission.READ,
                      BlobPermission.LIST,
                      BlobPermission.WRITE,
                      BlobPermission.DELETE));
        };
    AzureBatchConfig config = BlobFixture.config(emulator.endpoint(), auth, "box");
    try (BlobContainer mine = BlobContainer.open(config)) {
      for (int i = 0; i < 9; i++) {
        mine.upload("many/" + i, bytes(""));
      }

      assertThat(mine.deleteAll("many/")).isEqualTo(9);

      assertThat(emulator.count(BlobOperation.BATCH)).isEqualTo(1);
      assertThat(emulator.count(BlobOperation.DELETE_BLOB)).isEqualTo(9);
      assertThat(mine.list("")).isEmpty();
    }
  }

  @Test
  void deleteAllGoesOnAloneWhereABatchFails() throws Exception {
    for (int i = 0; i < 20; i++) {
      container.upload("many/" + i, bytes(""));
    }
    emulator.inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.BATCH));
    emulator.inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.DELETE_BLOB).times(1));

    assertThat(container.deleteAll("many/")).isEqualTo(20);

    assertThat(container.list("")).isEmpty();
  }

  @Test
  void copyReplacesAndIsIndependent() throws IOException {
    container.upload("from", bytes("new"));
    container.upload("to", bytes("old one"));

    container.copy("from", "to");
    container.upload("from", bytes("newer"));

    assertThat(content("to")).isEqualTo(bytes("new"));
  }

  @Test
  void callsAfterCloseFailAtOnce() throws IOException {
    container.upload("a", bytes("x"));
    container.close();
    container.close();

    assertThatThrownBy(() -> container.exists("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> container.deleteAll("a")).isInstanceOf(IOException.class);
  }
}
