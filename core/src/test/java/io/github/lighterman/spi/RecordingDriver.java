package io.github.lighterman.spi;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Notes what it's asked for and does nothing, unless a test says what. */
final class RecordingDriver implements TaskDriver {
  final List<String> recorded = Collections.synchronizedList(new ArrayList<>());
  final List<Submission> started = Collections.synchronizedList(new ArrayList<>());
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  volatile Consumer<List<Submission>> onRecord = accepted -> {};
  volatile Consumer<JobId> onRecordCancel = job -> {};
  volatile Consumer<Submission> onStart = submission -> {};

  @Override
  public void record(List<Submission> accepted) {
    onRecord.accept(accepted);
    accepted.forEach(it -> recorded.add(it.spec().id().value()));
  }

  @Override
  public void recordCancel(JobId job) {
    onRecordCancel.accept(job);
    recorded.add("cancel " + job);
  }

  @Override
  public void start(Submission submission) {
    started.add(submission);
    calls.add("start " + submission.task());
    onStart.accept(submission);
  }

  @Override
  public void stop(TaskId task, JobFailure reason) {
    calls.add("stop " + task + " " + reason.kind());
  }

  @Override
  public LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes) {
    return new LogChunk(ByteBuffer.allocate(0), offset, false);
  }
}
