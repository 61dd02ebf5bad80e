package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailedException;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.SecretRef;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ten promises of every executor, each in one test. The other topics go into each of them. */
public abstract class PromisesContract extends ContractTopic {
  /** For subclasses. */
  protected PromisesContract() {}

  @Test
  void promise1BulkFirst() throws Exception {
    List<JobSpec> specs =
        IntStream.range(0, 40)
            .mapToObj(i -> i % 4 == 3 ? JobSpec.builder("j" + i).build() : job("j" + i).build())
            .toList();

    List<SubmitOutcome> outcomes = run().submit(specs);
    awaitIdle(run());

    for (int i = 0; i < 40; i++) {
      SubmitOutcome outcome = outcomes.get(i);
      assertThat(outcome.id()).isEqualTo(specs.get(i).id());
      assertThat(outcome.isAccepted()).isEqualTo(i % 4 != 3);
      assertThat(run().job(outcome.id()).isPresent()).isEqualTo(outcome.isAccepted());
      assertThat(outcome.problems().isEmpty()).isEqualTo(outcome.isAccepted());
    }
    assertThat(run().jobs()).hasSize(30).allMatch(job -> job.resultNow().orElseThrow().succeeded());
  }

  @Test
  void promise2Idempotent() throws Exception {
    List<JobSpec> specs =
        Stream.of("a", "b", "c").map(id -> job(id, mark("ran", id)).build()).toList();
    for (int i = 0; i < 3; i++) {
      assertThat(run().submit(specs)).allMatch(SubmitOutcome::isAccepted);
    }
    awaitIdle(run());
    assertThat(run().submit(specs)).allMatch(SubmitOutcome::isAccepted);
    awaitIdle(run());

    assertThat(run().jobs()).hasSize(3);
    assertThat(marks("ran")).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void promise3NothingBlocksTheCaller() throws Exception {
    Gate gate = gate("go");
    List<JobHandle> before = fillUp(gate);

    JobHandle waiting =
        patience()
            .promptly(
                "submit, validate, status, cancel and readLog",
                () -> {
                  JobHandle job = submit(job("waits"));
                  assertThat(run().validate(List.of(job("x").build()))).isEmpty();
                  assertThat(job.status().state().isTerminal()).isFalse();
                  assertThat(job.resultNow()).isEmpty();
                  assertThat(run().jobs()).hasSize(fixture().slots() + 1);
                  assertThat(log(job)).isEmpty();
                  job.cancel();
                  return job;
                });

    assertThat(await(waiting).state()).isEqualTo(JobState.CANCELLED);
    gate.open();
    assertThat(await(before.get(0)).succeeded()).isTrue();
  }

  @Test
  void promise4RefuseEarlyWhatWouldBeRefusedLate() {
    List<JobSpec> bad =
        List.of(
            job("too-large").resources(Resources.of(10_000)).build(),
            job("illegal-name").environment("1x", "").build(),
            job("escapes").output(OutputFile.file("../../x")).build());

    List<Problem> problems = run().validate(bad);

    assertThat(problems).hasSize(3);
    assertThat(problems)
        .allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank())
        .extracting(Problem::kind)
        .containsExactly(
            Problem.Kind.IMPOSSIBLE_RESOURCES, Problem.Kind.INVALID, Problem.Kind.INVALID);
    assertThat(run().submit(bad)).noneMatch(SubmitOutcome::isAccepted);
    assertThat(run().jobs()).isEmpty();
  }

  @Test
  void promise5KillIsNotStop() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    await(job("ended", mark("ran", "ended"))).orElseThrow();
    JobHandle live =
        submit(
            job("live", mark("ran", "live"), Step.await(gate), Step.write("f", "x"))
                .output(OutputFile.file("f").to(path("out"))));
    awaitState(live, JobState.RUNNING);

    closeExecutor(executor());
    gate.open();
    WorkflowRun found = attach(another(), run().id());
    awaitIdle(found);

