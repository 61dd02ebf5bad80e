package io.github.lighterman.testing.report;

import io.github.lighterman.Backoff;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.report.Prices;
import io.github.lighterman.report.RunReport;
import io.github.lighterman.testing.InMemoryExecutor;
import io.github.lighterman.testing.JobScript;
import io.github.lighterman.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A run with all that happens to jobs: waits, retries, preemptions, failures, two kinds of nodes.
 */
final class ReportedRun {
  private static final int PER_STAGE = 8;

  private final ManualClock clock = ManualClock.at(Instant.parse("2024-03-01T08:00:00Z"));
  private final Random random = new Random(42);
  private final int jobs;

  private ReportedRun(int jobs) {
    this.jobs = jobs;
  }

  /** Returns the report of a run of this many jobs, each eighth of which gathers seven others. */
  static RunReport of(int jobs) {
    return new ReportedRun(jobs).play();
  }

  private RunReport play() {
    InMemoryExecutor.Builder executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .slots(Math.max(3, jobs / 40))
            .holdsDependencies()
            .scriptForOthers(this::script);
    WorkflowSpec spec =
        WorkflowSpec.of(RunId.of("genome-" + jobs))
            .withClosePolicy(ClosePolicy.CLEAN)
            .withLabels(Map.of("project", "rivers"));
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(spec)) {
      RunReport report = RunReport.of(run, prices(), clock);
      run.submit(specs()).forEach(SubmitOutcome::orElseThrow);
      clock.advance(Duration.ofDays(3));
      return report;
    }
  }

  private List<JobSpec> specs() {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      boolean gathers = i % PER_STAGE == PER_STAGE - 1;
      JobSpec.Builder job =
          JobSpec.builder((gathers ? "gather-" : "align-") + i)
              .command("bwa", "mem")
              .label("stage", gathers ? "gather" : "align")
              .retry(patient());
      for (int k = 1; gathers && k < PER_STAGE; k++) {
        job.dependsOn(JobId.of("align-" + (i - k)));
      }
      specs.add(job.build());
    }
    return specs;
  }

  private synchronized JobScript script(JobSpec job) {
    double luck = random.nextDouble() * Math.min(1, jobs / 30.0);
    boolean spot = random.nextInt(4) > 0;
    Node node =
        new Node(
                "tvm-" + (spot ? "spot-" : "") + random.nextInt(Math.max(1, jobs / 160) + 1),
                java.util.Optional.of(spot ? "Standard_D4s_v5" : "Standard_E8s_v5"),
                spot ? Node.Lease.SPOT : Node.Lease.DEDICATED)
            .withShare(0.25);
    Duration time = Duration.ofSeconds(60 + random.nextInt(1200));
    PendingReason booting =
        PendingReason.of(
            PendingReason.Cause.NO_NODE, "pool main has no node that is ready; 4 of 8 are booting");
    return ending(luck)
        .pending(Duration.ofSeconds(random.nextInt(90)), booting)
        .preparing(Duration.ofSeconds(5 + random.nextInt(60)))
        .after(time)
        .finalizing(Duration.ofSeconds(1 + random.nextInt(20)))
        .on(node);
  }

  private static JobScript ending(double luck) {
    if (luck < 0.02) {
      return JobScript.exitWith(1);
    }
    if (luck < 0.05) {
      return JobScript.failWith(
          JobFailure.of(
              FailureKind.OUT_OF_MEMORY, "the command used more than the 4GiB that it was given"));
    }
    return luck < 0.12 ? JobScript.preempted() : JobScript.succeed();
  }

  private static RetryPolicy patient() {
    return RetryPolicy.ofDefaults().toBuilder()
        .retry(FailureKind.OUT_OF_MEMORY, 2)
        .backoff(Backoff.doubling(Duration.ofMinutes(2), Duration.ofHours(1)))
        .build();
  }

  private static Prices prices() {
    return (type, lease) -> OptionalDouble.of(lease == Node.Lease.SPOT ? 0.04 : 0.5);
  }
}
