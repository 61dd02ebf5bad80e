package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.lighterman.JobId;
import io.github.lighterman.RunId;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was written is read in order, whatever went wrong in between, by one driver's hand. */
final class JournalTest {
  private static final RunLayout LAYOUT = new RunLayout("p/", RunId.of("run"), InputCache.RUN);

  private final BlobEmulator blobs = BlobEmulator.start();
  private final RunJson json = new RunJson();
  private BlobContainer container;

  @BeforeEach
  void open() {
    blobs.createContainer("journal");
    container = BlobContainer.open(BlobFixture.config(blobs, "journal"));
  }

  @AfterEach
  void close() {
    container.close();
    blobs.close();
  }

  private Journal journal(int next) {
    return new Journal(container, LAYOUT, json, next, Runnable::run, again -> {});
  }

  private static Journal.Entry entry(String job) {
    return Journal.Entry.cancel(JobId.of(job));
  }

  private List<String> read() throws IOException {
    List<Journal.Entry> entries = new ArrayList<>();
    int unused = Journal.read(container, LAYOUT, json, entries::add);
    return entries.stream().flatMap(entry -> entry.cancel().stream()).map(JobId::value).toList();
  }

  @Test
  void entriesAreReadInTheOrderInWhichTheyWereWritten() throws IOException {
    Journal journal = journal(1);
    for (int i = 0; i < 12; i++) {
      journal.write(List.of(entry("a" + i), entry("b" + i)));
    }

    assertThat(read())
        .isEqualTo(
            IntStream.range(0, 12).boxed().flatMap(i -> Stream.of("a" + i, "b" + i)).toList());
    assertThat(Journal.read(container, LAYOUT, json, entry -> {})).isEqualTo(13);
  }

  @Test
  void whatCouldNotBeWrittenGoesWithTheNext() throws IOException {
    Journal journal = journal(1);
    blobs.inject(BlobFaultRule.of(BlobFault.RESET_BEFORE_APPLY).on(BlobOperation.PUT_BLOB));
    journal.writeSoon(entry("first"));
    journal.writeSoon(entry("second"));
    blobs.clearFaults();

    journal.write(List.of(entry("third")));

    assertThat(read()).containsExactly("first", "second", "third");
  }

  @Test
  void numberThatAnotherDriverHasTakenIsAnError() throws IOException {
    Journal mine = journal(1);
    mine.write(List.of(entry("a")));
    journal(2).write(List.of(entry("theirs")));

    assertThatIOException()
        .isThrownBy(() -> mine.write(List.of(entry("mine"))))
        .withMessageContaining("another driver");
    assertThat(read()).containsExactly("a", "theirs");
  }

  @Test
  void driverThatTakesTheJournalOverHasAllOfItAndKeepsTheEarlierOneOut() throws IOException {
    Journal first = journal(1);
    first.write(List.of(entry("a")));
    List<Journal.Entry> seen = new ArrayList<>();

    Journal second = journal(Journal.takeOver(container, LAYOUT, json, seen::add));

    assertThat(seen).containsExactly(entry("a"));
    assertThatIOException()
        .isThrownBy(() -> first.write(List.of(entry("late"))))
        .withMessageContaining("another driver");
    second.write(List.of(entry("b")));
    assertThat(read()).containsExactly("a", "b");
  }

  @Test
  void whatIsWrittenWhileTheJournalIsTakenOverIsSeen() throws IOException {
    Journal first = journal(1);
    first.write(List.of(entry("a")));
    List<String> seen = new ArrayList<>();

    int next =
        Journal.takeOver(
            container,
            LAYOUT,
            json,
            entry -> {
              seen.add(entry.cancel().orElseThrow().value());
              if (seen.size() < 3) {
                first.writeSoon(entry("b" + seen.size()));
              }
            });

    assertThat(seen).containsExactly("a", "b1", "b2");
    journal(next).write(List.of(entry("c")));
    assertThat(read()).containsExactly("a", "b1", "b2", "c");
  }

  @Test
  void journalIsTakenOverThoughTheAnswerToThatIsLost() throws IOException {
    journal(1).write(List.of(entry("a")));
    blobs.inject(BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY).on(BlobOperation.PUT_BLOB).times(1));
    List<Journal.Entry> seen = new ArrayList<>();

    int next = Journal.takeOver(container, LAYOUT, json, seen::add);

    assertThat(seen).containsExactly(entry("a"));
    assertThat(next).isEqualTo(3);
    journal(next).write(List.of(entry("b")));
    assertThat(read()).containsExactly("a", "b");
  }

  @Test
  void writeOfWhichTheAnswerWasLostIsThereOnce() throws IOException {
    Journal first = journal(1);
    first.write(List.of(entry("a")));

    // The same call again, as after a lost answer.
    journal(1).write(List.of(entry("a")));

    assertThat(read()).containsExactly("a");
  }

  @Test
  void writeOfWhichTheAnswerWasLostIsToldFromThatOfAnotherDriver() throws IOException {
    Journal journal = journal(1);
    blobs.inject(BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY).on(BlobOperation.PUT_BLOB));
    assertThatIOException().isThrownBy(() -> journal.write(List.of(entry("a"))));
    blobs.clearFaults();

    journal.write(List.of(entry("b")));
    journal.write(List.of(entry("c")));

    assertThat(read()).containsExactly("a", "b", "c");
  }

  @Test
  void nothingIsWrittenAfterItWasClosed() throws IOException {
    Journal journal = journal(1);
    journal.close();

    assertThatIOException()
        .isThrownBy(() -> journal.write(List.of(entry("a"))))
        .withMessageContaining("closed");
    journal.flush();
    assertThat(read()).isEmpty();
  }

  @Test
  void blobThatIsMissingBetweenOthersIsAnError() throws IOException {
    Journal journal = journal(1);
    journal.write(List.of(entry("a")));
    journal.write(List.of(entry("b")));
    container.delete(LAYOUT.journal() + "00000001");

    assertThatIOException()
        .isThrownBy(this::read)
        .withMessageContaining("run run is damaged")
        .withMessageContaining("00000001 should be there");
  }

  @Test
  void damagedBlobIsAnErrorThatNamesIt() throws Exception {
    Journal journal = journal(1);
    journal.write(List.of(entry("a"), entry("b"), entry("c")));
    journal.write(List.of(entry("d"), entry("e")));
    String blob = LAYOUT.journal() + "00000001";
    byte[] whole = blobs.content("journal", blob).orElseThrow();

    Fuzz.each(
        100,
        random -> {
          byte[] damaged = Damage.some(whole, random);
          container.upload(blob, damaged);
          if (Arrays.equals(whole, damaged)) {
            assertThat(read()).containsExactly("a", "b", "c", "d", "e");
          } else {
            assertThatIOException()
                .isThrownBy(this::read)
                .withMessageContaining("run run is damaged")
                .withMessageContaining(blob);
          }
        });
  }

  @Test
  void journalOfNothingHasNoEntries() throws IOException {
    journal(1).flush();

    assertThat(read()).isEmpty();
    assertThat(container.list("")).isEmpty();
  }
}
