package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder.Kind;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskOutcome.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that run as processes of this machine. */
class ProcessExecutionTest {
  private static final String TASK = Orders.JOB + "task";
  private static final String OUT = TASK + "/stdout.txt";

  @TempDir Path directory;
  private NodeUnderTest node;

  @BeforeEach
  void boot() throws Exception {
    node = NodeUnderTest.boot(ProcessExecution.builder().directory(directory).build());
  }

  @AfterEach
  void close() {
    node.execution().close();
  }

  private static TaskFailure failure(TaskOutcome outcome) {
    assertThat(outcome.stage()).isEqualTo(Stage.PREPARING);
    assertThat(outcome.exitCode()).isEmpty();
    return outcome.failure().orElseThrow();
  }

  private Map<String, String> environment(String path) throws Exception {
    Map<String, String> variables = new HashMap<>();
    for (String line : node.read(path).split("\n", 0)) {
      variables.put(line.split("=", 2)[0], line.split("=", 2)[1]);
    }
    return variables;
  }

  @Test
  void commandRunsInItsWorkingDirectoryAndItsOutputIsKept() throws Exception {
    TaskOutcome outcome = node.run(Orders.shell("pwd; echo no >&2; echo x >made"));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).endsWith("/" + TASK + "/wd\n");
    assertThat(node.read(TASK + "/stderr.txt")).isEqualTo("no\n");
    assertThat(node.read(TASK + "/wd/made")).isEqualTo("x\n");
    assertThat(node.exists(TASK + "/certs")).isTrue();
    assertThat(node.exists(TASK + "/fileuploadout.txt")).isFalse();
  }

  @Test
  void exitCodeIsTheCommands() throws Exception {
    assertThat(node.run(Orders.shell("exit 3"))).isEqualTo(TaskOutcome.exited(3));
    assertThat(node.run(Orders.shell("exit 255"))).isEqualTo(TaskOutcome.exited(255));
  }

  @Test
  void signalIsANegativeExitCodeAndAShellsReportOfOneIsNot() throws Exception {
    assertThat(node.run(Orders.of("env sh -c 'kill -9 $$'"))).isEqualTo(TaskOutcome.exited(-9));
    assertThat(node.run(Orders.shell("(kill -9 $$) & wait; sh -c \"kill -11 \\$\\$\"; exit $?")))
        .matches(end -> end.exitCode().getAsInt() == 137 || end.exitCode().getAsInt() == 139);
  }

  @Test
  void noShellReadsACommandLine() throws Exception {
    assertThat(node.run(Orders.of("echo $HOME * ; false"))).isEqualTo(TaskOutcome.exited(0));

    assertThat(node.read(OUT)).isEqualTo("$HOME * ; false\n");
  }

  @Test
  void commandReadsNothing() throws Exception {
    assertThat(node.run(Orders.of("cat"))).isEqualTo(TaskOutcome.exited(0));
  }

  @Test
  void programThatIsNowhereIsNotFound() throws Exception {
    for (String command : new String[] {"no-such-program-1 a", "./no", "/no/such", "''", " "}) {
      TaskFailure failure = failure(node.run(Orders.of(command)));

      assertThat(failure.code()).isEqualTo("CommandProgramNotFound");
      assertThat(failure.category()).isEqualTo(TaskFailure.Category.USER_ERROR);
      assertThat(failure.message()).isEqualTo("The specified command program is not found");
      assertThat(failure.details()).extracting("name").containsExactly("CommandLine", "Message");
      assertThat(failure.details().get(0).value()).isEqualTo(command);
    }
  }

  @Test
  void whatTheSystemWouldNotRunFailsToLaunch() throws Exception {
    node.run(Orders.shell("echo echo hi >script; cp script executable; chmod +x executable"));

    assertThat(failure(node.run(Orders.of("./script"))).code()).isEqualTo("CommandLaunchFailed");
    assertThat(failure(node.run(Orders.of("./executable"))).code())
        .isEqualTo("CommandLaunchFailed");
    assertThat(failure(node.run(Orders.of("echo 'a"))).code()).isEqualTo("CommandLaunchFailed");
    assertThat(failure(node.run(Orders.of("echo a\0b"))).code()).isEqualTo("CommandLaunchFailed");
    assertThat(failure(node.run(Orders.of("echo \ud800"))).code()).isEqualTo("CommandLaunchFailed");
  }

  @Test
  void programIsFoundInTheWorkingDirectoryAndAlongTheTasksPath() throws Exception {
    node.run(
        Orders.shell("mkdir bin; echo \"#!/bin/sh\necho mine \\$1\" >bin/tool; chmod +x bin/tool"));

    assertThat(node.run(Orders.of("bin/tool a"))).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).isEqualTo("mine a\n");
    Orders order = Orders.of("tool b").environment("PATH", "/usr/bin:bin");
    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).isEqualTo("mine b\n");
  }

  @Test
  void anotherTryHasFreshLogsAndTheOldWorkingDirectory() throws Exception {
    node.run(Orders.shell("echo one; echo 1 >left"));

    node.run(Orders.shell("cat left"));

    assertThat(node.read(OUT)).isEqualTo("1\n");
  }

  @Test
  void outputIsServedWhileTheCommandRuns() throws Exception {
    NodeUnderTest.Started started =
        node.start(Orders.shell("echo first; until test -e go; do sleep 0.01; done; echo last"));

    node.untilSays(OUT, "first\n");
    assertThat(started.outcome()).isNotDone();
    node.run(Orders.of("touch ../../task/wd/go").id("other"));

    assertThat(started.await()).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).isEqualTo("first\nlast\n");
  }

  @Test
  void taskKnowsWhereItIs() throws Exception {
    node.run(
        Orders.of("env")
            .preparedBy("jobpreparation")
            .environment("AZ_BATCH_ACCOUNT_NAME", "account")
            .environment("AZ_BATCH_ACCOUNT_URL", "http://localhost/")
            .environment("AZ_BATCH_TASK_ID", "forged")
            .environment("MINE", "a=b"));

    Map<String, String> variables = environment(OUT);
    String root = variables.get("AZ_BATCH_NODE_ROOT_DIR");
    assertThat(variables)
        .containsEntry("AZ_BATCH_ACCOUNT_NAME", "account")
        .containsEntry("AZ_BATCH_ACCOUNT_URL", "http://localhost/")
        .containsEntry("AZ_BATCH_POOL_ID", "pool")
        .containsEntry("AZ_BATCH_JOB_ID", "job")
        .containsEntry("AZ_BATCH_TASK_ID", "task")
        .containsEntry("AZ_BATCH_NODE_ID", "tvmps_1_d")
        .containsEntry("AZ_BATCH_NODE_IS_DEDICATED", "true")
        .containsEntry("AZ_BATCH_NODE_SHARED_DIR", root + "/shared")
        .containsEntry("AZ_BATCH_NODE_STARTUP_DIR", root + "/startup")
        .containsEntry("AZ_BATCH_NODE_MOUNTS_DIR", root + "/fsmounts")
        .containsEntry("AZ_BATCH_TASK_DIR", root + "/" + TASK)
        .containsEntry("AZ_BATCH_TASK_WORKING_DIR", root + "/" + TASK + "/wd")
        .containsEntry("AZ_BATCH_JOB_PREP_DIR", root + "/" + Orders.JOB + "jobpreparation")
        .containsEntry(
            "AZ_BATCH_JOB_PREP_WORKING_DIR", root + "/" + Orders.JOB + "jobpreparation/wd")
        .containsKey("AZ_BATCH_TASK_RESERVED_EPHEMERAL_DISK_SPACE_BYTES")
        .containsEntry("HOME", root + "/" + TASK + "/wd")
        .containsEntry("MINE", "a=b");
    assertThat(Path.of(root)).startsWith(directory.toRealPath());
  }

  @Test
  void taskKnowsNothingOfItsHost() throws Exception {
    node.run(Orders.of("env"));

    assertThat(environment(OUT).keySet())
        .allMatch(
            name -> name.startsWith("AZ_BATCH_") || name.equals("PATH") || name.equals("HOME"));
  }

  @Test
  void eachKindOfTaskHasItsOwnVariablesAndDirectory() throws Exception {
    node.run(Orders.of("env").kind(Kind.START, "").spot());
    node.run(Orders.of("env").kind(Kind.JOB_PREPARATION, "prepare").preparedBy("prepare"));
    node.run(Orders.of("env").kind(Kind.JOB_RELEASE, "release").preparedBy("prepare"));

    Map<String, String> start = environment("startup/stdout.txt");
    assertThat(start)
        .doesNotContainKeys("AZ_BATCH_JOB_ID", "AZ_BATCH_TASK_ID", "AZ_BATCH_JOB_PREP_DIR")
        .containsEntry("AZ_BATCH_NODE_IS_DEDICATED", "false")
        .containsEntry("AZ_BATCH_TASK_DIR", start.get("AZ_BATCH_NODE_STARTUP_DIR"));
    assertThat(environment(Orders.JOB + "prepare/stdout.txt"))
        .doesNotContainKey("AZ_BATCH_JOB_PREP_DIR")
        .containsEntry("AZ_BATCH_TASK_ID", "prepare");
    assertThat(environment(Orders.JOB + "release/stdout.txt"))
        .containsKey("AZ_BATCH_JOB_PREP_DIR")
        .containsEntry("AZ_BATCH_TASK_ID", "release");
  }

  @Test
  void tasksOfANodeShareADirectory() throws Exception {
    node.run(Orders.shell("echo tool >$AZ_BATCH_NODE_SHARED_DIR/x").kind(Kind.START, ""));

    node.run(Orders.shell("cat $AZ_BATCH_NODE_SHARED_DIR/x"));

    assertThat(node.read(OUT)).isEqualTo("tool\n");
  }

  @Test
  void containerCommandRunsBareAndSaysSo() throws Exception {
    ContainerSettings settings =
        new ContainerSettings(
            "ubuntu",
            Optional.empty(),
            Optional.empty(),
            ContainerSettings.WorkingDirectory.TASK,
            Optional.empty());

    NodeUnderTest.Started started = node.start(Orders.of("echo bare").container(settings));

    assertThat(started.await()).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).isEqualTo("bare\n");
    assertThat(started.containers()).hasSize(1);
    assertThat(started.containers().get(0).state().orElseThrow())
        .contains("not run in a container");
    assertThat(node.read("volatile/emulator.log")).contains(TASK, "ubuntu", "runs bare");
    assertThat(failure(node.run(Orders.of("").container(settings))).code())
        .isEqualTo("ContainerInvalidSettings");
  }

  @Test
  void administratorIsNotOneAndTheNodeSaysSo() throws Exception {
    node.run(Orders.of("true").admin());

    assertThat(node.read("volatile/emulator.log")).contains(TASK, "administrator");
  }

  @Test
  @SuppressWarnings("OrphanedFormatString") // It's for the task's own printf.
  void hostileArgumentsAndVariablesArriveAsTheyAre() throws Exception {
    Random random = new Random(4);
    for (int round = 0; round < 30; round++) {
      String[] words = new String[3];
      Arrays.setAll(words, i -> HostileText.any(random));
      String value = HostileText.any(random);
      StringBuilder line = new StringBuilder("printf '%s\\0' ");
      Arrays.stream(words).forEach(w -> line.append(HostileText.quoted(w, random)).append(' '));

      assertThat(node.run(Orders.of(line.toString()))).isEqualTo(TaskOutcome.exited(0));
      assertThat(node.read(OUT)).as("round %s", round).isEqualTo(String.join("\0", words) + "\0");

      node.run(Orders.of("env -0").environment("H", value).environment("a.b-c", value));
      assertThat(node.read(OUT).split("\0", -1))
          .as("round %s", round)
          .contains("H=" + value, "a.b-c=" + value);
    }
  }

  @Test
  void nodeThatWasNeverBootedRunsNothing() throws Exception {
    node.execution().loseNode(node.key());

    TaskFailure failure = failure(node.run(Orders.of("true")));

    assertThat(failure.category()).isEqualTo(TaskFailure.Category.SERVER_ERROR);
    assertThat(failure.details().get(0).value()).contains("never booted");
  }

  @Test
  void graceIsNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessExecution.builder().killGrace(Duration.ofMillis(-1)))
        .withMessageContaining("-0.001S");
  }
}
