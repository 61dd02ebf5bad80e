package io.github.lighterman.testing.contract;

import io.github.lighterman.Attempt;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobStatus;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A job that hands everything on, and in which a subclass breaks something. */
class WrappedJob implements JobHandle {
  final JobHandle inner;

  WrappedJob(JobHandle inner) {
    this.inner = inner;
  }

  @Override
  public JobSpec spec() {
    return inner.spec();
  }

  @Override
  public List<Attempt> attempts() {
    return inner.attempts();
  }

  @Override
  public JobStatus status() {
    return inner.status();
  }

  @Override
  public Optional<JobResult> resultNow() {
    return inner.resultNow();
  }

  @Override
  public CompletableFuture<JobResult> result() {
    return inner.result();
  }

  @Override
  public void cancel() {
    inner.cancel();
  }

  @Override
  public LogChunk readLog(LogStream stream, int attempt, long offset, int maxBytes) {
    return inner.readLog(stream, attempt, offset, maxBytes);
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
