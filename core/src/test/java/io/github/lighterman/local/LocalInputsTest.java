package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalInputsTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private static JobSpec.Builder job(String script, InputFile... inputs) {
    JobSpec.Builder job = JobSpec.builder("job").shell(script);
    List.of(inputs).forEach(job::input);
    return job;
  }

  private Path tree() throws IOException {
    local.write("tree/a.txt", "a");
    local.write("tree/b.bin", "b");
    local.write("tree/deep/er/c.txt", "c");
    return local.path("tree");
  }

  private String failed(JobSpec.Builder job) throws Exception {
    JobResult result = local.await(job);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.STAGE_IN);
    return result.failure().orElseThrow().message();
  }

  @Test
  void directoryArrivesWithEverythingBelowIt() throws Exception {
    String found = local.outputOf(job("find in -type f | sort", InputFile.directory(tree(), "in")));

    assertThat(found).isEqualTo("in/a.txt\nin/b.bin\nin/deep/er/c.txt\n");
  }

  @Test
  void directoryCanArriveInTheJobsDirectoryItself() throws Exception {
    assertThat(local.outputOf(job("find * | sort", InputFile.directory(tree(), "."))))
        .isEqualTo("a.txt\nb.bin\ndeep\ndeep/er\ndeep/er/c.txt\n");
  }

  @Test
  void emptyDirectoryArrives() throws Exception {
    Path empty = Files.createDirectory(local.path("empty"));

    assertThat(local.outputOf(job("cd in/x && ls", InputFile.directory(empty, "in/x")))).isEmpty();
  }

  @Test
  void globBringsWhatMatchesUnderItsOwnPath() throws Exception {
    String found =
        local.outputOf(
            job(
                "find one all -type f | sort",
                InputFile.glob(tree(), "*.txt", "one"),
                InputFile.glob(tree(), "**/*.txt", "all")));

    assertThat(found).isEqualTo("all/a.txt\nall/deep/er/c.txt\none/a.txt\n");
  }

  @Test
  void globWithoutAMatchFailsTheJob() throws Exception {
    assertThat(failed(job("true", InputFile.glob(tree(), "*.none", "in"))))
        .contains("*.none", "no file matches");
  }

  @Test
  void contentArrivesAsUtf8() throws Exception {
    assertThat(local.outputOf(job("cat a/b", InputFile.content("ü\n€", "a/b")))).isEqualTo("ü\n€");
  }

  @Test
  void outputsOfOtherJobsArrive() throws Exception {
    local
        .run()
        .submit(
            JobSpec.builder("first")
                .shell("mkdir -p d/e; echo 1 >d/1.txt; echo 2 >d/e/2.txt; echo 3 >3")
                .output(OutputFile.directory("d"))
                .output(OutputFile.file("3"))
                .build());

    String found =
        local.outputOf(
            job(
                "find . -type f | sort; cat one",
                InputFile.output(JobId.of("first"), "3", "one"),
                InputFile.output(JobId.of("first"), "**/*.txt", "all")));

    assertThat(found).isEqualTo("./all/d/1.txt\n./all/d/e/2.txt\n./one\n3\n");
  }

  @Test
  void outputThatTheOtherJobDidNotDeliverFailsTheJobThatAsksForIt() throws Exception {
    local.run().submit(JobSpec.builder("first").command("true").build());

    assertThat(failed(job("true", InputFile.output(JobId.of("first"), "none/x", "in"))))
        .contains("none/x", "first");
  }

  @Test
  void sourcesArriveAsTheyWereWhenTheRunStarted() throws Exception {
    Path project = local.path("project");
    local.write("project/main.sh", "echo old");
    local.write("project/lib/x", "x");
    local.write("project/.git/config", "secret");
    local.write("project/out/big", "big");
    WorkflowSpec spec = WorkflowSpec.of("sources").withSources(Sources.of(project, "out/**"));
    try (WorkflowRun run = local.executor().start(spec)) {
      local.write("project/main.sh", "echo new");
      local.write("project/later", "later");

      var job =
          run.submit(
              job("sh src/main.sh; find src -type f | sort", InputFile.sources("src")).build());
      LocalExecutorExtension.await(job).orElseThrow();

      assertThat(LocalExecutorExtension.log(job)).isEqualTo("old\nsrc/lib/x\nsrc/main.sh\n");
      run.close(ClosePolicy.CLEAN);
    }
  }

  @Test
  void executableBitIsKept() throws Exception {
    Path tool = local.write("tool", "#!/bin/sh\necho ran\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));

    String printed =
        local.outputOf(
            job(
                "./own && ./shared && ./fetched",
                InputFile.file(tool, "own"),
                InputFile.file(tool, "shared").readOnly(),
                InputFile.remote(tool.toUri(), "fetched")));

    assertThat(printed).isEqualTo("ran\nran\nran\n");
  }

  @Test
  void jobNeverChangesWhatItsInputWasMadeFrom() throws Exception {
    Path file = local.write("file", "file");
    String script =
        "for f in own fetched in/a.txt; do echo changed >>$f; done; cat own fetched in/a.txt";

    String printed =
        local.outputOf(
            job(
                script,
                InputFile.file(file, "own"),
                InputFile.remote(file.toUri(), "fetched"),
                InputFile.directory(tree(), "in")));

    assertThat(printed.split("changed")).hasSize(4);
    assertThat(file).hasContent("file");
    assertThat(tree().resolve("a.txt")).hasContent("a");
  }

  @Test
  void readOnlyOriginalArrivesWritable() throws Exception {
    Path file = local.write("file", "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

    String printed =
        local.outputOf(
            job(
                "stat -c %A own fetched",
                InputFile.file(file, "own"), InputFile.remote(file.toUri(), "fetched")));

    assertThat(printed).isEqualTo("-rw-r--r--\n-rw-r--r--\n");
  }

  @Test
  void readOnlyInputsShareOneCopyThatNobodyMayWrite() throws Exception {
    Path file = local.write("file", "x");
    String script = "stat -c '%i %A' in/*";
    InputFile input = InputFile.file(file, "in/a").readOnly();

    String first = local.outputOf(job(script, input, InputFile.file(file, "in/b").readOnly()));
    String second = local.outputOf(JobSpec.builder("other").shell(script).input(input));

    assertThat(first.lines().distinct()).hasSize(1);
    assertThat(second).isEqualTo(first.lines().findFirst().orElseThrow() + "\n");
    assertThat(first).contains(" -r--r--r--");
    assertThat(first).doesNotContain(Files.getAttribute(file, "unix:ino") + " ");
  }

  @Test
  void everyReadOnlyInputHasNoWritePermission() throws Exception {
    Path file = local.write("file", "x");

    String printed =
        local.outputOf(
            job(
                "stat -c %A *",
                InputFile.content("x", "a").readOnly(),
                InputFile.remote(file.toUri(), "b").readOnly(),
                InputFile.glob(tree(), "*.txt", ".").readOnly()));

    assertThat(printed.lines()).hasSize(3).allMatch(mode -> mode.equals("-r--r--r--"));
  }

  @Test
  void originalOfAReadOnlyInputNeverChangesEvenIfTheJobMayDoAnything() throws Exception {
    Path file = local.write("file", "x");

    local.await(job("chmod u+w in; echo changed >in", InputFile.file(file, "in").readOnly()));

    assertThat(file).hasContent("x");
  }

  @Test
  void newVersionOfAReadOnlyInputReachesTheNextJob() throws Exception {
    InputFile input = InputFile.file(local.write("file", "old"), "in").readOnly();
    local.outputOf(job("cat in", input));
    local.write("file", "newer");

    assertThat(local.outputOf(JobSpec.builder("next").shell("cat in").input(input)))
        .isEqualTo("newer");
  }
}
