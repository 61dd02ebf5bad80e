package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Trait;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a command prints can be read in pieces, while it runs and afterwards, per attempt. */
public abstract class LogContract extends ContractTopic {
  private static final int MOST = 16 << 20;

  /** For subclasses. */
  protected LogContract() {}

  private JobHandle ended(String id, Step... steps) throws Exception {
    JobHandle job = submit(job(id, steps));
    await(job);
    return job;
  }

  private static String text(JobHandle job, LogStream stream, int attempt) {
    return job.readLog(stream, attempt, 0, MOST).text();
  }

  @Test
  void bothStreamsAreKeptApart() throws Exception {
    JobHandle job =
        ended("job", Step.print("out ü€𝄞\n"), Step.printError("err\r\n"), Step.print("more"));

    assertThat(text(job, LogStream.STDOUT, 1)).isEqualTo("out ü€𝄞\nmore");
    assertThat(text(job, LogStream.STDERR, 1)).isEqualTo("err\r\n");
  }

  @Test
  void logsOfEveryEndAreKept() throws Exception {
    JobHandle failed = ended("failed", Step.print("failed"), Step.exit(1));
    JobHandle cancelled =
        submit(job("cancelled", Step.print("cancelled"), mark("ran", "x"), Step.hang()));
    until("it has printed", () -> path("ran").toFile().exists());
    cancelled.cancel();
    await(cancelled);

    assertThat(text(failed, LogStream.STDOUT, 1)).isEqualTo("failed");
    assertThat(text(cancelled, LogStream.STDOUT, 1)).isEqualTo("cancelled");
    assertThat(cancelled.readLog(LogStream.STDOUT, 1, 0, MOST).end()).isTrue();
  }

  @Test
  void logIsReadInPiecesUpToItsEnd() throws Exception {
    String text = "0123456789".repeat(5_000);
    JobHandle job = ended("job", Step.print(text));

    ByteArrayOutputStream all = new ByteArrayOutputStream();
    LogChunk chunk;
    long offset = 0;
    do {
      chunk = job.readLog(LogStream.STDOUT, 1, offset, 7_777);
      byte[] bytes = new byte[chunk.bytes().remaining()];
      chunk.bytes().duplicate().get(bytes);
      all.writeBytes(bytes);
      assertThat(bytes).hasSizeLessThanOrEqualTo(7_777);
      assertThat(chunk.nextOffset()).isEqualTo(offset + bytes.length);
      assertThat(bytes.length > 0 || chunk.end()).as("an ended log comes to its end").isTrue();
      offset = chunk.nextOffset();
    } while (!chunk.end());

    assertThat(all.toString(UTF_8)).isEqualTo(text);
  }

  @Test
  void pieceStartsWhereItIsAskedFor() throws Exception {
    JobHandle job = ended("job", Step.print("0123456789"));

    LogChunk middle = job.readLog(LogStream.STDOUT, 1, 3, 4);
    LogChunk last = job.readLog(LogStream.STDOUT, 1, 7, 100);

    assertThat(middle.text()).isEqualTo("3456");
    assertThat(middle.nextOffset()).isEqualTo(7);
    assertThat(middle.end()).isFalse();
    assertThat(last.text()).isEqualTo("789");
    assertThat(last.end()).isTrue();
  }

  @Test
  void pieceBeyondTheEndIsEmpty() throws Exception {
    JobHandle job = ended("job", Step.print("x"));

    LogChunk beyond = job.readLog(LogStream.STDOUT, 1, 1_000_000, MOST);

    assertThat(beyond.bytes().hasRemaining()).isFalse();
    assertThat(beyond.end()).isTrue();
  }

  @Test
  void logOfASilentJobIsEmptyAndAtItsEnd() throws Exception {
    LogChunk chunk = ended("job").readLog(LogStream.STDERR, 1, 0, 1);

    assertThat(chunk.bytes().hasRemaining()).isFalse();
    assertThat(chunk.nextOffset()).isZero();
    assertThat(chunk.end()).isTrue();
  }

  @Test
  void logOfAJobThatWaitsIsEmptyAndNotAtItsEnd() throws Exception {
    fillUp(gate("go"));
    JobHandle waits = submit(job("waits", Step.print("x")));

    LogChunk chunk = waits.readLog(LogStream.STDOUT, 1, 0, 100);

    assertThat(chunk.bytes().hasRemaining()).isFalse();
    assertThat(chunk.end()).isFalse();
  }