    assertThat(found.jobs()).allMatch(job -> job.resultNow().orElseThrow().succeeded());
    assertThat(path("out")).hasContent("x");
    assertThat(marks("ran")).containsExactly("ended", "live");
  }

  @Test
  void promise6LeaveNothing() throws Exception {
    Path mine = write("mine", "in");
    await(
            job("good", Step.copy("in", "f"), Step.write("g", "y"))
                .input(InputFile.file(mine, "in"))
                .output(OutputFile.file("f").to(path("delivered")))
                .output(OutputFile.file("g")))
        .orElseThrow();
    await(job("bad", Step.write("left", "x"), Step.exit(1)));

    CloseReport report = closeAs(ClosePolicy.CLEAN, run());

    assertThat(report.failed()).isEmpty();
    assertThat(report.deleted()).isNotEmpty();
    assertThat(fixture().leftovers()).isEmpty();
    assertThat(mine).hasContent("in");
    assertThat(path("delivered")).hasContent("in");
  }

  @Test
  void promise7LogsOutliveNodes() throws Exception {
    JobHandle job = submit(job("job", Step.print("out"), Step.printError("err"), Step.exit(1)));
    await(job);
    assertThat(log(job)).isEqualTo("out");

    closeAs(ClosePolicy.KEEP, run());

    assertThat(log(job)).isEqualTo("out");
    assertThat(job.status().state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void promise8SecretsAreReferences() throws Exception {
    String value = "s3cr3t-Xw7-do-not-tell";
    JobHandle job =
        submit(
            job("job", Step.writeVariable("TOKEN", path("value").toString()), Step.exit(1))
                .secret("TOKEN", fixture().secret(value)));

    JobResult result = await(job);

    assertThat(path("value")).hasContent(value);
    assertThat(Stream.of(job, job.spec(), job.spec().labels(), result, run(), executor()))
        .noneMatch(it -> String.valueOf(it).contains(value));
    assertThatThrownBy(result::orElseThrow)
        .isInstanceOf(JobFailedException.class)
        .message()
        .doesNotContain(value);
    assertThat(fixture().holding(value)).isEmpty();
    assertThat(fixture().logged()).doesNotContain(value);
  }

  @Test
  void promise9OneBadJobOrListenerStopsNothing() throws Exception {
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                throw new IllegalStateException("meant to be logged by this test");
              }
            });
    Witness witness = new Witness();
    run().addListener(witness);

    submit(job("bad", Step.exit(1)));
    submit(job("worse").output(OutputFile.file("none")));
    submit(job("secretless").secret("T", SecretRef.of("env:NO_SUCH_ONE")));

    assertThat(await(job("good")).succeeded()).isTrue();
    awaitIdle(run());
    for (String id : List.of("bad", "worse", "secretless", "good")) {
      until("the end of " + id + " is told", () -> witness.sawEndOf(id));
    }
    assertThat(await(job("later")).succeeded()).isTrue();
  }

  @Test
  void promise10ThreadSafeAndClassLoaderSafe() throws Exception {
    // Whoever calls from a thread with a foreign class loader gets the same executor.
    try (URLClassLoader foreign = new URLClassLoader(new URL[0], null)) {
      FutureTask<JobResult> task =
          new FutureTask<>(
              () -> {
                WorkflowRun other = start(another(), WorkflowSpec.of("foreign"));
                JobResult result = await(other.submit(job("job", mark("ran", "x")).build()));
                assertThat(closeAs(ClosePolicy.CLEAN, other).failed()).isEmpty();
                return result;
              });
      Thread thread = new Thread(task, "contract: foreign");
      thread.setContextClassLoader(foreign);
      thread.start();

      assertThat(await(job("mine")).succeeded()).isTrue();
      assertThat(await("the foreign thread", task).succeeded()).isTrue();
    }
    assertThat(marks("ran")).containsExactly("x");
  }
}
