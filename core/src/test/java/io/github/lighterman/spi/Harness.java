package io.github.lighterman.spi;

import io.github.lighterman.Backoff;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Problem;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.SubmitOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** A lifecycle whose time, driver and listener are in the test's hand. */
final class Harness {
  static final RunId RUN = RunId.of("run");

  final ManualTimer timer = new ManualTimer();
  final RecordingDriver driver = new RecordingDriver();
  final RecordingListener listener = new RecordingListener();
  final JobLifecycle lifecycle;

  Harness() {
    this(1_000_000, JobLifecycle.Dependencies.HELD, Runnable::run);
  }

  Harness(int capacity, JobLifecycle.Dependencies dependencies, Executor callbacks) {
    lifecycle =
        new JobLifecycle(
            RUN,
            new JobLifecycle.Setup(timer.clock(), timer, callbacks, capacity, dependencies),
            driver);
    lifecycle.addListener(listener);
  }

  static Harness ofCapacity(int capacity) {
    return new Harness(capacity, JobLifecycle.Dependencies.HELD, Runnable::run);
  }

  static Harness pushedDown() {
    return new Harness(1_000, JobLifecycle.Dependencies.PUSHED_DOWN, Runnable::run);
  }

  static JobSpec.Builder job(String id, String... upstream) {
    JobSpec.Builder builder = JobSpec.builder(id).command("true");
    for (String other : upstream) {
      builder.dependsOn(JobId.of(other));
    }
    return builder;
  }

  static RetryPolicy retrying(FailureKind kind, int times) {
    return RetryPolicy.builder()
        .retry(kind, times)
        .backoff(Backoff.doubling(Duration.ofSeconds(10), Duration.ofMinutes(1)))
        .build();
  }

  List<SubmitOutcome> submit(JobSpec.Builder... specs) {
    return submit(List.of(specs).stream().map(JobSpec.Builder::build).toList());
  }

  List<SubmitOutcome> submit(List<JobSpec> specs) {
    return lifecycle.accept(specs, spec -> List.of());
  }

  List<Problem> validate(JobSpec.Builder... specs) {
    return lifecycle.validate(
        List.of(specs).stream().map(JobSpec.Builder::build).toList(), spec -> List.of());
  }

  JobHandle handle(String id) {
    return lifecycle.job(JobId.of(id)).orElseThrow();
  }

  JobState state(String id) {
    return handle(id).status().state();
  }

  void report(String id, int attempt, TaskReport.Phase phase) {
    lifecycle.report(TaskReport.of(new TaskId(JobId.of(id), attempt), phase, timer.now()));
  }

  void exit(String id, int attempt, int code) {
    end(id, attempt, TaskEnd.exited(code));
  }

  void fail(String id, int attempt, FailureKind kind) {
    end(id, attempt, TaskEnd.failed(JobFailure.of(kind, "so it was")));
  }

  void end(String id, int attempt, TaskEnd end) {
    lifecycle.report(TaskReport.ended(new TaskId(JobId.of(id), attempt), timer.now(), end));
  }

  void cancel(String id) {
    lifecycle.cancel(JobId.of(id));
  }
}
