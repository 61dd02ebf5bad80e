package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.ContainerRegistry;
import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Access;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Mount;
import io.github.lighterman.testing.batch.execution.ContainerSettings.Source;
import io.github.lighterman.testing.batch.execution.ContainerSettings.WorkingDirectory;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks with container settings, in real containers. */
class NodeContainerTest {
  private static final String TASK = Orders.JOB + "task";
  private static final String OUT = TASK + "/stdout.txt";

  @TempDir static Path engineDirectory;
  private static Optional<EngineUnderTest> found = Optional.empty();

  @TempDir Path directory;
  private EngineUnderTest engine;
  private NodeUnderTest node;

  @BeforeAll
  static void findEngine() throws Exception {
    found = EngineUnderTest.find(engineDirectory);
    assumeTrue(
        found.isPresent(),
        "skipped: no podman or docker that runs a container here, or no static busybox");
  }

  @AfterAll
  static void removeImage() throws Exception {
    if (found.isPresent()) {
      found.get().removeImage();
    }
  }

  @BeforeEach
  void boot() throws Exception {
    engine = found.orElseThrow();
    node = NodeUnderTest.boot(execution(engine.program()));
  }

  @AfterEach
  void close() throws Exception {
    node.execution().close();
    assertThat(engine.containers()).isEmpty();
  }

  private ProcessExecution execution(String program) {
    return ProcessExecution.builder()
        .directory(directory)
        .containerEngine(program)
        .containerNetwork("none")
        .identity("/identities/a", ImageRegistry.PASSWORD)
        .killGrace(Duration.ofSeconds(1))
        .build();
  }

  private ContainerSettings settings(String options, WorkingDirectory work, Mount... mounts) {
    return new ContainerSettings(
        engine.image(),
        Optional.of(options),
        Optional.empty(),
        work,
        mounts.length == 0 ? Optional.empty() : Optional.of(List.of(mounts)));
  }

  private ContainerSettings settings() {
    return settings("", WorkingDirectory.TASK);
  }

  private static ContainerSettings image(String image, Optional<ContainerRegistry> registry) {
    return new ContainerSettings(
        image, Optional.empty(), registry, WorkingDirectory.TASK, Optional.empty());
  }

  private static TaskFailure failure(TaskOutcome outcome) {
    return outcome
        .failure()
        .orElseThrow(() -> new AssertionError("the command ran and exited: " + outcome));
  }

  @Test
  void commandRunsInItsImageWithTheNodesFilesAndVariables() throws Exception {
    NodeUnderTest.Started started =
        node.start(
            Orders.shell("pwd; echo $MINE $AZ_BATCH_TASK_ID; echo no >&2; echo x >made; exit 4")
                .environment("MINE", "yes")
                .container(settings()));

    assertThat(started.await()).isEqualTo(TaskOutcome.exited(4));
    assertThat(node.read(OUT)).endsWith("/" + TASK + "/wd\nyes task\n");
    assertThat(node.read(TASK + "/stderr.txt")).isEqualTo("no\n");
    assertThat(node.read(TASK + "/wd/made")).isEqualTo("x\n");
    assertThat(started.containers())
        .extracting(info -> info.state().orElseThrow())
        .containsExactly("created", "running", "exited");
    assertThat(started.containers())
        .extracting(ContainerInfo::containerId)
        .allMatch(id -> id.matches("[0-9a-f]{64}"));
  }

