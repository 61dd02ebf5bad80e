package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.http.HttpReply;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Logs that are odd, large or gone. */
final class LogTroubleTest {
  @Test
  void failedJobsLogIsThereByteForByte() throws Exception {
    try (Rig rig = Rig.real()) {
      JobHandle job =
          Rig.submit(rig.start(), JobSpec.builder("job").shell("printf '\\377\\000\\200'; exit 7"));

      assertThat(Rig.await(job)).failed().withKind(FailureKind.USER_EXIT).withExitCode(7);
      LogChunk chunk = job.readLog(LogStream.STDOUT, 1, 0, 100);
      byte[] bytes = new byte[chunk.bytes().remaining()];
      chunk.bytes().get(bytes);
      assertThat(bytes).containsExactly(0xff, 0, 0x80);
      assertThat(chunk.end()).isTrue();
    }
  }

  @Test
  void largeLogIsReadPieceByPiece() throws Exception {
    try (Rig rig = Rig.real()) {
      int size = 64 << 20;
      JobHandle job =
          Rig.submit(rig.start(), JobSpec.builder("job").shell("head -c " + size + " /dev/zero"));
      assertThat(Rig.await(job)).succeeded();

      long offset = 0;
      LogChunk chunk;
      do {
        chunk = job.readLog(LogStream.STDOUT, 1, offset, 4 << 20);
        assertThat(chunk.bytes().remaining()).isLessThanOrEqualTo(4 << 20);
        offset = chunk.nextOffset();
      } while (!chunk.end());
      assertThat(offset).isEqualTo(size);
    }
  }

  /** Whoever reads a log holds a piece of it, and asks for no more than that. */
  @Test
  void liveLogOfAGibibyteIsAskedForPieceByPiece() throws Exception {
    long size = 1L << 30;
    int piece = 8 << 20;
    Queue<Long> asked = new ConcurrentLinkedQueue<>();
    Wiretap.Gate node =
        request ->
            request.target().contains("/files/stdout.txt")
                ? Optional.of(part(request.header("ocp-range").orElseThrow(), size, asked))
                : Optional.empty();
    try (Rig rig = Rig.scripted(Rig::byName, 1);
        Wiretap wire = new Wiretap(rig.batch().endpoint(), node)) {
      WorkflowRun run = rig.start(config -> config.batchEndpoint(wire.endpoint()));
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));

      long offset = 0;
      LogChunk chunk;
      do {
        chunk = job.readLog(LogStream.STDOUT, 1, offset, piece);
        assertThat(chunk.nextOffset() - offset).isEqualTo(chunk.bytes().remaining());
        offset = chunk.nextOffset();
      } while (chunk.bytes().hasRemaining());

      assertThat(offset).isEqualTo(size);
      assertThat(asked).allMatch(length -> length <= piece);
    }
  }

  /** Answers as a node does that has so many bytes, without ever having them. */
  private static HttpReply part(String range, long size, Queue<Long> asked) {
    String[] ends = range.replace("bytes=", "").split("-", 2);
    long start = Long.parseLong(ends[0]);
    long length = Math.min(size, Long.parseLong(ends[1]) + 1) - start;
    asked.add(length);
    return length <= 0
        ? HttpReply.of(416)
            .body("{\"code\":\"InvalidRange\",\"message\":{\"value\":\"there is no more\"}}")
        : HttpReply.of(200)
            .header("Content-Type", "application/octet-stream")
            .body(new Zeros(length), length);
  }

  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long length) {
      this.left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int count = (int) Math.min(left, length);
      Arrays.fill(bytes, offset, offset + count, (byte) 0);
      left -= count;
      return count == 0 && length > 0 ? -1 : count;
    }
  }

  @Test
  void logThatIsGoneOrCannotBeReadIsUnavailableAndChangesNothing() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun run = rig.start(config -> config.retryTime(Duration.ofMillis(100)));
      JobHandle job = Rig.submit(run, JobSpec.builder("job").shell("echo x"));
      Rig.await(job);

      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).times(50));
      assertUnavailable(job);
      rig.blobs().clearFaults();
      assertThat(job).printed("x\n");
      RunLayout layout = new RunLayout(rig.config().prefix(), run.id(), InputCache.RUN);
      rig.delete(layout.log(new TaskId(job.id(), 1), LogStream.STDOUT));
      assertUnavailable(job);

      assertThat(Rig.await(job)).succeeded();
    }
  }

  @Test
  void liveLogThatCannotBeReadIsUnavailableAndIsThereAgainLater() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun run = rig.start(config -> config.retryTime(Duration.ZERO));
      JobHandle job = Rig.submit(run, JobSpec.builder("job").shell("echo x; sleep 100"));
      Rig.until("it prints", () -> live(job).length == 2);

      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("File_GetFromTask"));
      assertUnavailable(job);
      rig.batch().clearFaults();
      assertThat(live(job)).isEqualTo("x\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      job.cancel();
      assertThat(Rig.await(job)).cancelled();
      assertThat(job).printed("x\n");
    }
  }

  private static byte[] live(JobHandle job) {
    LogChunk chunk = job.readLog(LogStream.STDOUT, 1, 0, 100);
    byte[] bytes = new byte[100];
    int length = chunk.bytes().remaining();
    chunk.bytes().get(bytes, 0, length);
    return Arrays.copyOf(bytes, length);
  }

  private static void assertUnavailable(JobHandle job) {
    assertThatThrownBy(() -> job.readLog(LogStream.STDOUT, 1, 0, 100))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageNotContaining("sig=");
  }
}
