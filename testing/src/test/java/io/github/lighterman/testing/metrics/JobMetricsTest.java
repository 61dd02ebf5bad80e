package io.github.lighterman.testing.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Node;
import io.github.lighterman.OutputFile;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.metrics.JobMetrics;
import io.github.lighterman.testing.InMemoryExecutor;
import io.github.lighterman.testing.JobScript;
import io.github.lighterman.testing.ManualClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JobMetrics metrics = JobMetrics.of(registry);
  private final ManualClock clock = ManualClock.create();
  private final InMemoryExecutor.Builder executor = InMemoryExecutor.builder().clock(clock);

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void gaugeTellsWhereLiveJobsAre() {
    executor
        .script("runs", JobScript.succeed().after(Duration.ofHours(2)))
        .script("retries", JobScript.preempted().then(JobScript.succeed()))
        .holdsDependencies();
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(WorkflowSpec.of("rivers"))) {
      metrics.watch(run);
      run.submit(
          List.of(
              job("runs").build(),
              job("retries").build(),
              job("blocked").dependsOn(JobId.of("runs")).build()));
      clock.advance(Duration.ofMillis(500));
      assertThat(live("running")).isEqualTo(1);
      assertThat(live("retrying")).isEqualTo(1);
      assertThat(live("blocked")).isEqualTo(1);
      clock.advance(Duration.ofDays(1));
      for (String state : List.of("running", "retrying", "blocked", "queued", "finalizing")) {
        assertThat(live(state)).as(state).isZero();
      }
    }
    assertThat(counter("lighterman.jobs.ended", "state", "succeeded", "failure", "none"))
        .isEqualTo(3);
  }

  @Test
  void attemptsAreCountedAndTimedByFailureAndLease() {
    Node spot = new Node("n1", Optional.empty(), Node.Lease.SPOT);
    JobScript taken = JobScript.preempted().after(Duration.ofMinutes(10)).on(spot).times(2);
    JobScript ends = JobScript.exitWith(7).after(Duration.ofMinutes(30)).on(spot);
    play(executor.script("a", taken.then(ends)), job("a").build());
    assertThat(counter("lighterman.attempts", "failure", "preempted", "lease", "spot"))
        .isEqualTo(2);
    Timer runs = timer("lighterman.attempts.run", "failure", "preempted", "lease", "spot");
    assertThat(runs.count()).isEqualTo(2);
    assertThat(runs.totalTime(TimeUnit.MINUTES)).isEqualTo(20);
    assertThat(counter("lighterman.attempts", "failure", "user-exit", "lease", "spot"))
        .isEqualTo(1);
    assertThat(counter("lighterman.jobs.ended", "state", "failed", "failure", "user-exit"))
        .isEqualTo(1);
  }

  @Test
  void attemptThatNeverRanIsCountedAndNotTimed() {
    play(executor.script("a", JobScript.failWith(FailureKind.IMAGE)), job("a").build());
    assertThat(registry.get("lighterman.attempts").tag("failure", "image").counter().count())
        .isEqualTo(1);
    assertThat(registry.find("lighterman.attempts.run").timer()).isNull();
  }

  @Test
  void waitsAreTimedByTheirCause() {
    JobScript script =
        JobScript.succeed()
            .pending(
                Duration.ofMinutes(7), PendingReason.of(PendingReason.Cause.NO_NODE, "none yet"));
    play(executor.script("a", script), job("a").build());
    Timer waits = timer("lighterman.jobs.waits", "cause", "no-node");
    assertThat(waits.count()).isEqualTo(1);
    assertThat(waits.totalTime(TimeUnit.MINUTES)).isEqualTo(7);
    assertThat(registry.find("lighterman.jobs.waits").timers()).hasSize(1);
  }

  @Test
  void deliveredBytesAreAddedUp() {
    play(
        executor.scriptForOthers(JobScript.succeed().writing("out", "12345")),
        job("a").output(OutputFile.file("out")).build(),
        job("b").output(OutputFile.file("out")).build());
    assertThat(registry.get("lighterman.staged.out").counter().count()).isEqualTo(10);
    assertThat(registry.get("lighterman.staged.out").counter().getId().getBaseUnit())
        .isEqualTo("bytes");
  }

  @Test
  void closedWatchTakesItsLiveJobsOutAndMeasuresNoMore() {
    executor.script("endless", JobScript.hang());
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(WorkflowSpec.of("rivers"))) {
      JobMetrics.Watch watch = metrics.watch(run);
      run.submit(job("endless").build());
      clock.advance(Duration.ofHours(1));
      assertThat(live("running")).isEqualTo(1);
      watch.close();
      watch.close();
      assertThat(live("running")).isZero();
      run.close(ClosePolicy.DETACH);
    }
    assertThat(live("running")).isZero();
    assertThat(registry.find("lighterman.jobs.ended").counter()).isNull();
  }

  @Test
  void jobsThatWereLiveBeforeAreMeasured() {
    executor.script("early", JobScript.succeed().after(Duration.ofHours(2)));
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(WorkflowSpec.of("rivers"))) {
      run.submit(job("early").build());
      clock.advance(Duration.ofHours(1));
      metrics.watch(run);
      assertThat(live("running")).isEqualTo(1);
      clock.advance(Duration.ofHours(2));
      assertThat(live("running")).isZero();
    }
    assertThat(counter("lighterman.attempts", "failure", "none", "lease", "dedicated"))
        .isEqualTo(1);
  }

  @Test
  void runsAddUpAndTagsAreOnEveryMeter() {
    JobMetrics tagged = JobMetrics.of(registry, Tags.of("executor", "in-memory"));
    try (InMemoryExecutor open = executor.build();
        WorkflowRun one = open.start(WorkflowSpec.of("one"));
        WorkflowRun two = open.start(WorkflowSpec.of("two"))) {
      tagged.watch(one);
      tagged.watch(two);
      one.submit(job("same").build());
      two.submit(job("same").build());
      clock.advance(Duration.ofHours(1));
    }
    assertThat(
            registry
                .get("lighterman.jobs.ended")
                .tags("executor", "in-memory", "state", "succeeded")
                .counter()
                .count())
        .isEqualTo(2);
    List<Meter> untagged =
        registry.getMeters().stream()
            .filter(meter -> meter.getId().getTag("executor") == null)
            .filter(meter -> !meter.getId().getName().equals("lighterman.jobs"))
            .toList();
    assertThat(untagged).isEmpty();
  }

  @Test
  void noTagNamesARunOrAJob() {
    play(executor, job("very-special").build());
    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(tag -> tag.getKey())
        .isSubsetOf("state", "failure", "lease", "cause");
  }

  private void play(InMemoryExecutor.Builder executor, JobSpec... jobs) {
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(WorkflowSpec.of("rivers"))) {
      metrics.watch(run);
      run.submit(List.of(jobs)).forEach(outcome -> outcome.orElseThrow());
      clock.advance(Duration.ofDays(1));
    }
  }

  private static JobSpec.Builder job(String id) {
    return JobSpec.builder(id).command("x");
  }

  private double live(String state) {
    return registry.get("lighterman.jobs").tag("state", state).gauge().value();
  }

  private double counter(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private Timer timer(String name, String... tags) {
    return registry.get(name).tags(tags).timer();
  }
}
