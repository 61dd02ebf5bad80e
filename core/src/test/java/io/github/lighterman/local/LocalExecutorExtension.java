package io.github.lighterman.local;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An executor and an open run for each test, in a directory that goes afterwards. */
final class LocalExecutorExtension implements BeforeEachCallback, AfterEachCallback {
  private final UnaryOperator<LocalExecutor.Builder> settings;
  private @Nullable Path directory;
  private @Nullable LocalExecutor executor;
  private @Nullable WorkflowRun run;

  private LocalExecutorExtension(UnaryOperator<LocalExecutor.Builder> settings) {
    this.settings = settings;
  }

  static LocalExecutorExtension ofDefaults() {
    return with(UnaryOperator.identity());
  }

  static LocalExecutorExtension with(UnaryOperator<LocalExecutor.Builder> settings) {
    return new LocalExecutorExtension(settings);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("lighterman-").toRealPath();
    executor = open();
    run = executor().start(WorkflowSpec.of("test"));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    run().close(ClosePolicy.CLEAN);
    executor().close();
    new Removal(path("")).delete();
  }

  /** Opens another executor on the same runs, which the caller closes. */
  LocalExecutor open() {
    return settings.apply(LocalExecutor.builder().directory(runs())).build();
  }

  /** Returns a path for the test's own use, in the directory that goes afterwards. */
  Path path(String name) {
    return requireNonNull(directory, "directory").resolve(name);
  }

  /** Writes a file for the test's own use, and makes its parents. */
  Path write(String name, String text) throws IOException {
    Path file = path(name);
    Files.createDirectories(requireNonNull(file.getParent(), "parent"));
    return Files.writeString(file, text);
  }

  Path runs() {
    return path("runs");
  }

  /** Returns what the open run has on disk. */
  Path runDirectory() {
    return runs().resolve(run().id().value());
  }

  LocalExecutor executor() {
    return requireNonNull(executor, "executor");
  }

  WorkflowRun run() {
    return requireNonNull(run, "run");
  }

  /** Runs a job to its end. */
  JobResult await(JobSpec.Builder job) throws Exception {
    return await(run().submit(job.build()));
  }

  static JobResult await(JobHandle job) throws Exception {
    return job.result().get(60, TimeUnit.SECONDS);
  }

  /** Runs a script with these inputs to its end, and returns what it printed. */
  String outputOf(JobSpec.Builder job) throws Exception {
    JobHandle handle = run().submit(job.build());
    await(handle).orElseThrow();
    return log(handle);
  }

  static String log(JobHandle job) {
    return job.readLog(LogStream.STDOUT, 1, 0, 1 << 20).text();
  }

  /** Waits until the job has printed {@code text}. */
  static void awaitLog(JobHandle job, String text) {
    while (!log(job).contains(text)) {
      if (job.status().state().isTerminal() && !log(job).contains(text)) {
        throw new AssertionError("ended without printing " + text + ": " + job.resultNow());
      }
      Thread.onSpinWait();
    }
  }
}
