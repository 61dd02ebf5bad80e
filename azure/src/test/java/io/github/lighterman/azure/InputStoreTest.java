package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.lighterman.RunId;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is the same is uploaded once. */
final class InputStoreTest {
  private static final RunId RUN = RunId.of("run");

  @TempDir Path directory;
  private final BlobEmulator blobs = BlobEmulator.start();
  private BlobContainer container;

  @BeforeEach
  void open() {
    blobs.createContainer("inputs");
    container = BlobContainer.open(BlobFixture.config(blobs, "inputs"));
  }

  @AfterEach
  void close() {
    container.close();
    blobs.close();
  }

  private InputStore fresh(InputCache cache) {
    return InputStore.fresh(container, new RunLayout("p/", RUN, cache), Runnable::run);
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    // Older than the tick within which a change could go unseen.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    return file;
  }

  private long uploads() {
    return blobs.count(BlobOperation.PUT_BLOB);
  }

  @Test
  void sameBytesAreUploadedOnceUnderWhateverName() throws IOException {
    InputStore store = fresh(InputCache.RUN);

    String first = store.put(write("a", "same"));
    String second = store.put(write("b", "same"));

    assertThat(second).isEqualTo(first).startsWith("p/runs/run/inputs/");
    assertThat(store.put("same".getBytes(UTF_8))).isEqualTo(first);
    assertThat(uploads()).isEqualTo(1);
    assertThat(blobs.content("inputs", first)).hasValue("same".getBytes(UTF_8));
  }

  @Test
  void changedFileIsAnotherInput() throws IOException {
    InputStore store = fresh(InputCache.RUN);
    String before = store.put(write("a", "old"));
    Files.writeString(directory.resolve("a"), "new");

    assertThat(store.put(directory.resolve("a"))).isNotEqualTo(before);
  }

  @Test
  void laterRunUploadsNothingThatIsShared() throws IOException {
    Path file = write("a", "shared");
    List<InputStore.Member> members = List.of(new InputStore.Member("x/y", file));
    fresh(InputCache.SHARED).put(file);
    fresh(InputCache.SHARED).putAll(members);
    long before = uploads();

    String blob = fresh(InputCache.SHARED).put(file);
    String tree = fresh(InputCache.SHARED).putAll(members);

    assertThat(uploads()).isEqualTo(before);
    assertThat(blob).startsWith("p/inputs/");
    assertThat(blobs.content("inputs", tree + "x/y")).hasValue("shared".getBytes(UTF_8));
  }

  @Test
  void treesWithOneNameOrByteMoreAreOthers() throws IOException {
    InputStore store = fresh(InputCache.RUN);
    Path file = write("a", "1");

    List<String> trees =
        List.of(
            store.putAll(List.of(new InputStore.Member("x", file))),
            store.putAll(List.of(new InputStore.Member("y", file))),
            store.putAll(List.of(new InputStore.Member("x", write("b", "2")))),
            store.putAll(
                List.of(new InputStore.Member("x", file), new InputStore.Member("y", file))));

    assertThat(trees).doesNotHaveDuplicates();
  }

  @Test
  void uploadThatFailedIsMadeAgain() throws IOException {
    InputStore store = fresh(InputCache.RUN);
    Path file = write("a", "x");
    blobs.inject(BlobFaultRule.of(BlobFault.RESET_BEFORE_APPLY).on(BlobOperation.PUT_BLOB));
    assertThatIOException().isThrownBy(() -> store.put(file));
    blobs.clearFaults();

    assertThat(blobs.content("inputs", store.put(file))).isPresent();
  }

  @Test
  void treeOfManyFilesIsThereAsAWhole() throws IOException {
    List<InputStore.Member> members =
        IntStream.range(0, 40)
            .mapToObj(i -> new InputStore.Member("d/" + i, directory.resolve("f" + i)))
            .toList();
    for (InputStore.Member member : members) {
      Files.writeString(member.file(), member.path());
    }

    String tree = fresh(InputCache.RUN).putAll(members);

    assertThat(container.list(tree)).hasSize(40);
  }

  /** A changed file could be kept for later runs under the hash of what it had been. */
  @ParameterizedTest
  @EnumSource
  void fileThatChangesAfterItWasHashedIsNotKept(InputCache cache) throws IOException {
    Path file = write("a", "old");
    List<InputStore.Member> members =
        List.of(new InputStore.Member("x", file), new InputStore.Member("y", write("b", "1")));
    AtomicInteger works = new AtomicInteger();
    InputStore store =
        InputStore.fresh(
            container,
            new RunLayout("p/", RUN, cache),
            // The first two are for the hashes.
            work -> {
              if (works.incrementAndGet() == 3) {
                change(file);
              }
              work.run();
            });

    assertThatIOException()
        .isThrownBy(() -> store.putAll(members))
        .withMessageContaining("changed while it was uploaded");
    String tree = store.putAll(members);
    assertThat(blobs.content("inputs", tree + "x")).hasValue("new".getBytes(UTF_8));
    assertThat(fresh(cache).putAll(members)).isEqualTo(tree);
  }

  private static void change(Path file) {
    try {
      Files.writeString(file, "new");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(30)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void largeFileThatChangesAfterItWasHashedIsNotKept() throws IOException {
    Path file = directory.resolve("large");
    Files.write(file, new byte[ContentHash.CHUNK + 1]);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    AtomicInteger works = new AtomicInteger();
    InputStore store =
        InputStore.fresh(
            container,
            new RunLayout("p/", RUN, InputCache.SHARED),
            work -> {
              work.run();
              if (works.incrementAndGet() == 2) {
                change(file);
              }
            });

    assertThatIOException()
        .isThrownBy(() -> store.put(file))
        .withMessageContaining("changed while it was uploaded");

    assertThat(container.list("p/")).isEmpty();
    assertThat(blobs.content("inputs", store.put(file))).hasValue("new".getBytes(UTF_8));
  }
}
