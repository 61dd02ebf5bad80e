package io.github.lighterman.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalLogsTest {
  private static final int MOST = 16 << 20;

  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private JobHandle ended(JobSpec.Builder job) throws Exception {
    JobHandle handle = local.run().submit(job.build());
    LocalExecutorExtension.await(handle);
    return handle;
  }

  private static byte[] bytes(LogChunk chunk) {
    byte[] bytes = new byte[chunk.bytes().remaining()];
    chunk.bytes().duplicate().get(bytes);
    return bytes;
  }

  @Test
  void bytesComeBackAsTheyWere() throws Exception {
    JobHandle job =
        ended(JobSpec.builder("job").shell("printf '\\377\\000\\r\\n\\200a'; printf '\\376' >&2"));

    assertThat(bytes(job.readLog(LogStream.STDOUT, 1, 0, 100)))
        .containsExactly(0xff, 0, '\r', '\n', 0x80, 'a');
    assertThat(bytes(job.readLog(LogStream.STDERR, 1, 0, 100))).containsExactly(0xfe);
  }

  @Test
  void longLogIsCompleteAndReadInPieces() throws Exception {
    JobHandle job = ended(JobSpec.builder("job").command("seq", "1000000"));

    ByteArrayOutputStream all = new ByteArrayOutputStream();
    LogChunk chunk;
    long offset = 0;
    do {
      chunk = job.readLog(LogStream.STDOUT, 1, offset, 1_000_003);
      all.write(bytes(chunk));
      assertThat(chunk.nextOffset()).isEqualTo(offset + chunk.bytes().remaining());
      offset = chunk.nextOffset();
    } while (!chunk.end());

    String text = all.toString(UTF_8);
    assertThat(text.lines().count()).isEqualTo(1_000_000);
    assertThat(text).startsWith("1\n2\n").endsWith("\n999999\n1000000\n").hasSize(6_888_896);
    assertThat(job.readLog(LogStream.STDOUT, 1, offset - 8, MOST).text()).isEqualTo("1000000\n");
  }

  @Test
  void logCanBeFollowedWhileTheJobRuns() throws Exception {
    Path go = local.path("go");
    String wait = "while ! test -e '" + go + "'; do sleep 0.01; done";
    JobHandle job =
        local.run().submit(JobSpec.builder("job").shell("echo 1; " + wait + "; echo 2").build());
    LogChunk chunk;
    do {
      chunk = job.readLog(LogStream.STDOUT, 1, 0, 100);
    } while (chunk.bytes().remaining() < 2);
    assertThat(chunk.text()).isEqualTo("1\n");
    assertThat(chunk.end()).isFalse();
    LogChunk nothing = job.readLog(LogStream.STDOUT, 1, chunk.nextOffset(), 100);
    assertThat(nothing.bytes().hasRemaining()).isFalse();
    assertThat(nothing.nextOffset()).isEqualTo(2);
    assertThat(nothing.end()).isFalse();

    Files.createFile(go);

    StringBuilder rest = new StringBuilder();
    do {
      chunk = job.readLog(LogStream.STDOUT, 1, chunk.nextOffset(), 1);
      rest.append(chunk.text());
    } while (!chunk.end());
    assertThat(rest).hasToString("2\n");
    assertThat(LocalExecutorExtension.await(job).succeeded()).isTrue();
  }

  @Test
  void logOfAJobThatWaitsOrRunsOnUnwatchedIsEmptyAndNotAtItsEnd() throws Exception {
    JobHandle live =
        local.run().submit(JobSpec.builder("live").shell("echo up; exec sleep 1000").build());
    JobHandle blocked =
        local.run().submit(JobSpec.builder("blocked").command("true").dependsOn(live.id()).build());
    LocalExecutorExtension.awaitLog(live, "up");

    LogChunk waits = blocked.readLog(LogStream.STDOUT, 1, 0, 100);
    local.run().close(ClosePolicy.DETACH);
    LogChunk unwatched = live.readLog(LogStream.STDOUT, 1, 3, 100);

    assertThat(waits.bytes().hasRemaining()).isFalse();
    assertThat(waits.end()).isFalse();
    assertThat(unwatched.end()).isFalse();
    local.executor().attach(local.run().id()).close(ClosePolicy.CLEAN);
  }

  @Test
  void pieceBeyondTheEndIsEmpty() throws Exception {
    JobHandle job = ended(JobSpec.builder("job").command("echo", "x"));

    LogChunk beyond = job.readLog(LogStream.STDOUT, 1, 1L << 40, MOST);

    assertThat(beyond.bytes().hasRemaining()).isFalse();
    assertThat(beyond.nextOffset()).isEqualTo(1L << 40);
    assertThat(beyond.end()).isTrue();
    assertThat(job.readLog(LogStream.STDERR, 1, 0, 1).end()).isTrue();
    assertThat(job.readLog(LogStream.STDOUT, 1, 0, 2).end()).isTrue();
    assertThat(job.readLog(LogStream.STDOUT, 1, 0, 1).end()).isFalse();
  }

  @Test
  void numbersOutOfTheirRangeAreRefused() throws Exception {
    JobHandle job = ended(JobSpec.builder("job").command("true"));

    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, 0, MOST + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 2, 0, 1))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("attempt 2");
  }

  @Test
  void everyAttemptKeepsItsLog() throws Exception {
    JobHandle job =
        ended(
            JobSpec.builder("job")
                .shell("echo try $LIGHTERMAN_ATTEMPT; test $LIGHTERMAN_ATTEMPT = 3")
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 2).build()));

    for (int attempt = 1; attempt <= 3; attempt++) {
      LogChunk chunk = job.readLog(LogStream.STDOUT, attempt, 0, 100);
      assertThat(chunk.text()).isEqualTo("try " + attempt + "\n");
      assertThat(chunk.end()).isTrue();
    }
  }

  @Test
  void logOfARunThatWasCleanedIsNotAvailable() throws Exception {
    JobHandle job = ended(JobSpec.builder("job").command("echo", "x"));

    local.run().close(ClosePolicy.CLEAN);

    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, 0, 100))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("closed and cleaned");
    assertThat(job.resultNow().orElseThrow().succeeded()).isTrue();
  }
}
