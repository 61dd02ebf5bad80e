package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a backend would refuse late is refused early, all of it at once, with the way out. */
public abstract class ValidationContract extends ContractTopic {
  /** For subclasses. */
  protected ValidationContract() {}

  private List<Problem> assertRefused(Problem.Kind kind, JobSpec job) {
    List<Problem> problems = run().validate(List.of(job));
    assertThat(problems).as("problems of %s", job).isNotEmpty();
    assertThat(problems).extracting(Problem::kind).contains(kind);
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.toString()).contains(job.id().value());
              assertThat(problem.rule()).isNotBlank();
              assertThat(problem.remedy()).isNotBlank();
            });
    assertThat(run().submit(List.of(job)).get(0).problems()).isEqualTo(problems);
    assertThat(run().job(job.id())).isEmpty();
    return problems;
  }

  private DynamicTest refused(String what, JobSpec.Builder job) {
    return DynamicTest.dynamicTest(what, () -> assertRefused(Problem.Kind.INVALID, job.build()));
  }

  @TestFactory
  Stream<DynamicTest> specThatBreaksARuleIsRefused() {
    InputFile x = InputFile.content("x", "x");
    return Stream.of(
        refused("no command", JobSpec.builder("j1")),
        refused("empty program", JobSpec.builder("j2").command("")),
        refused("NUL in an argument", JobSpec.builder("j3").command("echo", "a\0b")),
        refused("variable with an illegal name", job("j4").environment("1x", "")),
        refused("variable of ours", job("j5").environment("LIGHTERMAN_X", "")),
        refused("NUL in a variable", job("j6").environment("V", "a\0b")),
        refused("secret with an illegal name", job("j7").secret("a-b", SecretRef.of("env:X"))),
        refused(
            "variable and secret of one name",
            job("j8").environment("V", "").secret("V", SecretRef.of("env:X"))),
        refused("label with an illegal key", job("j9").label("a b", "")),
        refused("label with a long value", job("j10").label("a", "x".repeat(257))),
        refused("label with a control character", job("j11").label("a", "x\n")),
        refused("absolute input", job("j12").input(InputFile.content("x", "/etc/x"))),
        refused("input that escapes", job("j13").input(InputFile.content("x", "a/../../x"))),
        refused("two inputs to one target", job("j14").input(x).input(x)),
        refused("input below a file", job("j15").input(x).input(InputFile.content("y", "x/y"))),
        refused("absolute output", job("j16").output(OutputFile.file("/etc/passwd"))),
        refused("output that escapes", job("j17").output(OutputFile.file("../x"))),
        refused("glob that escapes", job("j18").output(OutputFile.glob("../*"))),
        refused("broken glob", job("j19").output(OutputFile.glob("a[b"))),
        refused(
            "two outputs to one target",
            job("j20").output(OutputFile.file("x")).output(OutputFile.file("x"))),
        refused("priority out of range", job("j21").priority(1001)),
        refused("no exit code accepted", job("j22").acceptedExitCodes(Set.of())),
        refused("exit code out of range", job("j23").acceptedExitCodes(Set.of(256))),
        refused("illegal image", job("j24").image("no image")),
        refused("sources of a run without any", job("j25").input(InputFile.sources("src"))));
  }

  @Test
  void resourcesThatNoMachineHasAreRefused() {
    assertRefused(
        Problem.Kind.IMPOSSIBLE_RESOURCES, job("job").resources(Resources.of(10_000)).build());
  }

  @Test
  void gpusAreRefusedByWhoHasNone() {
    Resources gpu = Resources.builder().gpus(1).build();
    if (!fixture().cannot().contains(Trait.GPUS)) {
      assertThat(run().validate(List.of(job("job").resources(gpu).build()))).isEmpty();
    } else {
      assertThat(run().validate(List.of(job("job").resources(gpu).build())))
          .isNotEmpty()
          .allMatch(
              problem ->
                  problem.kind() == Problem.Kind.IMPOSSIBLE_RESOURCES
                      || problem.kind() == Problem.Kind.UNSUPPORTED);
    }
  }

  @Test
  void validateListsEveryProblemOfEveryJobInTheirOrder() {
    List<Problem> problems =
        run()
            .validate(
                List.of(
                    JobSpec.builder("a").environment("1x", "").priority(5000).build(),
                    job("b").build(),
                    job("c").priority(-5000).dependsOn(JobId.of("nobody")).build()));

    assertThat(problems).hasSize(5);
    assertThat(problems.subList(0, 3)).allMatch(problem -> problem.thing().contains("a"));
    assertThat(problems.subList(3, 5)).allMatch(problem -> problem.thing().contains("c"));
    assertThat(problems)
        .extracting(Problem::kind)
        .contains(Problem.Kind.INVALID, Problem.Kind.UNKNOWN_DEPENDENCY);
  }

  @Test
  void validateFindsNothingWrongWithGoodJobs() {
    assertThat(
            run()
                .validate(
                    List.of(
                        job("a").output(OutputFile.file("x").optional()).build(),
                        job("b").input(InputFile.output(JobId.of("a"), "x", "x")).build())))
        .isEmpty();
    assertThat(run().validate(List.of())).isEmpty();
  }

  @Test
  void validateChangesNothing() throws Exception {
    JobSpec good = job("good", mark("ran", "good")).build();
    Witness witness = new Witness();
    run().addListener(witness);

    assertThat(run().validate(List.of(good, JobSpec.builder("bad").build()))).isNotEmpty();
    await(job("later")).orElseThrow();

    assertThat(run().jobs()).extracting(JobHandle::id).containsExactly(JobId.of("later"));
    assertThat(run().job(JobId.of("good"))).isEmpty();
    assertThat(marks("ran")).isEmpty();
    assertThat(witness.statuses("good")).isEmpty();
    assertThat(await(run().submit(good)).succeeded()).isTrue();
    assertThat(marks("ran")).containsExactly("good");
  }

  @Test
  void validateKnowsTheJobsOfTheRun() {
    submit(job("known"));

    assertThat(run().validate(List.of(job("known").build()))).isEmpty();
    assertThat(run().validate(List.of(job("next").dependsOn(JobId.of("known")).build()))).isEmpty();
    assertThat(run().validate(List.of(job("known", Step.exit(1)).build())))
        .singleElement()
        .satisfies(it -> assertThat(it.kind()).isEqualTo(Problem.Kind.CONFLICT));
  }

  @Test
  void validateTellsWhatFindsNoRoom() throws Exception {
    fillUp(gate("go"));
    int room = fixture().capacity() - fixture().slots();
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < room + 2; i++) {
      specs.add(job("j" + i).build());
    }

    assertThat(run().validate(specs.subList(0, room))).isEmpty();
    assertThat(run().validate(specs))
        .hasSize(2)
        .allMatch(problem -> problem.kind() == Problem.Kind.QUEUE_FULL);
  }

  @Test
  void problemOfValidateIsThatOfSubmit() {
    assertRefused(
        Problem.Kind.UNKNOWN_DEPENDENCY, job("job").dependsOn(JobId.of("nobody")).build());
    assertRefused(Problem.Kind.CYCLE, job("self").dependsOn(JobId.of("self")).build());
  }
}
