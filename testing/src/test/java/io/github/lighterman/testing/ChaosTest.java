package io.github.lighterman.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.Attempt;
import io.github.lighterman.Backoff;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of facts on their way, jobs come to the same end, by legal steps. */
@ExtendWith(LeakCheck.class)
class ChaosTest {
  private static final int JOBS = 30;
  private static final RetryPolicy RETRY =
      RetryPolicy.builder()
          .retry(FailureKind.PREEMPTED, 3)
          .retry(FailureKind.USER_EXIT, 1)
          .retry(FailureKind.NODE_LOST, 1)
          .backoff(Backoff.doubling(Duration.ofMinutes(1), Duration.ofHours(1)))
          .build();

  private enum Dependencies {
    WITH_THE_BACKEND,
    WITH_THE_EXECUTOR
  }

  @ParameterizedTest
  @EnumSource
  void jobsEndAsTheyWouldHaveEndedInPeace(Dependencies dependencies) {
    for (long seed = 0; seed < 150; seed++) {
      Map<JobId, String> calm = ends(dependencies, seed, Optional.empty());
      assertThat(calm).hasSize(JOBS);
      assertThat(ends(dependencies, seed, Optional.of(Chaos.seeded(seed))))
          .as("seed " + seed)
          .isEqualTo(calm);
    }
  }

  @Test
  void everyFactCanBeDoubledLostAndDoubted() {
    for (long seed = 0; seed < 20; seed++) {
      Chaos worst = new Chaos(seed, Duration.ofHours(5), 100, 100, 100);
      assertThat(ends(Dependencies.WITH_THE_BACKEND, seed, Optional.of(worst)))
          .as("seed " + seed)
          .isEqualTo(ends(Dependencies.WITH_THE_BACKEND, seed, Optional.empty()));
    }
  }

  @Test
  void chaosIsSeenByWhoListens() {
    List<JobState> states = new ArrayList<>();
    ManualClock clock = ManualClock.create();
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .chaos(new Chaos(1, Duration.ofMinutes(1), 0, 0, 100))
            .scriptForOthers(JobScript.succeed().after(Duration.ofHours(1)))
            .build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("doubted"));
      run.addListener(
          new WorkflowListener() {
            @Override
            public void onStatus(JobHandle job, JobStatus status) {
              states.add(status.state());
            }
          });
      JobHandle job = run.submit(JobSpec.builder("a").command("true").build());
      clock.advance(Duration.ofDays(1));
      assertThat(states).contains(JobState.LOST);
      assertThat(job.resultNow().orElseThrow().succeeded()).isTrue();
    }
  }

  @Test
  void oneSeedIsOneCourseOfEvents() {
    assertThat(courses(7)).isEqualTo(courses(7)).isNotEqualTo(courses(8));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void shareOutOfItsRangeIsRefused(int share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chaos(1, Duration.ZERO, share, 0, 0))
        .withMessage("duplicates must be 0 to 100 of 100 facts, not " + share);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chaos(1, Duration.ofSeconds(-1), 0, 0, 0));
  }

  private static List<JobStatus> courses(long seed) {
    Watch watch = new Watch();
    ends(Dependencies.WITH_THE_BACKEND, 3, Optional.of(Chaos.seeded(seed)), watch);
    return watch.all;
  }

  private static Map<JobId, String> ends(Dependencies how, long seed, Optional<Chaos> chaos) {
    return ends(how, seed, chaos, new Watch());
  }

  private static Map<JobId, String> ends(
      Dependencies how, long seed, Optional<Chaos> chaos, Watch watch) {
    ManualClock clock = ManualClock.create();
    Random random = new Random(seed);
    InMemoryExecutor.Builder builder = InMemoryExecutor.builder().clock(clock);
    chaos.ifPresent(builder::chaos);
    if (how == Dependencies.WITH_THE_EXECUTOR) {
      builder.holdsDependencies();
    }
    List<JobSpec> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      builder.script("j" + i, script(random));
      jobs.add(job(random, i));
    }
    try (InMemoryExecutor executor = builder.allowUnusedScripts().build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of(RunId.of("run")));
      run.addListener(watch);
      run.submit(jobs);
      clock.advance(Duration.ofDays(60));
      Map<JobId, String> ends = new TreeMap<>();
      for (JobHandle job : run.jobs()) {
        JobResult result = job.resultNow().orElseThrow(() -> new AssertionError(job.status()));
        ends.put(job.id(), describe(result));
        assertThat(job.result()).isCompletedWithValue(result);
        assertThat(watch.results).containsEntry(job.id(), result);
      }
      watch.requireOrder();
      return ends;
    }
  }

  private static String describe(JobResult result) {
    List<String> attempts = new ArrayList<>();
    for (Attempt attempt : result.attempts()) {
      attempts.add(attempt.number() + " " + attempt.exitCode() + " " + attempt.failure());
    }
    return result.state() + " " + attempts + " " + result.failure().map(JobFailure::kind);
  }

  private static JobSpec job(Random random, int number) {
    JobSpec.Builder job = JobSpec.builder("j" + number).command("true").retry(RETRY);
    for (int i = 0; number > 0 && i < random.nextInt(4); i++) {
      job.dependsOn(JobId.of("j" + random.nextInt(number)));
    }
    return job.build();
  }

  private static JobScript script(Random random) {
    JobScript last =
        random.nextInt(5) == 0 ? JobScript.exitWith(random.nextInt(3)) : JobScript.succeed();
    return switch (random.nextInt(5)) {
      case 0 -> lasting(random, JobScript.preempted()).times(1 + random.nextInt(3)).then(last);
      case 1 -> lasting(random, JobScript.exitWith(9)).then(lasting(random, last));
      case 2 -> lasting(random, JobScript.failWith(FailureKind.NODE_LOST)).then(last);
      default -> lasting(random, last);
    };
  }

  private static JobScript lasting(Random random, JobScript script) {
    return script
        .preparing(Duration.ofMinutes(random.nextInt(3)))
        .after(Duration.ofMinutes(random.nextInt(300)))
        .finalizing(Duration.ofMinutes(random.nextInt(3)));
  }

  /** Keeps what it's told; what a listener throws would be passed over. */
  private static final class Watch implements WorkflowListener {
    final Map<JobId, JobResult> results = new LinkedHashMap<>();
    final List<JobStatus> all = new ArrayList<>();
    private final List<JobId> endedTwice = new ArrayList<>();

    @Override
    public void onStatus(JobHandle job, JobStatus status) {
      all.add(status);
    }

    @Override
    public void onResult(JobHandle job, JobResult result) {
      if (results.put(job.id(), result) != null) {
        endedTwice.add(job.id());
      }
    }

    /** Sees to it that every job took legal steps only and ended once. */
    void requireOrder() {
      assertThat(endedTwice).isEmpty();
      Map<JobId, JobStatus> last = new LinkedHashMap<>();
      for (JobStatus status : all) {
        JobStatus before = last.put(status.id(), status);
        if (before != null) {
          assertThat(status.sequence()).isGreaterThan(before.sequence());
          assertThat(status.attempt()).isGreaterThanOrEqualTo(before.attempt());
          assertThat(status.since()).isAfterOrEqualTo(before.since());
          assertThat(before.state() == status.state() || before.state().mayBecome(status.state()))
              .as(before + " to " + status)
              .isTrue();
        }
      }
    }
  }
}
