package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailedException;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A secret reaches the job that names it, and nobody else. */
public abstract class SecretsContract extends ContractTopic {
  private static final String VALUE = "s3cr3t-Zq9-do-not-tell";

  /** For subclasses. */
  protected SecretsContract() {}

  @Test
  void valueReachesTheJobAsItIs() throws Exception {
    String value = " a  b 'it' \"is\" `$HOME` $(ls) \\0101 %s\tü€";

    await(
            job("job", Step.writeVariable("TOKEN", path("value").toString()))
                .secret("TOKEN", fixture().secret(value)))
        .orElseThrow();

    assertThat(path("value")).content().isEqualTo(value);
  }

  @Test
  void severalSecretsReachTheJob() throws Exception {
    await(
            job(
                    "job",
                    Step.writeVariable("A", path("a").toString()),
                    Step.writeVariable("B", path("b").toString()),
                    Step.writeVariable("C", path("c").toString()))
                .secret("A", fixture().secret("first"))
                .secret("B", fixture().secret("second"))
                .environment("C", "plain"))
        .orElseThrow();

    assertThat(path("a")).hasContent("first");
    assertThat(path("b")).hasContent("second");
    assertThat(path("c")).hasContent("plain");
  }

  @Test
  void secretOfOneJobDoesNotReachTheNext() throws Exception {
    await(job("first").secret("TOKEN", fixture().secret(VALUE))).orElseThrow();

    await(job("next", Step.writeVariable("TOKEN", path("value").toString()))).orElseThrow();

    assertThat(path("value")).isEmptyFile();
  }

  @Test
  void secretReachesEveryAttempt() throws Exception {
    await(
            job(
                    "job",
                    Step.writeVariable("TOKEN", path("value").toString()),
                    Step.upTo(1, Step.copy(path("value").toString(), path("first").toString())),
                    Step.failFirst(1, 1))
                .secret("TOKEN", fixture().secret(VALUE))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build()))
        .orElseThrow();

    assertThat(path("first")).hasContent(VALUE);
    assertThat(path("value")).hasContent(VALUE);
  }

  @Test
  void valueIsFoundInNoTextThatIsToldOfTheJob() throws Exception {
    Witness witness = new Witness();
    run().addListener(witness);
    JobSpec spec =
        job("job", Step.exit(1))
            .secret("TOKEN", fixture().secret(VALUE))
            .label("a", "b")
            .output(OutputFile.file("none").when(OutputFile.Condition.ALWAYS))
            .build();

    JobHandle job = run().submit(spec);
    JobResult result = await(job);
    until("the end is told", () -> witness.sawEndOf("job"));

    Stream<Object> told =
        Stream.of(
            spec,
            job,
            job.spec(),
            job.spec().labels(),
            job.spec().environment(),
            job.spec().command(),
            job.status(),
            result,
            new JobFailedException(result),
            run(),
            run().spec(),
            executor(),
            executor().info(),
            witness.all());
    assertThat(told.map(String::valueOf)).noneMatch(text -> text.contains(VALUE));
  }

  @Test
  void valueIsFoundInNoLogRecord() throws Exception {
    await(job("job", Step.print("x"), Step.exit(1)).secret("TOKEN", fixture().secret(VALUE)));
    closeAs(ClosePolicy.CLEAN, run());

    assertThat(fixture().logged()).doesNotContain(VALUE);
  }

  @Test
  void valueIsFoundInNothingThatTheBackendKeeps() throws Exception {
    Gate gate = gate("go");
    JobHandle job =
        submit(
            job("job", Step.print("x"), Step.await(gate)).secret("TOKEN", fixture().secret(VALUE)));
    awaitState(job, JobState.RUNNING);
    assertThat(fixture().holding(VALUE)).as("while it runs").isEmpty();

    gate.open();
    await(job).orElseThrow();

    assertThat(fixture().holding(VALUE)).as("afterwards").isEmpty();
    assertThat(log(job)).isEqualTo("x");
  }

  @Test
  void secretIsStillAReferenceForWhoeverAttaches() throws Exception {
    SecretRef reference = fixture().secret(VALUE);
    await(job("job").secret("TOKEN", reference)).orElseThrow();

    WorkflowRun found = attachElsewhere();

    assertThat(job(found, "job").spec().secrets()).containsEntry("TOKEN", reference);
  }

  @Test
  void missingSecretFailsTheJobAndNamesTheReference() throws Exception {
    for (SecretRef missing :
        List.of(SecretRef.of("env:NO_SUCH_VARIABLE_HERE"), SecretRef.of("file:" + path("none")))) {
      String id = missing.scheme();
      JobResult result = await(job(id, mark("ran", id)).secret("TOKEN", missing));

      JobFailure failure = result.failure().orElseThrow();
      assertThat(result.state()).isEqualTo(JobState.FAILED);
      assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.ACCESS_DENIED);
      assertThat(failure.message()).contains(missing.name());
    }
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void jobWithAMissingSecretKeepsNoOtherFromRunning() throws Exception {
    submit(job("bad").secret("TOKEN", SecretRef.of("env:NO_SUCH_VARIABLE_HERE")));

    assertThat(await(job("good")).succeeded()).isTrue();
  }
}
