package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Attempt;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the processes of a job, and what is known of them. */
class ProcessTest {
  private static final Duration GRACE = Duration.ofMillis(300);

  @TempDir Path directory;
  private LocalExecutor executor;
  private WorkflowRun run;

  @BeforeEach
  void open() {
    executor =
        LocalExecutor.builder()
            .directory(directory.resolve("runs"))
            .cpus(2)
            .gpus(3)
            .killGrace(GRACE)
            .build();
    run = executor.start(WorkflowSpec.of("test"));
  }

  @AfterEach
  void close() {
    run.close(ClosePolicy.CLEAN);
    executor.close();
  }

  private JobHandle submit(String script) {
    return run.submit(JobSpec.builder("job").shell(script).build());
  }

  private static JobResult await(JobHandle job) throws Exception {
    return job.result().get(60, TimeUnit.SECONDS);
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private void untilLogged(JobHandle job, String text) {
    until(() -> job.readLog(LogStream.STDOUT, 1, 0, 1 << 16).text().contains(text));
  }

  /** Returns what is alive of the processes that know the job's directory. */
  private List<ProcessHandle> alive() {
    Path sandbox = directory.resolve("runs").resolve(run.id().value()).resolve("jobs/job.1");
    return new ProcessTree(Long.MAX_VALUE, sandbox).alive();
  }

  /** Its group number is that of the system's own processes, and in containers of everybody's. */
  @Test
  void commandThatNobodyKnowsHasNoProcesses() {
    assertThat(new ProcessTree(ProcessTree.UNKNOWN, Path.of("/nowhere")).alive()).isEmpty();
  }

  @Test
  void processThatGotTheNumberOfACommandThatHasEndedIsLeftAlone() {
    long other = ProcessHandle.current().pid();
    Instant before = Instant.now().minus(Duration.ofDays(1));

    assertThat(new ProcessTree(other, Path.of("/nowhere"), before).alive()).isEmpty();
    assertThat(new ProcessTree(other, Path.of("/nowhere"), Instant.now()).alive()).isNotEmpty();
  }

  @Test
  void cancelAsksPolitelyFirst() throws Exception {
    Path said = directory.resolve("said");
    JobHandle job =
        submit("trap 'echo bye >" + said + "; exit 0' TERM; echo up; while :; do sleep 0.01; done");
    untilLogged(job, "up");

    job.cancel();

    assertThat(await(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(said).hasContent("bye");
  }

  @Test
  void cancelKillsWhatDoesNotListen() throws Exception {
    JobHandle job =
        submit(
            "trap '' TERM; (trap '' TERM; sleep 1000; sleep 1000) & echo up;"
                + " while :; do sleep 1000; done");
    untilLogged(job, "up");

    job.cancel();

    assertThat(await(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(await(job).attempts().get(0).signal()).hasValue(9);
    assertThat(alive()).isEmpty();
  }

  @Test
  void cancelFindsProcessesThatLeftTheirSession() throws Exception {
    JobHandle job =
        submit(
            "(setsid sh -c 'exec sleep 1000' &); (env -i setsid sleep 1000 &); echo up; sleep"
                + " 1000");
    untilLogged(job, "up");

    job.cancel();

    assertThat(await(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(alive()).isEmpty();
  }

  @Test
  void whatACommandLeavesBehindIsEndedBeforeItsResultIsTold() throws Exception {
    JobHandle job = submit("sleep 1000 & echo $! >pid; cp pid " + directory + "/pid");

    assertThat(await(job).succeeded()).isTrue();

    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    assertThat(new ProcessTree(pid, directory.resolve("none")).alive()).isEmpty();
  }

  @Test
  void runTimeoutEndsTheJobWithItsKind() throws Exception {
    JobHandle job =
        run.submit(
            JobSpec.builder("job")
                .shell("sleep 1000")
                .timeouts(Timeouts.ofRun(Duration.ofMillis(100)))
                .build());

    JobResult result = await(job);

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.RUN_TIMEOUT);
    assertThat(result.failure().orElseThrow().message()).contains("PT0.1S");
    assertThat(alive()).isEmpty();
  }

  @Test
  void queueTimeoutEndsTheJobWithItsKindAndItNeverRuns() throws Exception {
    JobHandle first =
        run.submit(
            JobSpec.builder("first")
                .shell("echo up; sleep 1000")
                .resources(Resources.of(2))
                .build());
    untilLogged(first, "up");
    JobHandle second =
        run.submit(
            JobSpec.builder("second")
                .command("true")
                .timeouts(Timeouts.none().withQueue(Duration.ofMillis(50)))
                .build());

    JobResult result = await(second);

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.QUEUE_TIMEOUT);
    assertThat(result.attempts().get(0).started()).isEmpty();
    assertThat(result.failure().orElseThrow().message()).contains("waits for 1 cpu");
  }

  @Test
  void cancelOfAQueuedJobTakesItOutOfTheQueue() throws Exception {
    JobHandle first =
        run.submit(
            JobSpec.builder("first")
                .shell("echo up; sleep 1000")
                .resources(Resources.of(2))
                .build());
    untilLogged(first, "up");
    JobHandle second = run.submit(JobSpec.builder("second").command("true").build());

    second.cancel();

    assertThat(await(second).state()).isEqualTo(JobState.CANCELLED);
    assertThat(first.status().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void signalIsToldAsShellsTellIt() throws Exception {
    JobResult result = await(submit("kill -KILL $$"));

    assertThat(result.exitCode()).hasValue(137);
    assertThat(result.attempts().get(0).signal()).hasValue(9);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER_EXIT);
  }

  @Test
  void usageOfAnAttemptIsTold() throws Exception {
    JobHandle job =
        submit(
            "a=$(head -c 30000000 /dev/zero | tr '\\0' x); i=0;"
                + " while [ $i -lt 200000 ]; do i=$((i+1)); done; echo big; sleep 0.7; : $a");

    Attempt attempt = await(job).orElseThrow().attempts().get(0);

    assertThat(attempt.usage().wall().orElseThrow()).isGreaterThan(Duration.ofMillis(700));
    assertThat(attempt.usage().cpuTime().orElseThrow()).isGreaterThan(Duration.ofMillis(20));
    assertThat(attempt.usage().peakMemory().orElseThrow())
        .isGreaterThan(DataSize.ofBytes(30_000_000));
  }

  @Test
  void cpuTimeIsThatOfTheAttemptAlone() throws Exception {
    await(
        run.submit(
            JobSpec.builder("busy")
                .shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
                .resources(Resources.of(2))
                .build()));
    Attempt idle =
        await(
                run.submit(
                    JobSpec.builder("idle").command("true").resources(Resources.of(2)).build()))
            .attempts()
            .get(0);

    assertThat(idle.usage().cpuTime().orElseThrow()).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void gpusAreSharedOutByNumber() throws Exception {
    JobSpec.Builder spec =
        JobSpec.builder("one")
            .shell(
                "echo $CUDA_VISIBLE_DEVICES; while ! test -e "
                    + directory
                    + "/go; do sleep 0.01; done")
            .resources(Resources.builder().gpus(2).build());
    JobHandle one = run.submit(spec.build());
    untilLogged(one, "0,1\n");
    JobHandle two =
        run.submit(
            JobSpec.builder("two")
                .shell("echo $CUDA_VISIBLE_DEVICES")
                .resources(Resources.builder().gpus(1).build())
                .build());

    assertThat(await(two).succeeded()).isTrue();
    assertThat(two.readLog(LogStream.STDOUT, 1, 0, 100).text()).isEqualTo("2\n");
    Files.writeString(directory.resolve("go"), "");
    assertThat(await(one).succeeded()).isTrue();
  }

  @Test
  void unknownProgramIsNamed() throws Exception {
    JobResult result =
        await(run.submit(JobSpec.builder("job").command("no-such-program", "x").build()));

    assertThat(result.exitCode()).hasValue(127);
    assertThat(result.failure().orElseThrow().message()).contains("no-such-program");
  }

  @Test
  void failedAttemptIsTriedAgainInADirectoryOfItsOwn() throws Exception {
    JobHandle job =
        run.submit(
            JobSpec.builder("job")
                .shell("test ! -e mark && touch mark && test $LIGHTERMAN_ATTEMPT = 3")
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 5).build())
                .build());

    JobResult result = await(job);

    assertThat(result.succeeded()).isTrue();
    assertThat(result.attempts()).hasSize(3);
  }

  @Test
  void closedExecutorLeavesNoThreadAndTheCommandRunsOn() throws Exception {
    JobHandle job = submit("echo up; while ! test -e " + directory + "/go; do sleep 0.01; done");
    untilLogged(job, "up");

    executor.close();

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("lighterman-local")) {
        // A pool has terminated a little before its last thread ends.
        thread.join(5_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
    assertThat(job.result()).isCompletedExceptionally();
    assertThat(alive()).isNotEmpty();
    Files.writeString(directory.resolve("go"), "");
    executor = LocalExecutor.builder().directory(directory.resolve("runs")).build();
    run = executor.attach(run.id());
    assertThat(run.job(JobId.of("job"))).isPresent();
  }
}
