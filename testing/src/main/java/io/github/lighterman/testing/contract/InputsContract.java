package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs of every source are in the job's directory when its command starts. */
public abstract class InputsContract extends ContractTopic {
  /** For subclasses. */
  protected InputsContract() {}

  private Path tree() throws IOException {
    write("tree/a.txt", "a");
    write("tree/b.bin", "b");
    write("tree/deep/er/c.txt", "c");
    return path("tree");
  }

  /** Returns what a job with these inputs finds below {@code directory}. */
  private List<String> found(String directory, InputFile... inputs) throws Exception {
    JobSpec.Builder job = job("finder", Step.list(directory, path("found").toString()));
    List.of(inputs).forEach(job::input);
    await(job).orElseThrow();
    return Files.readAllLines(path("found"));
  }

  /** Returns the bytes that a job with this input finds in {@code file}. */
  private byte[] bytes(String file, InputFile input) throws Exception {
    Path copy = path("copy-of-" + run().jobs().size());
    await(job("reader-" + run().jobs().size(), Step.copy(file, copy.toString())).input(input))
        .orElseThrow();
    return Files.readAllBytes(copy);
  }

  private void assertStageInFails(String id, InputFile input, String... named) throws Exception {
    JobFailure failure = await(job(id, mark("ran", id)).input(input)).failure().orElseThrow();
    assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.STAGE_IN);
    assertThat(failure.message()).contains(named);
    assertThat(marks("ran")).doesNotContain(id);
  }

  @Test
  void fileArrivesByteForByte() throws Exception {
    byte[] all = new byte[70_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31 + i / 256);
    }
    Path file = Files.write(path("all"), all);

    assertThat(bytes("in/deep/er", InputFile.file(file, "in/deep/er"))).isEqualTo(all);
    assertThat(bytes("in", InputFile.file(file, "in").readOnly())).isEqualTo(all);
  }

  @Test
  void emptyFileArrives() throws Exception {
    assertThat(bytes("in", InputFile.file(write("empty", ""), "in"))).isEmpty();
  }

  @Test
  void contentArrivesAsUtf8() throws Exception {
    assertThat(bytes("a/b", InputFile.content("ü\n€𝄞 'x' $Y", "a/b")))
        .asString()
        .isEqualTo("ü\n€𝄞 'x' $Y");
    assertThat(bytes("none", InputFile.content("", "none"))).isEmpty();
  }

  @Test
  void directoryArrivesWithEverythingBelowIt() throws Exception {
    assertThat(found("in/x", InputFile.directory(tree(), "in/x")))
        .containsExactly("./a.txt", "./b.bin", "./deep/er/c.txt");
  }

  @Test
  void directoryArrivesInTheJobsDirectoryItself() throws Exception {
    assertThat(found(".", InputFile.directory(tree(), ".")))
        .contains("./a.txt", "./b.bin", "./deep/er/c.txt");
    assertThat(bytes("deep/er/c.txt", InputFile.directory(tree(), "."))).asString().isEqualTo("c");
  }

  @Test
  void globBringsWhatMatchesUnderItsOwnPath() throws Exception {
    assertThat(
            found(
                "in",
                InputFile.glob(tree(), "*.txt", "in/one"),
                InputFile.glob(tree(), "**/*.txt", "in/all")))
        .containsExactly("./all/a.txt", "./all/deep/er/c.txt", "./one/a.txt");
  }

  @Test
  void globWithoutAMatchFailsTheJob() throws Exception {
    assertStageInFails("job", InputFile.glob(tree(), "*.none", "in"), "*.none");
  }

  @Test
  void severalInputsArriveTogether() throws Exception {
    Path file = write("file", "x");

    assertThat(
            found(
                "in",
                InputFile.file(file, "in/first"),
                InputFile.content("y", "in/second"),
                InputFile.directory(tree(), "in/tree")))
        .containsExactly(
            "./first", "./second", "./tree/a.txt", "./tree/b.bin", "./tree/deep/er/c.txt");
  }

  @Test
  void oddNamesArriveAsTheyAre() throws Exception {
    String odd = " a  'b' \"c\" $d;*[e] ü€";

    assertThat(bytes(odd, InputFile.file(write(odd, "x"), odd))).asString().isEqualTo("x");
  }

  @Test
  void outputsOfAnotherJobArrive() throws Exception {
    await(
            job(
                    "maker",
                    Step.write("d/1.txt", "one"),
                    Step.write("d/e/2.txt", "two"),
                    Step.write("3", "three"))
                .output(OutputFile.directory("d"))
                .output(OutputFile.file("3")))
        .orElseThrow();

    assertThat(
            found(
                "in",
                InputFile.output(JobId.of("maker"), "3", "in/three"),
                InputFile.output(JobId.of("maker"), "**/*.txt", "in/all")))
        .containsExactly("./all/d/1.txt", "./all/d/e/2.txt", "./three");
    assertThat(bytes("in", InputFile.output(JobId.of("maker"), "d/e/2.txt", "in")))
        .asString()
        .isEqualTo("two");
  }

  @Test
  void outputThatTheOtherJobDidNotDeliverFailsTheJobThatAsksForIt() throws Exception {
    await(job("maker")).orElseThrow();

    assertStageInFails("one", InputFile.output(JobId.of("maker"), "no/x", "in"), "no/x", "maker");
    assertStageInFails("some", InputFile.output(JobId.of("maker"), "no/*", "in"), "no/*", "maker");
  }

  @Test
  void missingInputIsRefusedOrFailsTheJobAndIsNamed() throws Exception {
    Path none = path("none");
    JobSpec job = job("job", mark("ran", "job")).input(InputFile.file(none, "in")).build();

    String why;
    if (run().validate(List.of(job)).isEmpty()) {
      JobFailure failure = await(run().submit(job)).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureKind.STAGE_IN);
      why = failure.message();
    } else {
      why = run().submit(List.of(job)).get(0).problems().toString();
    }

    assertThat(why).contains(none.toString());
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void sourcesArriveAsTheyWereWhenTheRunStarted() throws Exception {
    write("project/main", "old");
    write("project/lib/x", "x");
    write("project/.git/config", "c");
    write("project/out/big", "big");
    WorkflowRun run =
        start(WorkflowSpec.of("sources").withSources(Sources.of(path("project"), "out/**")));
    write("project/main", "new");
    write("project/later", "later");

    await(
            run.submit(
                job(
                        "job",
                        Step.list("src", path("found").toString()),
                        Step.copy("src/main", path("main").toString()))
                    .input(InputFile.sources("src"))
                    .build()))
        .orElseThrow();

    assertThat(Files.readAllLines(path("found"))).containsExactly("./lib/x", "./main");
    assertThat(path("main")).hasContent("old");
  }

  @Test
  void jobNeverChangesWhatItsInputWasMadeFrom() throws Exception {
    Path file = write("file", "file");

    await(
            job(
                    "job",
                    Step.append("own", " changed"),
                    Step.append("in/a.txt", " changed"),
                    Step.copy("own", path("seen").toString()))
                .input(InputFile.file(file, "own"))
                .input(InputFile.directory(tree(), "in")))
        .orElseThrow();

    assertThat(path("seen")).hasContent("file changed");
    assertThat(file).hasContent("file");
    assertThat(path("tree/a.txt")).hasContent("a");
  }

  @Test
  void jobsThatTakeTheSameInputDoNotDisturbEachOther() throws Exception {
    Path file = write("file", "x");

    for (String id : List.of("one", "two")) {
      await(
              job(id, Step.append("in", id), Step.copy("in", path(id).toString()))
                  .input(InputFile.file(file, "in")))
          .orElseThrow();
    }

    assertThat(path("one")).hasContent("xone");
    assertThat(path("two")).hasContent("xtwo");
  }

  @Test
  void newVersionOfAReadOnlyInputReachesTheNextJob() throws Exception {
    Path file = write("file", "old");
    assertThat(bytes("in", InputFile.file(file, "in").readOnly())).asString().isEqualTo("old");
    Files.writeString(file, "newer");

    assertThat(bytes("in", InputFile.file(file, "in").readOnly())).asString().isEqualTo("newer");
  }

  @Test
  void everyJobHasADirectoryOfItsOwn() throws Exception {
    await(job("first", Step.write("left", "x"))).orElseThrow();

    assertThat(found(".", InputFile.content("y", "mine"))).doesNotContain("./left");
  }
}
