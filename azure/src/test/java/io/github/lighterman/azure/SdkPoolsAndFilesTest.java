package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pools, their nodes and images, and the files that tasks leave on nodes. */
final class SdkPoolsAndFilesTest {
  private final BatchAccount account = new BatchAccount();
  private final SdkBatchGateway gateway = account.gateway;

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void filesOfATaskAreListedAndReadInParts() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");

    assertThat(gateway.taskFiles("j", "hello"))
        .contains(new TaskFile("stdout.txt", 12), new TaskFile("stderr.txt", 0))
        .extracting(TaskFile::path)
        .doesNotContain("wd");
    assertThat(read("hello", "stdout.txt", 0, Long.MAX_VALUE)).isEqualTo("hello\nworld\n");
    assertThat(read("hello", "stdout.txt", 6, 5)).isEqualTo("world");
    assertThat(read("hello", "stdout.txt", 11, 5)).isEqualTo("\n");
    assertThat(read("hello", "stdout.txt", 12, 5)).isEmpty();
    assertThat(read("hello", "stdout.txt", 1000, 5)).isEmpty();
    assertThat(read("hello", "stdout.txt", Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
    assertThat(read("hello", "stderr.txt", 0, 1)).isEmpty();
    assertFails(Kind.NOT_FOUND, "FileNotFound", () -> read("hello", "wd/none", 0, 1));
    assertFails(Kind.NOT_FOUND, "TaskNotFound", () -> gateway.taskFiles("j", "none"));
  }

  @Test
  void longFileIsReadAsAStreamAndManyAtOnce() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "long");
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      InputStream file = gateway.openTaskFile("j", "long", "stdout.txt", i, Long.MAX_VALUE);
      assertThat(file.read()).isEqualTo('0' + i % 10);
      open.add(file);
    }

    try (InputStream file = open.get(0)) {
      assertThat(file.readAllBytes()).hasSize(4_999_999);
    }
    for (InputStream file : open) {
      file.close();
    }
    assertThat(read("long", "stdout.txt", 0, 4_000_000)).hasSize(4_000_000);
  }

  @Test
  void filesOfALostNodeAreNotThere() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    String node = gateway.task("j", "hello").orElseThrow().nodeId().orElseThrow();
    account.emulator.loseNode("p", node);

    assertFails(Kind.CONFLICT, "TaskFilesUnavailable", () -> gateway.taskFiles("j", "hello"));
    assertThat(gateway.brokenNodes("p"))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.id()).isEqualTo(node);
              assertThat(view.state()).isEqualTo(NodeView.State.UNUSABLE);
              assertThat(view.reason()).isEmpty();
            });
  }

  @Test
  void poolIsSeenFromItsAdditionToItsEnd() throws Exception {
    PoolSpec spec =
        PoolSpec.builder("standard_d2s_v5").scale(PoolScale.fixed(2, 3)).slotsPerNode(4).build();
    assertThat(gateway.pool("p")).isEmpty();
    gateway.addPool(BatchAccount.pool("p", spec));

    PoolView young = gateway.pool("p").orElseThrow();
    assertThat(young.allocation()).isEqualTo(PoolView.Allocation.RESIZING);
    assertThat(young.nodes()).isEqualTo(new PoolView.Nodes(0, 0, 2, 3));
    assertFails(Kind.CONFLICT, "PoolExists", () -> gateway.addPool(BatchAccount.pool("p", spec)));
    account.advance(10);
    assertThat(gateway.pool("p"))
        .contains(
            new PoolView(
                "p",
                PoolView.State.ACTIVE,
                PoolView.Allocation.STEADY,
                "standard_d2s_v5",
                4,
                Containers.NONE,
                new PoolView.Nodes(2, 3, 2, 3),
                List.of(),
                Optional.empty(),
                Map.of("farm", "p")));
    gateway.deletePool("p");
    assertThat(gateway.pool("p").orElseThrow().state()).isEqualTo(PoolView.State.DELETING);
    gateway.deletePool("p");
    account.advance(60);
    assertThat(gateway.pool("p")).isEmpty();
    gateway.deletePool("p");
  }

  @Test
  void poolWithImagesIsForContainers() throws Exception {
    PoolSpec plain = PoolSpec.of("Standard_D2s_v5", 1);
    gateway.addPool(BatchAccount.pool("lm-0", plain.withContainers()));
    gateway.addPool(BatchAccount.pool("lm-1", plain.withContainers(), List.of("i:1")));
    gateway.addPool(BatchAccount.pool("other", plain, List.of("i:1")));

    assertThat(gateway.pools("lm-"))
        .hasSize(2)
        .allSatisfy(pool -> assertThat(pool.containers()).isEqualTo(Containers.REQUIRED));
    assertThat(gateway.pools("")).hasSize(3);
  }

  @Test
  void poolSaysWhyItHasFewerNodesThanItWants() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.CORE_QUOTA));
    account.addPool("p");

    assertThat(gateway.pool("p").orElseThrow().errors())
        .extracting(PoolView.ResizeError::code)
        .containsExactly("AccountCoreQuotaReached");
  }

  @Test
  void brokenNodesSayWhy() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.NODE_IMAGE_PULL_FAILED));
    PoolSpec spec = PoolSpec.of("Standard_D2s_v5", 1).withContainers();
    gateway.addPool(BatchAccount.pool("p", spec, List.of("i:1")));
    account.addPool("sound");
    account.advance(10);

    assertThat(gateway.brokenNodes("p"))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.state()).isEqualTo(NodeView.State.UNUSABLE);
              assertThat(node.reason()).startsWith("ContainerInvalidImage: ");
            });
    assertThat(gateway.brokenNodes("sound")).isEmpty();
    assertFails(Kind.NOT_FOUND, "PoolNotFound", () -> gateway.brokenNodes("none"));
  }

  @Test
  void startTaskThatFailedIsTheReason() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.START_TASK_FAILED));
    account.emulator.seed(
        ("{'pools':[{'id':'p','vmSize':'standard_d2s_v5','virtualMachineConfiguration':"
                + "{'imageReference':{'publisher':'canonical','offer':'ubuntu-24_04-lts',"
                + "'sku':'server'},'nodeAgentSKUId':'batch.node.ubuntu 24.04'},"
                + "'targetDedicatedNodes':1,'startTask':{'commandLine':'s'}}]}")
            .replace('\'', '"'));
    account.advance(10);

    assertThat(gateway.brokenNodes("p"))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.state()).isEqualTo(NodeView.State.START_TASK_FAILED);
              assertThat(node.reason()).startsWith("FailureExitCode: ");
            });
  }

  @Test
  void imagesAreListedWithWhatTheyCanDo() throws Exception {
    assertThat(gateway.supportedImages())
        .anySatisfy(
            image -> {
              assertThat(image.offer()).isEqualTo("ubuntu-hpc");
              assertThat(image.agent()).isEqualTo("batch.node.ubuntu 24.04");
              assertThat(image.capabilities()).contains("DockerCompatible");
            })
        .anySatisfy(image -> assertThat(image.supportEnds()).isPresent());
  }

  private String read(String task, String path, long offset, long length) throws IOException {
    try (InputStream in = gateway.openTaskFile("j", task, path, offset, length)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void assertFails(Kind kind, String code, ThrowingCallable call) {
    BatchException e = catchThrowableOfType(BatchException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.kind()).as(e.toString()).isEqualTo(kind);
    assertThat(e.code()).isEqualTo(code);
  }
}
