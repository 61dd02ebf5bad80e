package io.github.lighterman.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExecutorTest {
  @TempDir Path directory;
  private LocalExecutor executor;
  private WorkflowRun run;

  @BeforeEach
  void open() {
    executor = LocalExecutor.builder().directory(directory.resolve("runs")).build();
    run = executor.start(WorkflowSpec.of("test"));
  }

  @AfterEach
  void close() {
    run.close(ClosePolicy.CLEAN);
    executor.close();
  }

  private static JobResult await(JobHandle job) throws Exception {
    return job.result().get(60, TimeUnit.SECONDS);
  }

  private static String log(JobHandle job, LogStream stream) {
    return job.readLog(stream, 1, 0, 1 << 20).text();
  }

  @Test
  void commandRunsWithItsArgumentsUntouched() throws Exception {
    JobHandle job =
        run.submit(
            JobSpec.builder("a")
                .command("printf", "%s|", "a b", "$HOME", "it's", "", "*", "ü\n")
                .build());

    JobResult result = await(job);

    assertThat(result.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(log(job, LogStream.STDOUT)).isEqualTo("a b|$HOME|it's||*|ü\n|");
    assertThat(result.attempts())
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.usage().cpuTime()).isPresent();
              assertThat(a.started()).isPresent();
            });
  }

  @Test
  void exitCodeTellsFailure() throws Exception {
    JobHandle job = run.submit(JobSpec.builder("a").shell("echo no >&2; exit 3").build());

    JobResult result = await(job);

    assertThat(result.failure())
        .get()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(FailureKind.USER_EXIT));
    assertThat(result.exitCode()).hasValue(3);
    assertThat(log(job, LogStream.STDERR)).isEqualTo("no\n");
  }

  @Test
  void workingDirectoryIsAsIfNewWhateverTheJobBeforeDidToItsOwn() throws Exception {
    JobHandle first = run.submit(JobSpec.builder("a").shell("stat -c %a:%u:%g .").build());
    await(first);
    await(run.submit(JobSpec.builder("b").shell("chmod 711 .; touch left").build()));
    JobHandle last = run.submit(JobSpec.builder("c").shell("ls -A; stat -c %a:%u:%g .").build());
    await(last);

    assertThat(log(last, LogStream.STDOUT)).isEqualTo(log(first, LogStream.STDOUT));
  }

  @Test
  void filesGoInAndOut() throws Exception {
    Path in = Files.writeString(directory.resolve("in file"), "hello");
    Path out = directory.resolve("deep/er/out");
    JobHandle first =
        run.submit(
            JobSpec.builder("first")
                .input(InputFile.file(in, "x/y"))
                .shell("echo >>x/y; tr a-z A-Z <x/y >shout; cat x/y")
                .output(OutputFile.file("shout"))
                .build());
    JobHandle second =
        run.submit(
            JobSpec.builder("second")
                .input(InputFile.output(JobId.of("first"), "shout", "loud"))
                .shell("cat loud loud >both")
                .output(OutputFile.file("both").to(out))
                .build());

    assertThat(await(second).orElseThrow().outputs()).hasSize(1);
    assertThat(out).hasContent("HELLO\nHELLO\n");
    assertThat(in).hasContent("hello");
    assertThat(first.status().state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void closeLeavesNothing() throws IOException, InterruptedException {
    run.submit(JobSpec.builder("a").shell("sleep 1000 & sleep 1000").build());

    CloseReport report = run.close(ClosePolicy.CLEAN);

    assertThat(report.cancelled()).containsExactly(JobId.of("a"));
    assertThat(report.failed()).isEmpty();
    assertThat(directory.resolve("runs")).isEmptyDirectory();
  }

  @Test
  void detachedRunIsFoundAgain() throws Exception {
    Path go = directory.resolve("go");
    run.submit(JobSpec.builder("done").command("true").build()).result().get(60, TimeUnit.SECONDS);
    JobHandle live =
        run.submit(
            JobSpec.builder("live")
                .command(
                    "sh",
                    "-c",
                    "echo started; while ! test -e \"$0\"; do sleep 0.01; done; exit 7",
                    go.toString())
                .build());
    while (!log(live, LogStream.STDOUT).equals("started\n")) {
      Thread.onSpinWait();
    }
    executor.close();
    executor = LocalExecutor.builder().directory(directory.resolve("runs")).build();

    run = executor.attach(run.id());

    assertThat(run.job(JobId.of("done")).orElseThrow().status().state())
        .isEqualTo(JobState.SUCCEEDED);
    live = run.job(JobId.of("live")).orElseThrow();
    assertThat(live.status().state()).isEqualTo(JobState.RUNNING);
    Files.writeString(go, "", UTF_8);
    assertThat(await(live).exitCode()).hasValue(7);
    assertThat(live.status().attempt()).isEqualTo(1);
  }
}