  @Test
  void imageMayHaveItsOwnDirectoryAndCommand() throws Exception {
    ContainerSettings own = settings("", WorkingDirectory.IMAGE);

    assertThat(node.run(Orders.of("pwd").container(own))).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).isEqualTo("/image\n");
    assertThat(node.run(Orders.of("").container(own))).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).isEqualTo("from the image\n");
  }

  @Test
  void runOptionsReachTheEngineAsWords() throws Exception {
    ContainerSettings own =
        settings("--env 'A=b c' --rm --hostname=h -e B=\"$HOME\"", WorkingDirectory.TASK);

    TaskOutcome outcome = node.run(Orders.of("env").container(own));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(OUT)).contains("A=b c\n", "B=$HOME\n");
  }

  @Test
  void optionsThatTheEngineRefusesAreInvalidSettings() throws Exception {
    for (String options : List.of("--no-such-option", "--memory=much", "'open")) {
      TaskFailure failure =
          failure(node.run(Orders.of("true").container(settings(options, WorkingDirectory.TASK))));

      assertThat(failure.code()).isEqualTo("ContainerInvalidSettings");
      assertThat(failure.details().get(0).value()).isNotBlank();
    }
  }

  @Test
  void onlyTheMountsThatAreAskedForAreSeen() throws Exception {
    Mount shared = new Mount(Source.SHARED, Access.READ_ONLY);
    Mount task = new Mount(Source.TASK, Access.READ_WRITE);
    String script =
        "touch here; touch $AZ_BATCH_NODE_SHARED_DIR/x || echo closed;"
            + " test -e $AZ_BATCH_NODE_STARTUP_DIR || echo unseen";

    node.run(Orders.shell(script).container(settings("", WorkingDirectory.TASK, shared, task)));

    assertThat(node.read(OUT)).isEqualTo("closed\nunseen\n");
    assertThat(node.exists(TASK + "/wd/here")).isTrue();
  }

  @Test
  void emptyListOfMountsMeansNone() throws Exception {
    ContainerSettings none =
        new ContainerSettings(
            engine.image(),
            Optional.empty(),
            Optional.empty(),
            WorkingDirectory.IMAGE,
            Optional.of(List.of()));

    node.run(Orders.shell("test -e $AZ_BATCH_NODE_ROOT_DIR || echo unseen").container(none));

    assertThat(node.read(OUT)).isEqualTo("unseen\n");
  }

  @Test
  void mountsThatContradictTheRestAreInvalidSettings() throws Exception {
    Mount shared = new Mount(Source.SHARED, Access.READ_ONLY);
    Mount preparation = new Mount(Source.JOB_PREP, Access.READ_ONLY);

    TaskFailure nowhere =
        failure(node.run(Orders.of("true").container(settings("", WorkingDirectory.TASK, shared))));
    TaskFailure unprepared =
        failure(
            node.run(
                Orders.of("true").container(settings("", WorkingDirectory.IMAGE, preparation))));

    assertThat(nowhere.code()).isEqualTo("ContainerInvalidSettings");
    assertThat(nowhere.details().get(0).value()).contains("containerImageDefault");
    assertThat(unprepared.code()).isEqualTo("ContainerInvalidSettings");
    assertThat(unprepared.details().get(0).value()).contains("JobPrep");
  }

  @Test
  void imageAloneAnswersForItsPrograms() throws Exception {
    NodeUnderTest.Started started = node.start(Orders.of("java -version").container(settings()));

    TaskFailure failure = failure(started.await());
    assertThat(failure.code()).isEqualTo("ContainerMiscError");
    assertThat(failure.details().get(0).value()).contains("java", "not found");
    assertThat(started.containers().get(2).state()).hasValue("created");
  }

  @Test
  void stopEndsTheContainer() throws Exception {
    NodeUnderTest.Started started =
        node.start(Orders.shell("echo up; sleep 1000").container(settings()));
    node.untilSays(OUT, "up");

    started.task().stop();

    assertThat(started.await().exitCode()).hasValue(137);
    assertThat(engine.containers()).isEmpty();
  }

  @Test
  void stopAtAnyMomentLeavesNoContainer() throws Exception {
    for (String state : List.of("", "created", "running")) {
      NodeUnderTest.Started started = node.start(Orders.shell("sleep 1000").container(settings()));
      while (started.containers().stream().noneMatch(i -> i.state().get().equals(state))
          && !state.isEmpty()) {
        Thread.onSpinWait();
      }

      started.task().stop();

      assertThat(started.await().failure()).as(state).isEmpty();
      assertThat(engine.containers()).as(state).isEmpty();
    }
  }

  @Test
  void containersEndWithTheirNode() throws Exception {
    NodeUnderTest.Started started =
        node.start(Orders.shell("echo up; sleep 1000").container(settings()));
    node.untilSays(OUT, "up");

    node.execution().loseNode(node.key());
    node.execution().close();

    assertThat(engine.containers()).isEmpty();
    assertThat(started.outcome()).isNotDone();
  }

  @Test
  @SuppressWarnings("OrphanedFormatString") // It's for the task's own printf.
  void hostileArgumentsAndVariablesArriveAsTheyAre() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 4; round++) {
      String[] words = new String[4];
      Arrays.setAll(words, i -> HostileText.any(random));
      StringBuilder line = new StringBuilder("sh -c 'printf \"%s\\0\" \"$@\" \"$H\" \"$PATH\"' x ");
      Arrays.stream(words).forEach(w -> line.append(HostileText.quoted(w, random)).append(' '));
      String value = HostileText.any(random);

      TaskOutcome outcome =
          node.run(
              Orders.of(line.toString())
                  .environment("H", value)
                  .environment("PATH", "/bin:/" + round)
                  .container(settings()));

      assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
      assertThat(node.read(OUT))
          .as("round %s", round)
          .isEqualTo(String.join("\0", words) + "\0" + value + "\0/bin:/" + round + "\0");
    }
  }

  @Test
  void imageThatCantBeHadIsNamed() throws Exception {
    for (String image : List.of("localhost/no-such-image:1", "--privileged", "a b", "")) {
      TaskFailure failure =
          failure(node.run(Orders.of("true").container(image(image, Optional.empty()))));

      assertThat(failure.code()).isEqualTo("ContainerInvalidImage");
      assertThat(failure.message()).isEqualTo("One or more container images specified are invalid");
      assertThat(failure.details()).contains(new TaskFailure.Detail("ContainerImage", image));
    }
  }

  @Test
  void nodeWhoseImageCantBeHadCantBeUsed() throws Exception {
    Optional<TaskFailure> good =
        node.boot(
            new NodeOrder(node.key(), NodeOrder.Disk.BLANK, List.of(engine.image()), List.of()));
    Optional<TaskFailure> bad =
        node.boot(
            new NodeOrder(
                node.key(), NodeOrder.Disk.BLANK, List.of("localhost/no-such-image:1"), List.of()));

    assertThat(good).isEmpty();
    assertThat(bad.orElseThrow().code()).isEqualTo("ContainerInvalidImage");
  }

  @Test
  void imageComesFromARegistryForWhoeverHasAnAccount() throws Exception {
    try (ImageRegistry registry = new ImageRegistry(engine.layer(), directory)) {
      String image = registry.address() + "/tool:1";
      engine.trust(registry.address());
      ContainerRegistry wrong = registry(registry, "me", "wr0ng-passw0rd");
      ContainerRegistry right = registry(registry, "me", ImageRegistry.PASSWORD);

      TaskFailure denied =
          failure(node.run(Orders.of("true").container(image(image, Optional.of(wrong)))));
      assertThat(denied.code()).isEqualTo("ContainerInvalidRegistry");
      assertThat(denied.details())
          .contains(new TaskFailure.Detail("ContainerRegistry", registry.address()));
      TaskFailure anonymous =
          failure(node.run(Orders.of("true").container(image(image, Optional.empty()))));
      assertThat(anonymous.code()).isEqualTo("ContainerInvalidImage");
      TaskFailure missing =
          failure(
              node.run(
                  Orders.of("true")
                      .poolRegistry(right)
                      .container(image(registry.address() + "/other:1", Optional.empty()))));
      assertThat(missing.code()).isEqualTo("ContainerInvalidImage");
      Orders good =
          Orders.of("echo pulled").poolRegistry(right).container(image(image, Optional.empty()));
      assertThat(node.run(good)).isEqualTo(TaskOutcome.exited(0));

      assertThat(node.read(OUT)).isEqualTo("pulled\n");
      assertThat(engine.calls())
          .contains("login")
          .doesNotContain("wr0ng-passw0rd", ImageRegistry.PASSWORD);
      engine.call("rmi", "--force", image);
    }
  }

  @Test
  void identityIsAPasswordForARegistry() throws Exception {
    try (ImageRegistry registry = new ImageRegistry(engine.layer(), directory)) {
      engine.trust(registry.address());
      ContainerRegistry own =
          new ContainerRegistry(
              Optional.of(registry.address()),
              Optional.of("me"),
              Optional.empty(),
              Optional.of("/identities/a"));
      ContainerRegistry none =
          new ContainerRegistry(
              Optional.of(registry.address()),
              Optional.empty(),
              Optional.empty(),
              Optional.of("/identities/b"));
      String image = registry.address() + "/tool:1";

      TaskFailure denied =
          failure(node.run(Orders.of("true").container(image(image, Optional.of(none)))));
      TaskOutcome allowed = node.run(Orders.of("true").container(image(image, Optional.of(own))));

      assertThat(denied.code()).isEqualTo("ContainerInvalidRegistry");
      assertThat(denied.details().get(1).value()).contains("/identities/b");
      assertThat(allowed).isEqualTo(TaskOutcome.exited(0));
      engine.call("rmi", "--force", image);
    }
  }

  private static ContainerRegistry registry(ImageRegistry registry, String user, String password) {
    return new ContainerRegistry(
        Optional.of(registry.address()),
        Optional.of(user),
        Optional.of(password),
        Optional.empty());
  }

  @Test
  void engineThatIsNotThereIsAnError() throws Exception {
    try (ProcessExecution other = execution("no-such-engine-1")) {
      TaskFailure failure =
          failure(NodeUnderTest.boot(other).run(Orders.of("true").container(settings())));

      assertThat(failure.code()).isEqualTo("ContainerMiscError");
      assertThat(failure.details().get(0).value()).contains("no-such-engine-1");
    }
  }
}
