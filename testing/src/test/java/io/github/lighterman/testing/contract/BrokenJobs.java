package io.github.lighterman.testing.contract;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.spi.SecretResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Job handles that break a promise each. */
final class BrokenJobs {
  private BrokenJobs() {}

  /** Once the job has ended, its future says something else than before. */
  static final class AnotherValueLater extends WrappedJob {
    AnotherValueLater(JobHandle inner) {
      super(inner);
    }

    @Override
    public CompletableFuture<JobResult> result() {
      return inner.resultNow().isEmpty()
          ? inner.result()
          : inner.result().thenApply(BrokenJobs::turned);
    }
  }

  /** The future completes with a failure when the job was cancelled, in place of a value. */
  static final class ThrowsForACancelledJob extends WrappedJob {
    ThrowsForACancelledJob(JobHandle inner) {
      super(inner);
    }

    @Override
    public CompletableFuture<JobResult> result() {
      return inner
          .result()
          .thenApply(
              result -> {
                if (result.state() == JobState.CANCELLED) {
                  throw new IllegalStateException("cancelled");
                }
                return result;
              });
    }
  }

  static final class IgnoresCancel extends WrappedJob {
    IgnoresCancel(JobHandle inner) {
      super(inner);
    }

    @Override
    public void cancel() {}
  }

  static final class ThrowsOnLateCancel extends WrappedJob {
    ThrowsOnLateCancel(JobHandle inner) {
      super(inner);
    }

    @Override
    public void cancel() {
      if (inner.resultNow().isPresent()) {
        throw new IllegalStateException("the job has ended");
      }
      inner.cancel();
    }
  }

  static final class ForgetsLogsAfterTheEnd extends WrappedJob {
    ForgetsLogsAfterTheEnd(JobHandle inner) {
      super(inner);
    }

    @Override
    public LogChunk readLog(LogStream stream, int attempt, long offset, int maxBytes) {
      if (inner.resultNow().isPresent()) {
        throw new LogUnavailableException("its node is gone");
      }
      return inner.readLog(stream, attempt, offset, maxBytes);
    }
  }

  static final class ReadsLogsFromTheStart extends WrappedJob {
    ReadsLogsFromTheStart(JobHandle inner) {
      super(inner);
    }

    @Override
    public LogChunk readLog(LogStream stream, int attempt, long offset, int maxBytes) {
      return inner.readLog(stream, attempt, 0, maxBytes);
    }
  }

  static final class KeepsTheLastAttemptsLogAlone extends WrappedJob {
    KeepsTheLastAttemptsLogAlone(JobHandle inner) {
      super(inner);
    }

    @Override
    public LogChunk readLog(LogStream stream, int attempt, long offset, int maxBytes) {
      return inner.readLog(stream, inner.status().attempt(), offset, maxBytes);
    }
  }

  static final class KeepsTheLastAttemptAlone extends WrappedJob {
    KeepsTheLastAttemptAlone(JobHandle inner) {
      super(inner);
    }

    @Override
    public CompletableFuture<JobResult> result() {
      return inner.result().thenApply(BrokenJobs::lastAttempt);
    }
  }

  static final class LabelsItselfWithItsSecret extends WrappedJob {
    LabelsItselfWithItsSecret(JobHandle inner) {
      super(inner);
    }

    @Override
    public JobSpec spec() {
      return inner.spec().toBuilder().label("secret", secretOf(inner.spec())).build();
    }
  }

  static final class TellsItsSecretInItsFailure extends WrappedJob {
    TellsItsSecretInItsFailure(JobHandle inner) {
      super(inner);
    }

    @Override
    public CompletableFuture<JobResult> result() {
      return inner.result().thenApply(it -> it.succeeded() ? it : telling(it));
    }

    private JobResult telling(JobResult result) {
      String message = "it failed with TOKEN=" + secretOf(inner.spec());
      return failed(result, JobFailure.of(result.failure().orElseThrow().kind(), message));
    }
  }

  static String secretOf(JobSpec spec) {
    return spec.secrets().values().stream()
        .findFirst()
        .map(
            reference -> {
              try {
                return SecretResolver.ofDefaults().resolve(reference);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse("");
  }

  private static JobResult turned(JobResult result) {
    return result.succeeded()
        ? failed(result, JobFailure.of(FailureKind.INTERNAL, "on second thoughts"))
        : new JobResult(
            result.id(), JobState.SUCCEEDED, result.attempts(), Optional.empty(), result.outputs());
  }

  private static JobResult failed(JobResult result, JobFailure failure) {
    return new JobResult(
        result.id(), JobState.FAILED, result.attempts(), Optional.of(failure), result.outputs());
  }

  private static JobResult lastAttempt(JobResult result) {
    List<Attempt> all = result.attempts();
    return new JobResult(
        result.id(),
        result.state(),
        all.subList(Math.max(0, all.size() - 1), all.size()),
        result.failure(),
        result.outputs());
  }
}
