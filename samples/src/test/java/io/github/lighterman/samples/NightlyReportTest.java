package io.github.lighterman.samples;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.InMemoryExecutor;
import io.github.lighterman.testing.JobScript;
import io.github.lighterman.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a workflow is tested: no job of it runs, and no time goes by. */
class NightlyReportTest {
  private static final JobScript ADDS_UP =
      JobScript.exitWith(0)
          .doing(
              job -> {
                int sum = 0;
                for (String file : job.files()) {
                  sum += Integer.parseInt(job.text(file));
                }
                job.print(LogStream.STDOUT, "total " + sum);
              });

  private final ManualClock clock = ManualClock.create();
  private InMemoryExecutor executor = InMemoryExecutor.on(clock);

  @AfterEach
  void close() {
    executor.close();
  }

  @Test
  void preemptedJobIsTriedAgain() {
    ManualClock clock = ManualClock.create();
    JobScript takenTwice = JobScript.preempted().after(Duration.ofHours(6)).times(2);
    JobScript script = takenTwice.then(JobScript.succeed().after(Duration.ofDays(9)));
    try (var executor = InMemoryExecutor.builder().clock(clock).script("align", script).build();
        var run = executor.start(WorkflowSpec.of("genome"))) {
      var align = run.submit(JobSpec.builder("align").command("bwa", "mem", "ref.fa").build());
      clock.advance(Duration.ofDays(10));
      assertThat(align).succeeded().withExitCode(0).afterAttempts(3);
    }
  }

  @Test
  void reportAddsUpWhatTheShopsSold() {
    WorkflowRun run =
        play(
            executor ->
                executor
                    .script("sales-a", JobScript.succeed().writing("sales", "40"))
                    .script("sales-b", JobScript.succeed().writing("sales", "2"))
                    .script("report", ADDS_UP));
    assertThat(run).allSucceeded();
    assertThat(job(run, "report")).succeeded().printed("total 42");
  }

  @Test
  void shopThatRunsOutOfMemoryGetsMore() {
    JobScript outOfMemory = JobScript.failWith(FailureKind.OUT_OF_MEMORY);
    JobScript asksForMore =
        JobScript.succeed()
            .doing(
                job -> job.write("sales", job.environment().getOrDefault("LIGHTERMAN_MEMORY", "")));
    WorkflowRun run =
        play(
            executor ->
                executor
                    .script("sales-a", outOfMemory.then(asksForMore))
                    .script("sales-b", JobScript.succeed().writing("sales", "0"))
                    .script("report", ADDS_UP));
    assertThat(job(run, "sales-a")).succeeded().afterAttempts(2);
    assertThat(job(run, "report")).succeeded().printed("total " + 32 * 1024 * 1024);
  }

  @Test
  void thereIsNoReportIfAShopFails() {
    WorkflowRun run =
        play(
            executor ->
                executor.script(
                    "sales-b", JobScript.exitWith(1).logging(LogStream.STDERR, "no such shop")));
    assertThat(job(run, "sales-b")).failed().withKind(FailureKind.USER_EXIT).afterAttempts(1);
    assertThat(job(run, "report")).cancelled().withKind(FailureKind.UPSTREAM);
  }

  @Test
  void shopThatHangsIsGivenUpAfterTwoHours() {
    WorkflowRun run = play(executor -> executor.scriptForLabel("stage", "sales", JobScript.hang()));
    assertThat(job(run, "sales-a")).failed().withKind(FailureKind.RUN_TIMEOUT);
    assertThat(job(run, "report")).cancelled();
  }

  @Test
  void reportWaitsForAsLongAsThereIsNoMachine() {
    PendingReason quota = PendingReason.of(PendingReason.Cause.QUOTA, "all cores are in use");
    WorkflowRun run = play(executor -> executor.script("sales-a", JobScript.stayPending(quota)));
    assertThat(job(run, "sales-a")).isPendingBecause(PendingReason.Cause.QUOTA);
    assertThat(job(run, "report")).isPendingBecause(PendingReason.Cause.DEPENDENCIES);
    run.cancel();
    assertThat(job(run, "report")).cancelled();
  }

  /** Lets thirty days of the workflow go by, with these scripts. */
  private WorkflowRun play(UnaryOperator<InMemoryExecutor.Builder> scripts) {
    executor = scripts.apply(InMemoryExecutor.builder().clock(clock)).build();
    WorkflowRun run = NightlyReport.submitTo(executor, List.of("a", "b"));
    clock.advance(Duration.ofDays(30));
    return run;
  }

  private static JobHandle job(WorkflowRun run, String id) {
    return run.job(JobId.of(id)).orElseThrow();
  }
}
