package io.github.lighterman.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.staging.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSecretsTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private static SecretRef file(Path file) {
    return SecretRef.of("file:" + file);
  }

  private JobFailure failureWith(SecretRef reference) throws Exception {
    JobFailure failure =
        local
            .await(JobSpec.builder("job").command("true").secret("TOKEN", reference))
            .failure()
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ACCESS_DENIED);
    return failure;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        " a  b ",
        "it's \"quoted\" `$HOME` $(ls)",
        "line\nbreak\n\n",
        "-n \\0101 \\c %s",
        "ü€𝄞\t\r\u0001x"
      })
  void valueReachesTheJobAsItIs(String value) throws Exception {
    Path secret = local.write("secret", value + "\n");

    String printed =
        local.outputOf(
            JobSpec.builder("job")
                .shell("printf '<%s|%s>' \"$FIRST\" \"$SECOND\"")
                .secret("FIRST", file(secret))
                .secret("SECOND", file(secret)));

    assertThat(printed).isEqualTo("<" + value + "|" + value + ">");
  }

  /** It once took time in proportion to the square of its length: minutes for this one. */
  @Test
  void longSecretArrives() throws Exception {
    Path secret = local.write("secret", "x".repeat(100_000));

    String printed =
        local.outputOf(
            JobSpec.builder("job").shell("printf %s \"$S\" | wc -c").secret("S", file(secret)));

    assertThat(printed.strip()).isEqualTo("100000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UID", "LC_ALL", "IFS", "_lm_dir"})
  void secretUnderANameThatShellsUseIsRefused(String name) {
    assertThat(
            local
                .run()
                .validate(
                    List.of(
                        JobSpec.builder("job")
                            .command("true")
                            .secret(name, SecretRef.of("env:PATH"))
                            .build())))
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains(name, "Rename"));
  }

  @Test
  void variableOfThisProcessCanBeASecret() throws Exception {
    String printed =
        local.outputOf(
            JobSpec.builder("job")
                .shell("printf %s \"$SECRET\"")
                .secret("SECRET", SecretRef.of("env:PATH")));

    assertThat(printed).isEqualTo(System.getenv("PATH"));
  }

  @Test
  void secretOfOneJobDoesNotReachTheNext() throws Exception {
    Path secret = local.write("secret", "value");
    String script = "echo ${TOKEN-none}; tr '\\0' '\\n' </proc/$PPID/environ | grep -c TOKEN";
    local.await(JobSpec.builder("first").shell(script).secret("TOKEN", file(secret)));

    JobHandle next = local.run().submit(JobSpec.builder("next").shell(script).build());
    LocalExecutorExtension.await(next);

    assertThat(LocalExecutorExtension.log(next)).isEqualTo("none\n0\n");
  }

  @Test
  void valueIsFoundInNoFileOfTheRunAndNoText() throws Exception {
    String value = "s3cr3t-Zq9";
    Path secret = local.write("secret", value);
    JobSpec spec =
        JobSpec.builder("job")
            .shell("test \"$TOKEN\" = '" + value.replace("t", "'t'") + "' && sleep 0.1; false")
            .secret("TOKEN", file(secret))
            .output(OutputFile.file("none").when(OutputFile.Condition.ALWAYS))
            .build();

    JobHandle job = local.run().submit(spec);
    var result = LocalExecutorExtension.await(job);

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER_EXIT);
    assertThat(List.of(spec, job, result, job.status(), local.run(), local.executor()))
        .noneMatch(it -> it.toString().contains(value));
    assertNowhere(local.runDirectory(), value);
  }

  private static void assertNowhere(Path directory, String value) throws IOException {
    byte[] plain = value.getBytes(UTF_8);
    StringBuilder octal = new StringBuilder();
    for (byte b : plain) {
      octal.append("\\0").append(Integer.toOctalString(b));
    }
    List<String> files = new FileTree(directory).files(FileTree.Links.FOLLOW, file -> true);
    assertThat(files).contains("journal", "jobs/job.1/command", "jobs/job.1/stderr");
    for (String file : files) {
      byte[] bytes = Files.readAllBytes(directory.resolve(file));
      assertThat(Bytes.indexOf(bytes, plain)).as(file).isNegative();
      assertThat(Bytes.indexOf(bytes, octal.toString().getBytes(UTF_8))).as(file).isNegative();
    }
  }

  @Test
  void missingSecretFailsTheJobAndNamesTheReference() throws Exception {
    assertThat(failureWith(SecretRef.of("env:NO_SUCH_VARIABLE_HERE")).message())
        .contains("'TOKEN'", "env:NO_SUCH_VARIABLE_HERE");
  }

  @Test
  void missingSecretFileFailsTheJobAndNamesTheReference() throws Exception {
    Path none = local.path("none");

    assertThat(failureWith(file(none)).message()).contains("'TOKEN'", none.toString());
  }

  @Test
  void secretOfAnUnknownSchemeFailsTheJobAndNamesTheReference() throws Exception {
    assertThat(failureWith(SecretRef.of("vault:x/y")).message()).contains("'TOKEN'", "vault:x/y");
  }

  @Test
  void secretThatNoVariableCanHoldFailsTheJobAndIsNotTold() throws Exception {
    Path secret = local.write("secret", "va\0lue");

    assertThat(failureWith(file(secret)).message())
        .contains("'TOKEN'", "NUL")
        .doesNotContain("va\0lue");
  }

  @Test
  void otherSourceOfSecretsCanBeNamed() throws Exception {
    try (LocalExecutor executor =
            LocalExecutor.builder()
                .directory(local.path("other"))
                .secrets(reference -> reference.name() + "!")
                .build();
        WorkflowRun run = executor.start(WorkflowSpec.of("test"))) {
      JobHandle job =
          run.submit(
              JobSpec.builder("job")
                  .shell("printf %s \"$TOKEN\"")
                  .secret("TOKEN", SecretRef.of("vault:x/y"))
                  .build());

      LocalExecutorExtension.await(job).orElseThrow();

      assertThat(LocalExecutorExtension.log(job)).isEqualTo("x/y!");
    }
  }
}
