package io.github.lighterman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "-a", ".a", "_a", "a b", "a/b", "ä", "a\n", "a\0"})
  void illegalJobIdIsRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobSpec.builder(id))
        .withMessageContaining("1 to 128");
  }

  @Test
  void jobIdHasAtMost128Characters() {
    assertThat(JobId.of("a".repeat(128)).value()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> JobId.of("a".repeat(129)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "a\n"})
  void illegalRunIdIsRefused(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> RunId.of(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Word Count!", "---", "ÄÖÜ", "a-very-long-name-that-has-no-end-at-all-x"})
  void everyNameMakesALegalRunIdOfItsOwn(String name) {
    assertThat(RunId.generate(name)).isNotEqualTo(RunId.generate(name));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "1B, 1",
    "1kB, 1000",
    "1KiB, 1024",
    "1.5 GB, 1500000000",
    "512mib, 536870912",
    "' 2 TiB ', 2199023255552",
    "0.0001KB, 0",
    "8191PiB, 9222246136947933184",
    "9223372036854775807, 9223372036854775807"
  })
  void dataSizeIsRead(String text, long bytes) {
    assertThat(DataSize.parse(text)).isEqualTo(DataSize.ofBytes(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-1",
        "1 apple",
        "1K",
        "1,5GB",
        "1e3",
        "0x10",
        "8192PiB",
        "9223372036854775808",
        "NaN"
      })
  void illegalDataSizeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.parse(text));
  }

  @Test
  void negativeAndOverflowingDataSizesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofBytes(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofMebibytes(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofGibibytes(Long.MIN_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofGibibytes(Long.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofGibibytes(1L << 33));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1023, 1024, 1025, 1L << 30, (1L << 50) + 1, Long.MAX_VALUE})
  void printedDataSizeReadsBack(long bytes) {
    DataSize size = DataSize.ofBytes(bytes);

    assertThat(DataSize.parse(size.toString())).isEqualTo(size);
  }

  @Test
  void multipliedDataSizeIsRoundedUpAndBounded() {
    assertThat(DataSize.ofBytes(10).times(1.1)).isEqualTo(DataSize.ofBytes(11));
    assertThat(DataSize.ofBytes(10).times(1.11)).isEqualTo(DataSize.ofBytes(12));
    assertThat(DataSize.ofBytes((1L << 53) + 1).times(1))
        .isEqualTo(DataSize.ofBytes((1L << 53) + 1));
    assertThat(DataSize.ofBytes(Long.MAX_VALUE).times(1e300))
        .isEqualTo(DataSize.ofBytes(Long.MAX_VALUE));
    assertThat(DataSize.ofBytes(5).times(0)).isEqualTo(DataSize.ofBytes(0));
    for (double factor : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofBytes(1).times(factor));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.0009, 10_000.1, Double.NaN, Double.POSITIVE_INFINITY})
  void illegalCpusAreRefused(double cpus) {
    assertThatIllegalArgumentException().isThrownBy(() -> Resources.of(cpus));
  }

  @Test
  void illegalResourcesAreRefused() {
    Resources.Builder builder = Resources.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> Resources.of(1, DataSize.ofBytes(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resources.builder().disk(DataSize.ofBytes(0)).build());
    assertThatIllegalArgumentException().isThrownBy(() -> builder.gpus(-1).build());
    assertThatIllegalArgumentException().isThrownBy(() -> builder.gpus(1_001).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resources.builder().hints(Map.of("pool", "x")).build());
    assertThatIllegalArgumentException().isThrownBy(() -> Spot.firstAttempts(0));
  }

  @Test
  void illegalTimesAreRefused() {
    for (Duration time :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofDays(3_651),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Timeouts.ofRun(time));
      assertThatIllegalArgumentException().isThrownBy(() -> Timeouts.none().withQueue(time));
    }
  }

  @Test
  void illegalRetriesAreRefused() {
    RetryPolicy.Builder builder = RetryPolicy.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().retry(FailureKind.LOST, -1).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().retry(FailureKind.LOST, 1_001).build());
    for (double factor : new double[] {0.9, 10.1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.memoryFactor(factor).build());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CANCELLED", "UPSTREAM", "INVALID_SPEC"})
  void finalFailureIsNeverTriedAgain(FailureKind kind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().retry(kind, 1).build());
  }

  @ParameterizedTest
  @EnumSource
  void defaultsTryAgainWhatTheKindSays(FailureKind kind) {
    assertThat(RetryPolicy.ofDefaults().budget(kind) > 0).isEqualTo(kind.retryableByDefault());
    assertThat(RetryPolicy.none().budget(kind)).isZero();
  }

  @Test
  void backoffGrowsUpToItsLongest() {
    Backoff backoff = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(5));

    assertThat(List.of(1, 2, 3, 4, 1_000).stream().map(backoff::delay))
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    assertThat(new Backoff(Duration.ZERO, 100, Duration.ofDays(1)).delay(1_000)).isZero();
  }

  @Test
  void illegalBackoffIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.doubling(second.negated(), second));
    assertThatIllegalArgumentException().isThrownBy(() -> Backoff.doubling(second, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.doubling(second, Duration.ofHours(25)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 0.5, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 101, second));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hunter2", ":x", "env:"})
  void secretPassedForAReferenceIsRefusedAndNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretRef.of(text))
        .matches(e -> text.length() < 5 || !e.toString().contains(text));
  }

  @Test
  void signatureOfAnAddressIsNotPrinted() {
    URI uri = URI.create("https://store.example/c/b?sig=hunter2#frag");

    assertThat(InputFile.remote(uri, "x").toString()).doesNotContain("hunter2", "frag");
    assertThat(OutputFile.file("x").to(uri).toString()).doesNotContain("hunter2", "frag");
  }

  @Test
  void specBuiltTwiceIsEqualAndDefaultsFillOnlyWhatIsOpen() {
    JobSpec spec = JobSpec.builder("a").command("true").environment("A", "job").build();
    JobDefaults defaults =
        JobDefaults.ofDefaults().withImage("x").withEnvironment(Map.of("A", "run", "B", "run"));

    JobSpec resolved = spec.withDefaults(defaults);

    assertThat(spec.toBuilder().build()).isEqualTo(spec).hasSameHashCodeAs(spec);
    assertThat(resolved).isNotEqualTo(spec);
    assertThat(resolved.environment()).isEqualTo(Map.of("A", "job", "B", "run"));
    assertThat(resolved.image()).contains("x");
    assertThat(resolved.withDefaults(defaults.withImage("y"))).isEqualTo(resolved);
  }

  @Test
  void nullIsRefusedWhereItEnters() {
    assertThatNullPointerException().isThrownBy(() -> JobId.of(none()));
    assertThatNullPointerException().isThrownBy(() -> JobSpec.builder("a").image(none()));
    assertThatNullPointerException().isThrownBy(() -> JobSpec.builder("a").input(none()));
    assertThatNullPointerException()
        .isThrownBy(() -> JobSpec.builder("a").command((Command) none()));
  }

  @Test
  void resultAndFailureAgree() {
    Optional<JobFailure> failure = Optional.of(JobFailure.of(FailureKind.USER_EXIT, "code 1"));
    JobId id = JobId.of("a");
    JobResult failed = new JobResult(id, JobState.FAILED, List.of(), failure, List.of());

    assertThatExceptionOfType(JobFailedException.class)
        .isThrownBy(failed::orElseThrow)
        .withMessageContaining("USER_EXIT: code 1");
    assertThat(failed.exitCode()).isEqualTo(OptionalInt.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobResult(id, JobState.RUNNING, List.of(), failure, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobResult(id, JobState.SUCCEEDED, List.of(), failure, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new JobResult(id, JobState.FAILED, List.of(), Optional.empty(), List.of()));
  }

  @Test
  void logChunkIsReadOnlyAndCanBeReadTwice() {
    LogChunk chunk = new LogChunk(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff}), 2, false);

    assertThat(chunk.text()).isEqualTo("a\ufffd").isEqualTo(chunk.text());
    assertThat(chunk.bytes().isReadOnly()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void terminalStateBecomesNothingAndEveryOtherCanEnd(JobState state) {
    Set<JobState> next = EnumSet.noneOf(JobState.class);
    for (JobState other : JobState.values()) {
      if (state.mayBecome(other)) {
        next.add(other);
      }
    }

    if (state.isTerminal()) {
      assertThat(next).isEmpty();
    } else {
      assertThat(next).contains(JobState.FAILED, JobState.CANCELLED).doesNotContain(state);
    }
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }
}
