package io.github.lighterman.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEnvironmentTest {
  @RegisterExtension
  final LocalExecutorExtension local =
      LocalExecutorExtension.with(settings -> settings.cpus(2).gpus(2));

  private static Map<String, String> parse(String environment) {
    Map<String, String> variables = new TreeMap<>();
    for (String variable : environment.split("\0", -1)) {
      if (!variable.isEmpty()) {
        int equals = variable.indexOf('=');
        variables.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return variables;
  }

  private Map<String, String> environmentOf(JobSpec.Builder job) throws Exception {
    return parse(local.outputOf(job.command("env", "-0")));
  }

  @Test
  void jobKnowsWhatItIs() throws Exception {
    Map<String, String> variables =
        environmentOf(JobSpec.builder("job").resources(Resources.of(1.5, DataSize.ofMebibytes(3))));

    assertThat(variables)
        .containsEntry("LIGHTERMAN_RUN", local.run().id().value())
        .containsEntry("LIGHTERMAN_JOB", "job")
        .containsEntry("LIGHTERMAN_ATTEMPT", "1")
        .containsEntry("LIGHTERMAN_CPUS", "1.5")
        .containsEntry("LIGHTERMAN_MEMORY", "3145728")
        .containsEntry("LIGHTERMAN_DIRECTORY", local.runDirectory() + "/jobs/job.1")
        .doesNotContainKey("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void memoryIsNotToldIfNoneIsClaimed() throws Exception {
    assertThat(environmentOf(JobSpec.builder("job"))).doesNotContainKey("LIGHTERMAN_MEMORY");
  }

  @Test
  void gpusThatWereGrantedAreTold() throws Exception {
    Map<String, String> variables =
        environmentOf(JobSpec.builder("job").resources(Resources.builder().gpus(2).build()));

    assertThat(variables.get("CUDA_VISIBLE_DEVICES")).isIn("0,1", "1,0");
  }

  @Test
  void everyAttemptKnowsItsNumber() throws Exception {
    var result =
        local.await(
            JobSpec.builder("job")
                .shell("test $LIGHTERMAN_ATTEMPT = 2")
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 5).build()));

    assertThat(result.orElseThrow().attempts()).hasSize(2);
  }

  @Test
  void environmentOfThisProcessIsThere() throws Exception {
    Map<String, String> here = new TreeMap<>(System.getenv());
    // These a shell keeps for itself.
    here.keySet().removeAll(Set.of("_", "SHLVL", "PWD", "OLDPWD"));

    assertThat(environmentOf(JobSpec.builder("job"))).containsAllEntriesOf(here);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " a  b ",
        "it's \"quoted\" `$HOME` $(ls) \\ \\n",
        "line\nbreak\n\n",
        "'",
        "''\\''",
        "ü€𝄞\t\r\u0001",
        "a=b=c;*?[x]{1,2}~#!"
      })
  void variablesArriveAsTheyAre(String value) throws Exception {
    assertThat(environmentOf(JobSpec.builder("job").environment("V", value).environment("_v1", "")))
        .containsEntry("V", value)
        .containsEntry("_v1", "");
  }

  @Test
  void variableOfTheJobWinsOverThatOfThisProcess() throws Exception {
    assertThat(environmentOf(JobSpec.builder("job").environment("HOME", "/elsewhere")))
        .containsEntry("HOME", "/elsewhere");
  }

  @Test
  void standardInputIsEmpty() throws Exception {
    assertThat(local.outputOf(JobSpec.builder("job").shell("wc -c | tr -d ' '"))).isEqualTo("0\n");
  }

  @Test
  void jobStartsInItsOwnEmptyDirectory() throws Exception {
    assertThat(local.outputOf(JobSpec.builder("job").shell("pwd -P; ls -A")))
        .isEqualTo(local.runDirectory() + "/jobs/job.1/work\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UID",
        "EUID",
        "PPID",
        "RANDOM",
        "SECONDS",
        "SHLVL",
        "LINENO",
        "BASHPID",
        "GROUPS",
        "FUNCNAME",
        "DIRSTACK",
        "SHELLOPTS",
        "EPOCHSECONDS",
        "OPTIND",
        "HISTCMD",
        "SRANDOM",
        "LC_ALL",
        "IFS",
        "PWD",
        "BASH_ENV",
        "value",
        "dir",
        "line"
      })
  void variableThatAShellUsesItselfArrivesAsItIs(String name) throws Exception {
    JobHandle job =
        local
            .run()
            .submit(JobSpec.builder("job").environment(name, "it's").command("env", "-0").build());

    assertThat(LocalExecutorExtension.await(job).succeeded()).isTrue();
    assertThat(parse(LocalExecutorExtension.log(job))).containsEntry(name, "it's");
    assertThat(job.readLog(LogStream.STDERR, 1, 0, 1000).text()).isEmpty();
  }

  @Test
  void environmentOfTheHostReachesTheJobUnchangedAndDoesNothingElse() throws Exception {
    Path sourced = local.write("sourced", "echo sourced\n");
    ProcessBuilder host =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EnvironmentHost.class.getName(),
            local.path("other").toString());
    Map<String, String> odd =
        Map.of("BASH_ENV", sourced.toString(), "CDPATH", "/", "value", "v", "line", "l");
    host.environment().putAll(odd);
    host.redirectError(ProcessBuilder.Redirect.INHERIT);

    String output = new String(host.start().getInputStream().readAllBytes(), UTF_8);

    assertThat(output).doesNotContain("sourced\n");
    assertThat(parse(output)).containsAllEntriesOf(odd);
  }

  /** A host that runs {@code env} as a job, secret and all, and prints what it printed. */
  static final class EnvironmentHost {
    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      try (LocalExecutor executor = LocalExecutor.builder().directory(directory).build();
          WorkflowRun run = executor.start(WorkflowSpec.of("host"))) {
        JobHandle job =
            run.submit(
                JobSpec.builder("job")
                    .secret("S", SecretRef.of("env:value"))
                    .command("env", "-0")
                    .build());
        job.result().get().orElseThrow();
        System.out.print(LocalExecutorExtension.log(job));
      }
    }
  }
}
