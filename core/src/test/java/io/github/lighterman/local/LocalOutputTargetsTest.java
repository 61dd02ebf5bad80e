package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalOutputTargetsTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private static JobSpec.Builder job(String script, OutputFile... outputs) {
    JobSpec.Builder job = JobSpec.builder("job").shell(script);
    List.of(outputs).forEach(job::output);
    return job;
  }

  private String failed(FailureKind kind, JobSpec.Builder job) throws Exception {
    JobFailure failure = local.await(job).failure().orElseThrow();
    assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
    return failure.message();
  }

  @Test
  void linkInsideTheJobsDirectoryIsFollowed() throws Exception {
    Path out = local.path("out");

    local
        .await(
            job(
                "mkdir -p real out; echo x >real/f; ln -s ../real/f out/file; ln -s ../real out/dir",
                OutputFile.directory("out").to(out)))
        .orElseThrow();

    assertThat(out.resolve("file")).isRegularFile().hasContent("x");
    assertThat(out.resolve("dir/f")).hasContent("x");
    assertThat(Files.isSymbolicLink(out.resolve("file"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FILE out/link",
        "FILE out/dir/secret",
        "DIRECTORY out",
        "DIRECTORY out/dir",
        "DIRECTORY .",
        "GLOB out/link",
        "GLOB out/*/secret",
        "GLOB **/secret",
        "GLOB **"
      })
  void linkOutOfTheJobsDirectoryFailsTheJobAndIsNamed(String output) throws Exception {
    Path outside = local.write("outside/secret", "x");
    String script = "mkdir out; ln -s '%s' out/link; ln -s '%s' out/dir; echo ok >ok";
    String path = output.substring(output.indexOf(' ') + 1);
    OutputFile shaped =
        switch (output.charAt(0)) {
          case 'F' -> OutputFile.file(path);
          case 'D' -> OutputFile.directory(path);
          default -> OutputFile.glob(path);
        };

    String message =
        failed(
            FailureKind.STAGE_OUT,
            job(
                script.formatted(outside, outside.getParent()),
                OutputFile.file("ok").to(local.path("to/ok")),
                shaped.to(local.path("to/it"))));

    assertThat(message).contains("'out/", outside.toString(), "out of the job's directory");
    assertThat(local.path("to")).doesNotExist();
  }

  @Test
  void linkOutThatNoOutputMeansIsNobodysBusiness() throws Exception {
    local.write("outside/x.txt", "x");

    local
        .await(
            job(
                "ln -s '" + local.path("outside") + "' data; ln -s . circle; echo >x.txt",
                OutputFile.glob("*.txt"),
                OutputFile.glob("**/*.none").optional().when(OutputFile.Condition.ON_FAILURE)))
        .orElseThrow();
  }

  @Test
  void nameThatNoPathMayHaveFailsTheJobAndIsNamed() throws Exception {
    assertThat(failed(FailureKind.STAGE_OUT, job("echo >'a\\b'", OutputFile.glob("*"))))
        .contains("a\\b", "backslash");
  }

  @ParameterizedTest
  @ValueSource(strings = {" a  b ", "it's \"it\"", "line\nbreak", "-rf", "$HOME;*", "ü€𝄞"})
  void oddNamesAreDeliveredAsTheyAre(String name) throws Exception {
    Path out = local.path("out");

    local
        .await(
            job(
                    "mkdir d; echo x >\"d/$NAME\"; echo x >\"./$NAME\"",
                    OutputFile.directory("d").to(out),
                    OutputFile.glob("d/*").to(out),
                    OutputFile.file("d/" + name).to(out.resolve("as-file")))
                .environment("NAME", name))
        .orElseThrow();

    assertThat(out.resolve(name)).hasContent("x");
    assertThat(out.resolve("d").resolve(name)).hasContent("x");
    assertThat(out.resolve("as-file")).hasContent("x");
  }

  @Test
  void targetThatBecameADirectoryFailsTheJobAndStays() throws Exception {
    Path out = local.path("out");

    String message =
        failed(
            FailureKind.STAGE_OUT,
            job("echo >f; mkdir -p '" + out + "/x'", OutputFile.file("f").to(out)));

    assertThat(message).contains("'f'", out.toString());
    assertThat(out.resolve("x")).isDirectory();
    assertThat(local.path("")).isDirectoryNotContaining("glob:**/.staging-*");
  }

  @Test
  void targetBelowAFileFailsTheJobAndIsNamed() throws Exception {
    Path file = local.write("file", "x");

    assertThat(
            failed(
                FailureKind.STAGE_OUT,
                job("echo >f", OutputFile.file("f").to(file.resolve("below/it")))))
        .contains("'f'", file.resolve("below/it").toString());
  }

  @Test
  void fullDiskIsToldAndOtherJobsGoOn() throws Exception {
    Path small = Files.createDirectory(local.path("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString()),
        "needs the right to mount a small file system");
    try {
      var full =
          local
              .run()
              .submit(
                  job("head -c 1000000 /dev/zero >f", OutputFile.file("f").to(small.resolve("f")))
                      .build());
      String printed = local.outputOf(JobSpec.builder("other").command("echo", "fine"));
      JobFailure failure = LocalExecutorExtension.await(full).failure().orElseThrow();

      assertThat(printed).isEqualTo("fine\n");
      assertThat(failure.kind()).isEqualTo(FailureKind.DISK_FULL);
      assertThat(failure.message()).contains("'f'", small.toString(), "full");
      assertThat(small).isEmptyDirectory();
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void diskThatIsFullOfInputsIsTold() throws Exception {
    Path small = Files.createDirectory(local.path("small"));
    Path big = Files.write(local.path("big"), new byte[2_000_000]);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=512k", "none", small.toString()),
        "needs the right to mount a small file system");
    try (LocalExecutor executor = LocalExecutor.builder().directory(small).build();
        var run = executor.start(WorkflowSpec.of("small"))) {
      var job =
          run.submit(
              JobSpec.builder("job").command("true").input(InputFile.file(big, "in")).build());

      JobFailure failure = LocalExecutorExtension.await(job).failure().orElseThrow();

      assertThat(failure.kind()).isEqualTo(FailureKind.DISK_FULL);
      assertThat(failure.message()).contains("'in'", big.toString());
      run.close(ClosePolicy.CLEAN);
    } finally {
      run("umount", small.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