  @Test
  void logCanBeFollowedWhileTheJobRuns() throws Exception {
    needs(Trait.LIVE_LOGS);
    Gate gate = gate("go");
    JobHandle job = submit(job("job", Step.print("1\n"), Step.await(gate), Step.print("2\n")));
    until("the first line is there", () -> log(job).equals("1\n"));
    assertThat(job.status().state().isTerminal()).isFalse();
    assertThat(job.readLog(LogStream.STDOUT, 1, 0, 100).end()).isFalse();
    LogChunk nothing = job.readLog(LogStream.STDOUT, 1, 2, 100);
    assertThat(nothing.bytes().hasRemaining()).isFalse();
    assertThat(nothing.nextOffset()).isEqualTo(2);
    assertThat(nothing.end()).isFalse();

    gate.open();

    StringBuilder rest = new StringBuilder();
    long[] offset = {2};
    until(
        "the log ends",
        () -> {
          LogChunk chunk = job.readLog(LogStream.STDOUT, 1, offset[0], 1);
          rest.append(chunk.text());
          offset[0] = chunk.nextOffset();
          return chunk.end();
        });
    assertThat(rest).hasToString("2\n");
  }

  @Test
  void everyAttemptKeepsItsLog() throws Exception {
    JobHandle job =
        submit(
            job(
                    "job",
                    Step.upTo(1, Step.print("first")),
                    Step.printError("always"),
                    Step.failFirst(1, 1),
                    Step.print("second"))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build()));
    assertThat(await(job).succeeded()).isTrue();

    assertThat(text(job, LogStream.STDOUT, 1)).isEqualTo("first");
    assertThat(text(job, LogStream.STDOUT, 2)).isEqualTo("second");
    assertThat(text(job, LogStream.STDERR, 1)).isEqualTo("always");
    assertThat(text(job, LogStream.STDERR, 2)).isEqualTo("always");
    assertThat(job.readLog(LogStream.STDOUT, 1, 0, MOST).end()).isTrue();
  }

  @Test
  void numbersOutOfTheirRangeAreRefused() throws Exception {
    JobHandle job = ended("job");

    for (long[] bad : List.of(new long[] {-1, 1}, new long[] {0, 0}, new long[] {0, MOST + 1})) {
      assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, bad[0], (int) bad[1]))
          .as("offset %s and maxBytes %s", bad[0], bad[1])
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void attemptThatNeverWasHasNoLog() throws Exception {
    JobHandle job = ended("job");

    for (int attempt : List.of(2, 1000)) {
      assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, attempt, 0, 1))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining(String.valueOf(attempt));
    }
  }

  @Test
  void logsOfARunThatIsKeptStayReadable() throws Exception {
    JobHandle job = ended("job", Step.print("why"), Step.exit(1));

    closeAs(ClosePolicy.KEEP, run());

    assertThat(text(job, LogStream.STDOUT, 1)).isEqualTo("why");
  }

  @Test
  void logsAreFoundByWhoeverAttaches() throws Exception {
    ended("job", Step.print("out"), Step.printError("err"));

    JobHandle found = job(attachElsewhere(), "job");

    assertThat(text(found, LogStream.STDOUT, 1)).isEqualTo("out");
    assertThat(text(found, LogStream.STDERR, 1)).isEqualTo("err");
  }

  @Test
  void logThatCannotBeHadChangesNoOutcome() throws Exception {
    JobHandle job = ended("job", Step.print("x"));
    closeAs(ClosePolicy.CLEAN, run());

    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, 0, 100))
        .isInstanceOf(LogUnavailableException.class);

    assertThat(job.status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.resultNow().orElseThrow().succeeded()).isTrue();
  }

  @Test
  void jobThatEndedWithoutAnAttemptThrowsNothingElse() throws Exception {
    submit(job("bad", Step.exit(1)));
    JobHandle never = submit(job("never").dependsOn(JobId.of("bad")));
    await(never);

    try {
      LogChunk chunk = never.readLog(LogStream.STDOUT, 1, 0, 100);
      assertThat(chunk.bytes().hasRemaining()).isFalse();
      assertThat(chunk.end()).isTrue();
    } catch (LogUnavailableException e) {
      assertThat(e).hasMessageContaining("never");
    }
  }
}
