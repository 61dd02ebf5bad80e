package io.github.lighterman.samples.cluster;

import io.github.lighterman.JobHandle;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import java.io.IOException;
import java.io.OutputStream;

/** Copies the logs of an attempt as far as they go now. */
record LogCopy(JobHandle job, int attempt) {
  private static final int PIECE = 1 << 20;

  void to(Request.Answer answer) throws IOException {
    copy(LogStream.STDOUT, answer.out());
    copy(LogStream.STDERR, answer.err());
  }

  private void copy(LogStream stream, OutputStream to) throws IOException {
    LogChunk piece = job.readLog(stream, attempt, 0, PIECE);
    while (piece.bytes().hasRemaining()) {
      byte[] bytes = new byte[piece.bytes().remaining()];
      piece.bytes().duplicate().get(bytes);
      to.write(bytes);
      piece = job.readLog(stream, attempt, piece.nextOffset(), PIECE);
    }
  }
}
