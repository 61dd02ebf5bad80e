package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.AccountListSupportedImagesOptions;
import com.microsoft.azure.batch.protocol.models.AllocationState;
import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeListOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeRebootOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeState;
import com.microsoft.azure.batch.protocol.models.DisableJobOption;
import com.microsoft.azure.batch.protocol.models.FileGetFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.FileGetPropertiesFromTaskHeaders;
import com.microsoft.azure.batch.protocol.models.ImageReference;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobConstraints;
import com.microsoft.azure.batch.protocol.models.JobPatchOptions;
import com.microsoft.azure.batch.protocol.models.JobPatchParameter;
import com.microsoft.azure.batch.protocol.models.JobState;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.NodeFile;
import com.microsoft.azure.batch.protocol.models.PoolAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolEnableAutoScaleParameter;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.PoolListOptions;
import com.microsoft.azure.batch.protocol.models.PoolPatchParameter;
import com.microsoft.azure.batch.protocol.models.PoolResizeParameter;
import com.microsoft.azure.batch.protocol.models.PoolState;
import com.microsoft.azure.batch.protocol.models.StartTask;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskAddStatus;
import com.microsoft.azure.batch.protocol.models.TaskConstraints;
import com.microsoft.azure.batch.protocol.models.TaskCounts;
import com.microsoft.azure.batch.protocol.models.TaskExecutionResult;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import com.microsoft.azure.batch.protocol.models.TaskState;
import com.microsoft.azure.batch.protocol.models.VirtualMachineConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.joda.time.Period;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Microsoft's SDK for Java, as it is, finds that the emulator is the service. */
final class JavaSdkWalkTest {
  private final WalkFixture fixture = new WalkFixture();
  private final BatchServiceClient client =
      BatchClient.open(
              new BatchSharedKeyCredentials(
                  fixture.emulator.endpoint().toString(),
                  fixture.emulator.accountName(),
                  fixture.emulator.accountKey()))
          .protocolLayer();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void poolIsAddedSeenChangedAndDeleted() {
    addPool(2);

    assertThat(client.pools().exists("p")).isTrue();
    assertThat(client.pools().exists("none")).isFalse();
    CloudPool pool = client.pools().get("p");
    assertThat(pool.state()).isEqualTo(PoolState.ACTIVE);
    assertThat(pool.allocationState()).isEqualTo(AllocationState.STEADY);
    assertThat(pool.currentDedicatedNodes()).isEqualTo(2);
    assertThat(pool.resizeTimeout()).isEqualTo(Period.minutes(15));
    assertThat(pool.metadata().get(0).value()).isEqualTo("reads");
    assertThat(pool.creationTime()).isNotNull();
    List<CloudPool> listed =
        client
            .pools()
            .list(
                new PoolListOptions()
                    .withFilter("startswith(id,'p') and state eq 'active'")
                    .withSelect("id, vmSize"));
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).vmSize()).isEqualTo("standard_d2s_v5");
    assertThat(listed.get(0).state()).isNull();

    client.pools().patch("p", new PoolPatchParameter().withMetadata(metadata("writes")));
    client.pools().resize("p", new PoolResizeParameter().withTargetDedicatedNodes(1));
    await(() -> client.pools().get("p").allocationState() == AllocationState.STEADY);
    assertThat(client.pools().get("p").metadata().get(0).value()).isEqualTo("writes");
    assertThat(client.computeNodes().list("p")).hasSize(1);
    client
        .pools()
        .enableAutoScale(
            "p",
            new PoolEnableAutoScaleParameter().withAutoScaleFormula("$TargetDedicatedNodes=1;"));
    assertThat(client.pools().evaluateAutoScale("p", "$TargetDedicatedNodes=3;").results())
        .contains("$TargetDedicatedNodes=3");
    client.pools().disableAutoScale("p");

    client.pools().delete("p");
    await(() -> !client.pools().exists("p"));
    assertError(404, "PoolNotFound", () -> client.pools().get("p"));
  }

  @Test
  void nodesAreSeenAndRebooted() {
    addPool(1);
    ComputeNode node = client.computeNodes().list("p").get(0);

    assertThat(node.isDedicated()).isTrue();
    assertThat(node.startTaskInfo().exitCode()).isZero();
    assertThat(node.endpointConfiguration().inboundEndpoints().get(0).backendPort()).isEqualTo(22);
    assertThat(client.computeNodes().get("p", node.id()).affinityId()).contains(node.id());
    client.computeNodes().reboot("p", node.id(), ComputeNodeRebootOption.REQUEUE, null);
    awaitIdle(1);
    assertThat(client.accounts().listPoolNodeCounts().get(0).dedicated().total()).isEqualTo(1);
    assertThat(
            client
                .accounts()
                .listSupportedImages(
                    new AccountListSupportedImagesOptions()
                        .withFilter("nodeAgentSKUId eq 'batch.node.ubuntu 24.04'")))
        .isNotEmpty()
        .allSatisfy(image -> assertThat(image.imageReference().publisher()).isNotNull());
    assertThat(client.computeNodeExtensions().list("p", node.id())).isEmpty();
    assertError(404, "NodeNotFound", () -> client.computeNodes().get("p", "none"));
  }

  @Test
  void tasksAreAddedOneByOneAndInOneCall() {
    addPool(1);
    addJob();
    client.tasks().add("j", task("t1", "hello"));
    assertError(409, "TaskExists", () -> client.tasks().add("j", task("T1", "hello")));

    List<TaskAddResult> results =
        client
            .tasks()
            .addCollection(
                "j",
                List.of(task("t1", "hello"), task("t2", "fail"), task("t 3", "x"), task("t4", "x")))
            .value();

    assertThat(results)
        .extracting(TaskAddResult::status)
        .containsExactlyInAnyOrder(
            TaskAddStatus.CLIENT_ERROR,
            TaskAddStatus.SUCCESS,
            TaskAddStatus.CLIENT_ERROR,
            TaskAddStatus.SUCCESS);
    TaskAddResult existing =
        results.stream().filter(each -> each.taskId().equals("t1")).findFirst().orElseThrow();
    assertThat(existing.error().code()).isEqualTo("TaskExists");
    assertThat(existing.error().message().value()).contains("already exists");
  }

  @Test
  void tasksAreListedPageByPageAndRead() {
    addPool(1);
    addJob();
    for (int i = 0; i < 7; i++) {
      client.tasks().add("j", task("t" + i, i == 3 ? "fail" : "hello"));
    }
    await(() -> client.jobs().getTaskCounts("j").taskCounts().completed() == 7);

    TaskCounts counts = client.jobs().getTaskCounts("j").taskCounts();
    assertThat(counts.succeeded()).isEqualTo(6);
    assertThat(counts.failed()).isEqualTo(1);
    TaskListOptions options =
        new TaskListOptions()
            .withFilter("state eq 'completed' and executionInfo/exitCode eq 0")
            .withSelect("id,executionInfo")
            .withMaxResults(2);
    List<CloudTask> succeeded = client.tasks().list("j", options);
    assertThat(succeeded)
        .extracting(CloudTask::id)
        .containsExactlyInAnyOrder("t0", "t1", "t2", "t4", "t5", "t6");
    assertThat(fixture.emulator.requestCount("Task_List")).isEqualTo(3);
    CloudTask failed = client.tasks().get("j", "t3");
    assertThat(failed.state()).isEqualTo(TaskState.COMPLETED);
    assertThat(failed.executionInfo().result()).isEqualTo(TaskExecutionResult.FAILURE);
    assertThat(failed.executionInfo().exitCode()).isEqualTo(3);
    assertThat(failed.executionInfo().failureInfo().code()).isEqualTo("FailureExitCode");
    assertThat(failed.executionInfo().failureInfo().category()).isNotNull();
    assertThat(failed.nodeInfo().taskRootDirectory()).isEqualTo("workitems/j/job-1/t3");
    client.tasks().reactivate("j", "t3");
    await(() -> client.jobs().getTaskCounts("j").taskCounts().completed() == 7);
    assertError(409, "TaskSucceeded", () -> client.tasks().reactivate("j", "t1"));
  }

  @Test
  void filesOfATaskAreReadWholeAndByRange() {
    addPool(1);
    addJob();
    client.tasks().add("j", task("t", "hello"));
    await(() -> client.tasks().get("j", "t").state() == TaskState.COMPLETED);

    assertThat(client.files().listFromTask("j", "t"))
        .extracting(NodeFile::name)
        .contains("stdout.txt", "stderr.txt", "wd");
    assertThat(client.files().listFromTask("j", "t", true, null))
        .filteredOn(file -> file.name().equals("stdout.txt"))
        .allSatisfy(file -> assertThat(file.properties().contentLength()).isEqualTo(12));
    assertThat(text(out -> client.files().getFromTask("j", "t", "stdout.txt", out)))
        .isEqualTo("hello\nworld\n");
    FileGetFromTaskOptions range = new FileGetFromTaskOptions().withOcpRange("bytes=6-10");
    assertThat(text(out -> client.files().getFromTask("j", "t", "stdout.txt", range, out)))
        .isEqualTo("world");
    FileGetPropertiesFromTaskHeaders properties =
        client
            .files()
            .getPropertiesFromTaskWithServiceResponseAsync("j", "t", "stdout.txt")
            .toBlocking()
            .single()
            .headers();
    assertThat(properties.contentLength()).isEqualTo(12);
    assertThat(properties.lastModified()).isNotNull();
    assertThat(properties.ocpBatchFileIsdirectory()).isFalse();
    String node = client.tasks().get("j", "t").nodeInfo().nodeId();
    String path = "workitems/j/job-1/t/stdout.txt";
    assertThat(text(out -> client.files().getFromComputeNode("p", node, path, out)))
        .isEqualTo("hello\nworld\n");
    client.files().deleteFromTask("j", "t", "stdout.txt");
    assertError(404, "FileNotFound", () -> client.files().getFromTask("j", "t", "stdout.txt"));
  }

  @Test
  void jobIsChangedTerminatedAndDeleted() {
    addPool(1);
    addJob();
    client.tasks().add("j", task("t", "endless"));
    await(() -> client.tasks().get("j", "t").state() == TaskState.RUNNING);
    CloudJob before = client.jobs().get("j");

    client.jobs().patch("j", new JobPatchParameter().withPriority(5));
    assertThat(client.jobs().get("j").priority()).isEqualTo(5);
    JobPatchOptions stale = new JobPatchOptions().withIfMatch(before.eTag());
    assertError(
        412,
        "ConditionNotMet",
        () -> client.jobs().patch("j", new JobPatchParameter().withPriority(6), stale));
    client.tasks().update("j", "t", new TaskConstraints().withMaxTaskRetryCount(1), null);
    assertThat(client.tasks().get("j", "t").constraints().maxTaskRetryCount()).isEqualTo(1);
    client.tasks().terminate("j", "t");
    await(() -> client.tasks().get("j", "t").state() == TaskState.COMPLETED);
    client.tasks().delete("j", "t");
    assertError(404, "TaskNotFound", () -> client.tasks().get("j", "t"));
    client.jobs().disable("j", DisableJobOption.REQUEUE);
    await(() -> client.jobs().get("j").state() == JobState.DISABLED);
    client.jobs().enable("j");
    client.jobs().terminate("j", "enough", null);
    await(() -> client.jobs().get("j").state() == JobState.COMPLETED);
    assertThat(client.jobs().get("j").executionInfo().terminateReason()).isEqualTo("enough");
    assertError(409, "JobCompleted", () -> client.tasks().add("j", task("u", "hello")));
    client.jobs().delete("j");
    await(() -> client.jobs().list().isEmpty());
    assertError(404, "JobNotFound", () -> client.jobs().get("j"));
  }

  private void addPool(int nodes) {
    client
        .pools()
        .add(
            new PoolAddParameter()
                .withId("p")
                .withVmSize("STANDARD_D2S_V5")
                .withVirtualMachineConfiguration(
                    new VirtualMachineConfiguration()
                        .withNodeAgentSKUId("batch.node.ubuntu 24.04")
                        .withImageReference(
                            new ImageReference()
                                .withPublisher("canonical")
                                .withOffer("ubuntu-24_04-lts")
                                .withSku("server")))
                .withTargetDedicatedNodes(nodes)
                .withTaskSlotsPerNode(4)
                .withStartTask(new StartTask().withCommandLine("start").withWaitForSuccess(true))
                .withMetadata(metadata("reads")));
    awaitIdle(nodes);
  }

  private void awaitIdle(int nodes) {
    ComputeNodeListOptions select = new ComputeNodeListOptions().withSelect("id,state");
    await(
        () -> {
          List<ComputeNode> all = client.computeNodes().list("p", select);
          return all.stream().filter(node -> node.state() == ComputeNodeState.IDLE).count()
              == nodes;
        });
  }

  private void addJob() {
    client
        .jobs()
        .add(
            new JobAddParameter()
                .withId("j")
                .withConstraints(new JobConstraints().withMaxWallClockTime(Period.days(1)))
                .withPoolInfo(new PoolInformation().withPoolId("p")));
  }

  private static TaskAddParameter task(String id, String commandLine) {
    return new TaskAddParameter().withId(id).withCommandLine(commandLine);
  }

  private static List<MetadataItem> metadata(String value) {
    return List.of(new MetadataItem().withName("what").withValue(value));
  }

  /** The calls that return a stream cancel themselves before all of it has come. */
  private static String text(Consumer<OutputStream> read) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    read.accept(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void assertError(int status, String code, Runnable call) {
    BatchErrorException error = catchThrowableOfType(BatchErrorException.class, call::run);
    assertThat(error.response().code()).isEqualTo(status);
    assertThat(error.body().code()).isEqualTo(code);
    assertThat(error.body().message().lang()).isEqualTo("en-US");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it takes too long").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
