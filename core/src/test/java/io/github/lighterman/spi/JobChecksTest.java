package io.github.lighterman.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Command;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Problem;
import io.github.lighterman.SecretRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobChecksTest {
  private static final String HALF = "\ud83d";

  @Test
  void soundJobHasNoProblem() {
    JobSpec spec =
        JobSpec.builder("a")
            .command("tool", "", "a b", "\"'$`\\\n", "ü😀")
            .image("registry.example:5000/team/tool:1.2@sha256:ab12")
            .environment("_PATH2", "")
            .secret("TOKEN", SecretRef.of("env:TOKEN"))
            .label("team/name", "")
            .input(InputFile.file(Path.of("x"), "in/x"))
            .input(InputFile.file(Path.of("x"), "in/y z"))
            .input(InputFile.directory(Path.of("d"), "."))
            .input(InputFile.directory(Path.of("d"), "in"))
            .input(InputFile.output(JobId.of("b"), "**/*.txt", "."))
            .output(OutputFile.directory("."))
            .output(OutputFile.glob("**/*.log"))
            .priority(1_000)
            .acceptedExitCodes(Set.of(0, 255))
            .build();

    assertThat(JobChecks.of(spec)).isEmpty();
  }

  @Test
  void emptyCommandIsRefused() {
    assertRefused(job -> job.command(new Command(List.of())), "command");
    assertRefused(job -> job.command("", "x"), "command");
  }

  @Test
  void argumentThatNoSystemTakesIsRefused() {
    assertRefused(job -> job.command("a", "b", "c\0"), "argument 2");
    assertRefused(job -> job.command("a", HALF + "x"), "argument 1");
    assertRefused(job -> job.shell("echo \0"), "argument 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-it", "a b", "a;b", "a$(b)", "ü", "a\n"})
  void illegalImageIsRefused(String image) {
    assertRefused(job -> job.image(image), "image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1A", "A-B", "A=B", "A B", "Ä", "A\0", "LIGHTERMAN_JOB", "A\n"})
  void illegalVariableIsRefused(String name) {
    assertRefused(job -> job.environment(name, "x"), "variable");
    assertRefused(job -> job.secret(name, SecretRef.of("env:X")), "secret variable");
  }

  @Test
  void variableWithAnIllegalValueIsRefused() {
    assertRefused(job -> job.environment("A", "x\0"), "variable 'A'");
    assertRefused(job -> job.environment("A", HALF), "variable 'A'");
  }

  @Test
  void variableThatIsPlainAndSecretIsRefused() {
    assertRefused(
        job -> job.environment("A", "x").secret("A", SecretRef.of("env:X")), "variable 'A'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a b", "ä", "a\n"})
  void illegalLabelIsRefused(String key) {
    assertRefused(job -> job.label(key, "x"), "label");
  }

  @Test
  void longOrControlledLabelIsRefused() {
    assertRefused(job -> job.label("a".repeat(64), "x"), "label");
    assertRefused(job -> job.label("a", "x".repeat(257)), "label 'a'");
    assertRefused(job -> job.label("a", "x\ny"), "label 'a'");
    assertRefused(job -> job.label("a", HALF), "label 'a'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/etc/x", "../x", "a/../../x", "a//b", "a/", "./a", ".", "a\\b", "a\0"})
  void targetThatLeavesTheJobsDirectoryIsRefused(String target) {
    assertRefused(job -> job.input(InputFile.content("x", target)), "input target");
    assertRefused(job -> job.output(OutputFile.file(target)), "output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc", "..", "a/../.."})
  void directoryTargetThatLeavesTheJobsDirectoryIsRefused(String target) {
    assertRefused(job -> job.input(InputFile.directory(Path.of("d"), target)), "input target");
    assertRefused(job -> job.input(InputFile.sources(target)), "input target");
    assertRefused(job -> job.output(OutputFile.directory(target)), "output");
  }

  @Test
  void collidingTargetsAreRefused() {
    InputFile file = InputFile.content("x", "a/b");
    assertRefused(job -> job.input(file).input(InputFile.content("y", "a/b")), "'a/b'");
    assertRefused(job -> job.input(file).input(InputFile.content("y", "a/b/c/d")), "'a/b/c/d'");
    assertRefused(job -> job.input(file).input(InputFile.content("y", "a")), "'a/b'");
    assertRefused(job -> job.input(file).input(InputFile.directory(Path.of("d"), "a/b")), "'a/b'");
    assertRefused(
        job -> job.input(file).input(InputFile.directory(Path.of("d"), "a/b/c")), "'a/b/c'");
    assertRefused(
        job -> job.output(OutputFile.file("x")).output(OutputFile.file("x")), "output 'x'");
    assertRefused(
        job ->
            job.output(OutputFile.file("x").to(Path.of("r")))
                .output(OutputFile.file("y").to(Path.of("r"))),
        "output 'y'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "{a,b", "a\\", "[z-a]"})
  void brokenPatternIsRefused(String pattern) {
    assertRefused(job -> job.input(InputFile.glob(Path.of("d"), pattern, "t")), "input pattern");
    assertRefused(job -> job.output(OutputFile.glob(pattern)), "output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/*", "../*", "a/../*"})
  void patternThatLeavesTheJobsDirectoryIsRefused(String pattern) {
    assertRefused(job -> job.output(OutputFile.glob(pattern)), "output");
    assertRefused(
        job -> job.input(InputFile.output(JobId.of("b"), pattern, "t")), "input from job b");
  }

  @Test
  void contentThatHasNoEncodingIsRefused() {
    assertRefused(job -> job.input(InputFile.content(HALF, "x")), "content");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1_001, 1_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void priorityOutOfRangeIsRefused(int priority) {
    assertRefused(job -> job.priority(priority), "priority");
  }

  @Test
  void illegalExitCodesAreRefused() {
    assertRefused(job -> job.acceptedExitCodes(Set.of()), "exit codes");
    assertRefused(job -> job.acceptedExitCodes(Set.of(0, -1)), "exit codes");
    assertRefused(job -> job.acceptedExitCodes(Set.of(256)), "exit codes");
  }

  @Test
  void allProblemsAreFoundAtOnce() {
    JobSpec spec =
        JobSpec.builder("a")
            .image("-")
            .environment("1", "x")
            .label("", "x")
            .priority(-9_999)
            .build();

    assertThat(JobChecks.of(spec)).hasSize(5);
  }

  private static void assertRefused(UnaryOperator<JobSpec.Builder> change, String thing) {
    List<Problem> problems =
        JobChecks.of(change.apply(JobSpec.builder("job-1").command("true")).build());

    assertThat(problems).isNotEmpty();
    assertThat(problems).allMatch(problem -> problem.kind() == Problem.Kind.INVALID);
    assertThat(problems.get(0).thing()).startsWith("job job-1: ").contains(thing);
  }
}
