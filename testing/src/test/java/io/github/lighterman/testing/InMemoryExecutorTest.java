package io.github.lighterman.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.lighterman.Attempt;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.InvalidJobException;
import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Node;
import io.github.lighterman.OutputFile;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.Trait;
import io.github.lighterman.Usage;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class InMemoryExecutorTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LONG = Duration.ofDays(30);
  private static final PendingReason QUOTA =
      PendingReason.of(PendingReason.Cause.QUOTA, "8 of 8 cores are in use");

  private final ManualClock clock = ManualClock.create();

  @Test
  void everyJobSucceedsAndLeavesWhatIsRequiredIfNothingElseIsSaid() {
    JobResult result =
        run(
            UnaryOperator.identity(),
            job("a")
                .acceptedExitCodes(Set.of(4, 3))
                .output(OutputFile.file("out.txt"))
                .output(OutputFile.directory("d"))
                .output(OutputFile.glob("**/r-*.{csv,txt}"))
                .output(OutputFile.file("not.there").optional()));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.exitCode()).hasValue(3);
    assertThat(result.outputs())
        .extracting(file -> file.path().value())
        .containsExactly("d/file", "out.txt", "r-x.csv");
  }

  @Test
  void tenDaysOfRetriesAndBackOffTakeNoTime() {
    JobScript script =
        JobScript.preempted()
            .after(HOUR.multipliedBy(30))
            .times(2)
            .then(JobScript.succeed().after(Duration.ofDays(7)));
    JobResult result = run(executor -> executor.script("a", script), job("a"));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.attempts())
        .extracting(attempt -> attempt.failure().map(JobFailure::kind))
        .containsExactly(
            Optional.of(FailureKind.PREEMPTED),
            Optional.of(FailureKind.PREEMPTED),
            Optional.empty());
    assertThat(result.attempts())
        .extracting(attempt -> attempt.node().orElseThrow().lease())
        .containsExactly(Node.Lease.SPOT, Node.Lease.SPOT, Node.Lease.DEDICATED);
    // 30 hours, 1 second of back-off, 30 hours, 2 seconds, 7 days.
    assertThat(result.attempts().get(2).ended())
        .isEqualTo(ManualClock.create().instant().plus(HOUR.multipliedBy(60 + 168)).plusSeconds(3));
  }

  @Test
  void scriptsAreChosenByIdLabelAndPredicate() {
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .script("a", JobScript.exitWith(1))
            .scriptForLabel("stage", "align", JobScript.exitWith(2))
            .scriptWhere("large", job -> job.priority() > 5, JobScript.exitWith(3))
            .scriptForOthers(JobScript.exitWith(4))
            .build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("test"));
      run.submit(
          List.of(
              job("a").build(),
              job("b").label("stage", "align").build(),
              job("c").priority(6).build(),
              job("d").label("stage", "sort").build()));
      clock.advance(LONG);
      assertThat(run.jobs())
          .extracting(job -> job.resultNow().orElseThrow().exitCode().orElseThrow())
          .containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void stepsAreDoneInTheOrderInWhichTheyAreNamed() {
    JobScript script =
        JobScript.succeed()
            .pending(HOUR, QUOTA)
            .preparing(HOUR)
            .logging("reading")
            .after(HOUR)
            .logging(LogStream.STDERR, "late", "very late")
            .writing("out.txt", "done")
            .after(HOUR)
            .finalizing(HOUR);
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder().clock(clock).script("a", script).build()) {
      JobHandle job =
          executor
              .start(WorkflowSpec.of("test"))
              .submit(job("a").output(OutputFile.file("out.txt")).build());
      clock.advance(Duration.ZERO);
      assertThat(job.status().state()).isEqualTo(JobState.QUEUED);
      assertThat(job.status().pending()).contains(QUOTA);
      clock.advance(HOUR);
      assertThat(job.status().state()).isEqualTo(JobState.PREPARING);
      clock.advance(HOUR);
      assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
      assertThat(log(job, LogStream.STDOUT)).isEqualTo("reading\n");
      assertThat(log(job, LogStream.STDERR)).isEmpty();
      clock.advance(HOUR);
      assertThat(log(job, LogStream.STDERR)).isEqualTo("late\nvery late\n");
      clock.advance(HOUR);
      assertThat(job.status().state()).isEqualTo(JobState.FINALIZING);
      clock.advance(HOUR);
      assertThat(job.resultNow().orElseThrow().outputs()).hasSize(1);
      assertThat(job.readLog(LogStream.STDERR, 1, 5, 4).text()).isEqualTo("very");
    }
  }

  @Test
  void actionSeesInputsEnvironmentAndAttempt(@TempDir Path directory) throws Exception {
    Path input = Files.writeString(directory.resolve("in.txt"), "words");
    Path target = directory.resolve("out.txt");
    JobScript script =
        JobScript.exitWith(0)
            .doing(
                job -> {
                  job.write("copy.txt", job.text("data/in.txt") + " " + job.files());
                  job.print(LogStream.STDOUT, job.environment().get("COLOUR") + job.attempt());
                  if (job.attempt() == 1) {
                    job.exit(7);
                  }
                });
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder().clock(clock).script("a", script).build()) {
      JobHandle job =
          executor
              .start(WorkflowSpec.of("test"))
              .submit(
                  job("a")
                      .input(InputFile.file(input, "data/in.txt"))
                      .output(OutputFile.file("copy.txt").to(target))
                      .environment("COLOUR", "blue")
                      .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build())
                      .build());
      clock.advance(LONG);
      assertThat(job.resultNow().orElseThrow().attempts())
          .extracting(attempt -> attempt.exitCode().orElseThrow())
          .containsExactly(7, 0);
      assertThat(target).hasContent("words [data/in.txt]");
      assertThat(job.readLog(LogStream.STDOUT, 2, 0, 99).text()).isEqualTo("blue2");
    }
  }

  @Test
  void actionThatThrowsFailsTheAttemptAndNamesTheStep() {
    JobScript script =
        JobScript.succeed()
            .logging("fine")
            .doing(
                job -> {
                  throw new IllegalStateException("oops");
                });
    JobResult result = run(executor -> executor.script("a", script), job("a"));
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.INTERNAL);
    assertThat(result.failure().orElseThrow().message())
        .contains("step 2 of 2", "oops", "mend the script");
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CANCELLED", "UPSTREAM"})
  void everyKindOfFailureHappensWhereSuchFailuresHappen(FailureKind kind) {
    JobSpec.Builder spec = job("a").retry(RetryPolicy.none());
    JobResult result = run(executor -> executor.script("a", JobScript.failWith(kind)), spec);
    assertThat(result.state()).isEqualTo(JobState.FAILED);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(kind);
    Attempt attempt = result.attempts().get(0);
    boolean neverRan =
        switch (kind) {
          case CAPACITY,
              QUOTA,
              NODE_SETUP,
              QUEUE_TIMEOUT,
              INVALID_SPEC,
              IMAGE,
              STAGE_IN,
              ACCESS_DENIED ->
              true;
          default -> false;
        };
    assertThat(attempt.started().isEmpty()).isEqualTo(neverRan);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"CANCELLED", "UPSTREAM"})
  void kindThatNoBackendTellsOfIsRefused(FailureKind kind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobScript.failWith(kind))
        .withMessageContainingAll(kind.name(), "JobHandle.cancel");
  }

  @Test
  void numbersOutOfTheirRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> JobScript.exitWith(256));
    assertThatIllegalArgumentException().isThrownBy(() -> JobScript.succeed().times(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobScript.succeed().after(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> InMemoryExecutor.builder().slots(0));
    assertThatIllegalArgumentException().isThrownBy(() -> InMemoryExecutor.builder().capacity(0));
  }

  @Test
  void hangingJobEndsWhenItIsCancelledInThatCall() {
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder().clock(clock).scriptForOthers(JobScript.hang()).build()) {
      JobHandle job = executor.start(WorkflowSpec.of("test")).submit(job("a").build());
      clock.advance(LONG);
      assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
      job.cancel();
      assertThat(job.status().state()).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void hangingJobEndsWhenItsTimeIsOver() {
    JobResult result =
        run(
            executor -> executor.script("a", JobScript.hang()),
            job("a").timeouts(Timeouts.ofRun(HOUR)));
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.RUN_TIMEOUT);
    assertThat(result.attempts().get(0).usage().wall()).contains(HOUR);
  }

  @Test
  void jobThatStaysPendingTellsWhyAndEndsByItsQueueTimeout() {
    JobResult result =
        run(
            executor -> executor.script("a", JobScript.stayPending(QUOTA)),
            job("a").timeouts(Timeouts.none().withQueue(HOUR)).retry(RetryPolicy.none()));
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.QUEUE_TIMEOUT);
    assertThat(result.failure().orElseThrow().message()).contains(QUOTA.message());
  }

  @Test
  void commandWaitsForItsGate() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .script("a", JobScript.succeed().until(gate))
            .build()) {
      JobHandle job = executor.start(WorkflowSpec.of("test")).submit(job("a").build());
      clock.advance(LONG);
      assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
      gate.complete(null);
      clock.advance(Duration.ZERO);
      assertThat(job.status().state()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void nodeAndUsageAreAsTheScriptSays() {
    Node node = new Node("n1", Optional.of("large"), Node.Lease.SPOT);
    Usage usage = new Usage(Optional.of(HOUR), Optional.of(HOUR), Optional.of(DataSize.ofBytes(5)));
    JobResult result =
        run(executor -> executor.script("a", JobScript.succeed().on(node).using(usage)), job("a"));
    assertThat(result.attempts().get(0).node()).contains(node);
    assertThat(result.attempts().get(0).usage()).isEqualTo(usage);
  }

  @Test
  void slotsLimitHowManyRunAndGreaterPriorityComesFirst() {
    List<String> order = new ArrayList<>();
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .slots(1)
            .scriptForOthers(
                JobScript.succeed().doing(job -> order.add(job.spec().id().value())).after(HOUR))
            .build()) {
      assertThat(executor.info().traits()).contains(Trait.PRIORITIES);
      WorkflowRun run = executor.start(WorkflowSpec.of("test"));
      run.submit(
          List.of(
              job("first").build(),
              job("low").priority(-1).build(),
              job("high").priority(9).build(),
              job("cancelled").priority(8).build()));
      clock.advance(Duration.ofMinutes(1));
      assertThat(run.jobs().get(1).status().pending().orElseThrow().cause())
          .isEqualTo(PendingReason.Cause.BUSY);
      run.job(JobId.of("cancelled")).orElseThrow().cancel();
      clock.advance(LONG);
      assertThat(order).containsExactly("first", "high", "low");
    }
  }

  @Test
  void jobLargerThanTheLargestNodeIsRefused() {
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder().clock(clock).largestNode(Resources.of(4)).build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("test"));
      List<Problem> problems =
          run.validate(List.of(job("a").resources(Resources.of(5)).build(), job("b").build()));
      assertThat(problems).hasSize(1);
      assertThat(problems.get(0).kind()).isEqualTo(Problem.Kind.IMPOSSIBLE_RESOURCES);
      assertThat(problems.get(0).remedy()).contains("largestNode");
    }
  }

  @Test
  void scriptForAJobThatNeverComesIsNamedAtTheEnd() {
    InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .script("align", JobScript.hang())
            .scriptForLabel("stage", "sort", JobScript.hang())
            .build();
    executor.start(WorkflowSpec.of("test")).submit(job("aling").build());
    clock.advance(LONG);
    assertThatIllegalStateException()
        .isThrownBy(executor::close)
        .withMessageContainingAll(
            "the script for job 'align' was never used",
            "[aling]",
            "the script for label stage=sort was never used",
            "allowUnusedScripts");
    executor.close();
  }

  @Test
  void unusedScriptsCanBeAllowed() {
    InMemoryExecutor executor =
        InMemoryExecutor.builder().script("x", JobScript.hang()).allowUnusedScripts().build();
    executor.close();
  }

  @Test
  void unusedScriptsAreHeldAgainstTheLastDriverOnly() {
    InMemoryExecutor first =
        InMemoryExecutor.builder().clock(clock).script("x", JobScript.succeed()).build();
    InMemoryExecutor second = first.anotherDriver();
    first.close();
    second.start(WorkflowSpec.of("test")).submit(job("x").build());
    clock.advance(Duration.ZERO);
    second.close();
  }

  @Test
  void twoScriptsForOneIdAreRefused() {
    InMemoryExecutor.Builder builder = InMemoryExecutor.builder().script("a", JobScript.hang());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.script("a", JobScript.succeed()))
        .withMessageContainingAll("job 'a' has a script already", "first.then(next)");
  }

  @Test
  void jobThatTwoScriptsGoForIsRefusedAndBothAreNamed() {
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .script("a", JobScript.succeed())
            .scriptForLabel("k", "v", JobScript.succeed())
            .allowUnusedScripts()
            .build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("test"));
      assertThatExceptionOfType(InvalidJobException.class)
          .isThrownBy(() -> run.submit(job("a").label("k", "v").build()))
          .withMessageContainingAll("2 scripts", "job 'a'", "label k=v", "Leave one");
    }
  }

  @Test
  void crashedDriverTellsNothingAndAnotherFindsEverything() {
    InMemoryExecutor crashing =
        InMemoryExecutor.builder()
            .clock(clock)
            .scriptForOthers(JobScript.succeed().after(HOUR).logging("ran"))
            .build();
    WorkflowRun run = crashing.start(WorkflowSpec.of("test"));
    JobHandle before = run.submit(job("a").build());
    run.submit(job("b").dependsOn(JobId.of("a")).build());
    clock.advance(Duration.ofMinutes(1));
    crashing.crash();
    clock.advance(LONG);
    assertThat(before.status().state()).isEqualTo(JobState.RUNNING);
    assertThat(before.result()).isNotDone();
    try (InMemoryExecutor next = crashing.anotherDriver()) {
      assertThat(next.runs()).containsExactly(run.id());
      WorkflowRun found = next.attach(run.id());
      assertThat(found.jobs()).allMatch(job -> job.status().state() == JobState.SUCCEEDED);
      assertThat(log(found.jobs().get(1), LogStream.STDOUT)).isEqualTo("ran\n");
      found.close();
    }
  }

  @Test
  void withoutADriverNothingThatDependsStartsIfTheExecutorHoldsDependencies() {
    InMemoryExecutor first = InMemoryExecutor.builder().clock(clock).holdsDependencies().build();
    assertThat(first.info().traits()).doesNotContain(Trait.RUNS_WITHOUT_DRIVER);
    WorkflowRun run = first.start(WorkflowSpec.of("test"));
    run.submit(List.of(job("a").build(), job("b").dependsOn(JobId.of("a")).build()));
    first.crash();
    clock.advance(LONG);
    try (InMemoryExecutor next = first.anotherDriver()) {
      WorkflowRun found = next.attach(run.id());
      assertThat(found.jobs())
          .extracting(job -> job.status().state())
          .containsExactly(JobState.SUCCEEDED, JobState.QUEUED);
      clock.advance(Duration.ZERO);
      assertThat(found.jobs()).allMatch(job -> job.status().state() == JobState.SUCCEEDED);
    }
  }

  @Test
  void realTimeNeedsNoClock() throws Exception {
    try (InMemoryExecutor executor = InMemoryExecutor.create()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("test"));
      JobHandle job = run.submit(job("a").build());
      assertThat(job.result().get(10, TimeUnit.SECONDS).succeeded()).isTrue();
      run.awaitIdle();
      assertThat(run.close(ClosePolicy.CLEAN).failed()).isEmpty();
    }
  }

  @Test
  void realTimeWorkGoesOnBetweenDrivers() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    InMemoryExecutor first =
        InMemoryExecutor.builder().script("a", JobScript.succeed().until(gate)).build();
    WorkflowRun run = first.start(WorkflowSpec.of("test"));
    run.submit(List.of(job("a").build(), job("b").dependsOn(JobId.of("a")).build()));
    first.close();
    gate.complete(null);
    try (InMemoryExecutor next = first.anotherDriver()) {
      WorkflowRun found = next.attach(run.id());
      found.awaitIdle();
      assertThat(found.jobs()).allMatch(job -> job.status().state() == JobState.SUCCEEDED);
    }
  }

  @Test
  void providerOpensItByName() throws Exception {
    try (WorkflowExecutor executor =
        WorkflowExecutorProvider.open("in-memory", Map.of("slots", "2"))) {
      assertThat(executor.info().traits()).contains(Trait.PRIORITIES);
      WorkflowRun run = executor.start(WorkflowSpec.of("test"));
      run.submit(job("a").build());
      run.awaitIdle();
    }
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> WorkflowExecutorProvider.open("in-memory", Map.of("slot", "2")))
        .withMessageContaining("slots");
  }

  @Test
  void logOfACommandThatNeverStartedIsNotAvailable() {
    try (InMemoryExecutor executor =
        InMemoryExecutor.builder()
            .clock(clock)
            .script("a", JobScript.failWith(FailureKind.QUOTA))
            .build()) {
      JobHandle job = executor.start(WorkflowSpec.of("test")).submit(job("a").build());
      assertThat(job.readLog(LogStream.STDOUT, 1, 0, 9).end()).isFalse();
      clock.advance(LONG);
      assertThatExceptionOfType(LogUnavailableException.class)
          .isThrownBy(() -> job.readLog(LogStream.STDOUT, 1, 0, 9))
          .withMessageContaining("never started");
    }
  }

  private JobResult run(UnaryOperator<InMemoryExecutor.Builder> settings, JobSpec.Builder job) {
    try (InMemoryExecutor executor =
        settings.apply(InMemoryExecutor.builder().clock(clock)).build()) {
      JobHandle handle = executor.start(WorkflowSpec.of("test")).submit(job.build());
      assertThat(handle.status()).extracting(JobStatus::state).isEqualTo(JobState.QUEUED);
      clock.advance(LONG);
      return handle.resultNow().orElseThrow(() -> new AssertionError(handle.status()));
    }
  }

  private static String log(JobHandle job, LogStream stream) {
    return job.readLog(stream, 1, 0, 1 << 20).text();
  }

  private static JobSpec.Builder job(String id) {
    return JobSpec.builder(id).command("true");
  }
}
