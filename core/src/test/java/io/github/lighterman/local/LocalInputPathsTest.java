package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalInputPathsTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private static JobSpec.Builder job(String script, InputFile... inputs) {
    JobSpec.Builder job = JobSpec.builder("job").shell(script);
    List.of(inputs).forEach(job::input);
    return job;
  }

  private String failed(JobSpec.Builder job) throws Exception {
    JobFailure failure = local.await(job).failure().orElseThrow();
    assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.STAGE_IN);
    return failure.message();
  }

  @Test
  void linksInADirectoryAreFollowed() throws Exception {
    local.write("outside/deep/x", "x");
    local.write("in/real", "real");
    Files.createSymbolicLink(local.path("in/file"), Path.of("real"));
    Files.createSymbolicLink(local.path("in/directory"), local.path("outside"));

    String printed =
        local.outputOf(
            job(
                "find in -type f | sort; cat in/file",
                InputFile.directory(local.path("in"), "in")));

    assertThat(printed).isEqualTo("in/directory/deep/x\nin/file\nin/real\nreal");
  }

  @Test
  void directoryItselfMayBeALink() throws Exception {
    local.write("real/x", "x");
    Path link = Files.createSymbolicLink(local.path("link"), Path.of("real"));

    assertThat(local.outputOf(job("cat in/x", InputFile.directory(link, "in")))).isEqualTo("x");
  }

  @Test
  void circleOfLinksIsNamed() throws Exception {
    local.write("in/x", "x");
    Path circle = Files.createSymbolicLink(local.path("in/circle"), Path.of("."));

    assertThat(failed(job("true", InputFile.directory(local.path("in"), "in"))))
        .contains(circle.toString(), "circle of links");
  }

  @Test
  void globIsNotDisturbedByWhatItCannotMatch() throws Exception {
    local.write("in/x.txt", "x");
    local.write("in/sub/y.txt", "y");
    Files.createSymbolicLink(local.path("in/sub/circle"), Path.of("."));

    assertThat(local.outputOf(job("ls", InputFile.glob(local.path("in"), "*.txt", "."))))
        .isEqualTo("x.txt\n");
  }

  @Test
  void twoInputsThatMeetAreNamed() throws Exception {
    local.write("in/a", "a");
    Path other = local.write("other", "b");

    assertThat(
            failed(
                job(
                    "true",
                    InputFile.directory(local.path("in"), "x"),
                    InputFile.file(other, "x/a"))))
        .contains("another input", "'x/a'");
  }

  @Test
  void inputBelowAnotherInputThatIsAFileIsNamed() throws Exception {
    local.write("in/a", "a");

    assertThat(
            failed(
                job(
                    "true",
                    InputFile.directory(local.path("in"), "x"),
                    InputFile.content("", "x/a/b"))))
        .contains("another input", "'x/a/b'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " a  b ",
        "it's \"it\"",
        "line\nbreak",
        "-rf",
        "$HOME;*?[a]",
        "ü€𝄞",
        "~",
        "%s",
        "a{b}"
      })
  void oddNamesArriveAsTheyAre(String name) throws Exception {
    Path file = local.write("in/" + name, "x");

    String printed =
        local.outputOf(
            job(
                    "test -f \"./$NAME\" -a -f \"all/$NAME\" -a -f \"shared/$NAME\" && echo all",
                    InputFile.file(file, name),
                    InputFile.directory(local.path("in"), "all"),
                    InputFile.remote(file.toUri(), "shared/" + name).readOnly())
                .environment("NAME", name));

    assertThat(printed).isEqualTo("all\n");
  }

  @Test
  void nameThatNoPathMayHaveIsNamed() throws Exception {
    local.write("in/back\\slash", "x");

    assertThat(failed(job("true", InputFile.directory(local.path("in"), "in"))))
        .contains("back\\slash", "backslash");
  }

  @Test
  void inputThatVanishesBeforeTheJobStartsIsNamed() throws Exception {
    Path file = local.write("file", "x");
    Path go = local.path("go");
    local
        .run()
        .submit(
            JobSpec.builder("first")
                .shell("while ! test -e '" + go + "'; do sleep 0.01; done")
                .build());
    var job =
        local
            .run()
            .submit(job("true", InputFile.file(file, "in")).dependsOn(JobId.of("first")).build());
    Files.delete(file);
    Files.createFile(go);

    JobFailure failure = LocalExecutorExtension.await(job).failure().orElseThrow();

    assertThat(failure.kind()).isEqualTo(FailureKind.STAGE_IN);
    assertThat(failure.message()).contains("'in'", file + " does not exist");
  }
}
