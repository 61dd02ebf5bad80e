package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.testing.LeakCheck;
import io.github.lighterman.testing.http.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes over the wire. */
final class WireTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension
  final LeakCheck leaks =
      LeakCheck.create()
          .allowing(
              "OkHttp TaskRunner", "shared by all of OkHttp, and ends a minute after its work")
          .allowing("Okio Watchdog", "shared by all of Okio, and ends a minute after its work");

  private final BatchAccount account = new BatchAccount();
  private final Wiretap wiretap = new Wiretap(account.emulator);
  private final SdkBatchGateway gateway =
      account.open(config -> config.batchEndpoint(wiretap.endpoint()));

  @AfterEach
  void close() {
    gateway.close();
    wiretap.close();
    account.close();
  }

  @Test
  void everythingOfATaskIsSent() throws Exception {
    account.addJob("j");
    assertThat(gateway.addTasks("j", List.of(fullTask(), BatchAccount.task("plain", "true"))))
        .extracting(AddedTask::status)
        .containsOnly(AddedTask.Status.ADDED);

    assertThat(sent().path("value").get(0))
        .isEqualTo(
            json(
                "{'id':'t','displayName':'What people see','commandLine':`/bin/sh -c ''true''`,"
                    + "'containerSettings':{'containerRunOptions':`--rm -e ''X=y z''`,"
                    + "'imageName':'ubuntu:24.04'},'resourceFiles':["
                    + "{'httpUrl':'https://me.example/c/b%20c?sig=a%2Bb','filePath':'in/b c',"
                    + "'fileMode':'0755'},{'storageContainerUrl':'https://me.example/c',"
                    + "'blobPrefix':'x/','identityReference':{'resourceId':'/subscriptions/s/id'}}],"
                    + "'outputFiles':["
                    + output("out", "tasksuccess", "")
                    + ","
                    + output(
                        "../std*.txt",
                        "taskcompletion",
                        ",'identityReference':{'resourceId':'/id'}")
                    + ","
                    + output("f", "taskfailure", "")
                    + "],'environmentSettings':[{'name':'A','value':'1'},{'name':'B','value':'2'}],"
                    + "'constraints':{'maxWallClockTime':'PT91S','retentionTime':'PT3600S',"
                    + "'maxTaskRetryCount':0},'requiredSlots':3,'userIdentity':{'autoUser':"
                    + "{'scope':'pool','elevationLevel':'admin'}},'dependsOn':{'taskIds':['a','b']}}"));
    assertThat(sent().path("value").get(1))
        .isEqualTo(
            json(
                "{'id':'plain','displayName':'Task plain','commandLine':'true','constraints':"
                    + "{'retentionTime':'PT86400S','maxTaskRetryCount':0},'requiredSlots':1}"));
  }

  @Test
  void everythingOfAJobIsSent() throws Exception {
    gateway.addJob(
        new BatchJob(
            "j",
            "A job",
            "p",
            Optional.empty(),
            Optional.of(
                new BatchJob.Preparation(
                    "prepare",
                    List.of(
                        new ResourceFile(
                            ResourceFile.Source.FILE,
                            URI.create("https://me.example/c/b"),
                            "",
                            "b",
                            "",
                            Optional.empty())))),
            Map.of("b", "2", "a", "1")));

    assertThat(sent())
        .isEqualTo(
            json(
                "{'id':'j','displayName':'A job','constraints':{'maxTaskRetryCount':0},"
                    + "'jobPreparationTask':{'commandLine':'prepare','resourceFiles':["
                    + "{'httpUrl':'https://me.example/c/b','filePath':'b'}],'constraints':"
                    + "{'maxTaskRetryCount':3},'waitForSuccess':true,"
                    + "'rerunOnNodeRebootAfterSuccess':true},'poolInfo':{'poolId':'p'},"
                    + "'onAllTasksComplete':'noaction','onTaskFailure':'noaction','metadata':["
                    + "{'name':'a','value':'1'},{'name':'b','value':'2'}],"
                    + "'usesTaskDependencies':true}"));
  }

  @Test
  void everythingOfAPoolIsSent() throws Exception {
    gateway.addPool(
        new BatchPool(
            "p",
            "A pool",
            PoolSpec.builder("standard_d2s_v5")
                .scale(PoolScale.fixed(2, 3))
                .containers(ContainerSetup.required())
                .build(),
            new BatchPool.Made(
                BatchAccount.IMAGE.named("latest"), 4, List.of("i:1", "i:2"), PoolSecrets.none()),
            PoolScale.fixed(2, 3),
            Map.of("a", "1")));

    assertThat(sent())
        .isEqualTo(
            json(
                "{'id':'p','displayName':'A pool','vmSize':'standard_d2s_v5',"
                    + "'virtualMachineConfiguration':{'imageReference':{"
                    + "'publisher':'microsoft-dsvm','offer':'ubuntu-hpc','sku':'2404'},"
                    + "'nodeAgentSKUId':'batch.node.ubuntu 24.04','containerConfiguration':"
                    + "{'type':'dockerCompatible','containerImageNames':['i:1','i:2']}},"
                    + "'targetDedicatedNodes':2,'targetLowPriorityNodes':3,'taskSlotsPerNode':4,"
                    + "'taskSchedulingPolicy':{'nodeFillType':'pack'},"
                    + "'metadata':[{'name':'a','value':'1'}]}"));
  }

  @Test
  void nothingGoesOutThatNobodyAskedFor() throws Exception {
    gateway.addJob(BatchAccount.job("j"));
    gateway.endWhenDone("j");
    gateway.tasks("j", Optional.empty());
    gateway.deleteJob("j");

    assertThat(wiretap.requests())
        .hasSize(4)
        .allSatisfy(
            request -> {
              assertThat(request.header("User-Agent").orElseThrow()).matches("lighterman/[\\w.-]+");
              assertThat(request.headers().toString())
                  .doesNotContainIgnoringCase("MacAddress")
                  .doesNotContainIgnoringCase("x-ms-logging-context")
                  .doesNotContain(account.emulator.accountKey());
              assertThat(UUID.fromString(request.header("client-request-id").orElseThrow()))
                  .isNotNull();
              assertThat(request.header("return-client-request-id")).contains("true");
            })
        .extracting(request -> request.header("client-request-id"))
        .doesNotHaveDuplicates();
  }

  private static BatchTask fullTask() {
    return new BatchTask(
        "t",
        "What people see",
        "/bin/sh -c 'true'",
        Map.of("B", "2", "A", "1"),
        Optional.of(new BatchTask.Container("ubuntu:24.04", "--rm -e 'X=y z'")),
        new BatchTask.Files(
            List.of(
                new ResourceFile(
                    ResourceFile.Source.FILE,
                    URI.create("https://me.example/c/b%20c?sig=a%2Bb"),
                    "",
                    "in/b c",
                    "0755",
                    Optional.empty()),
                new ResourceFile(
                    ResourceFile.Source.CONTAINER,
                    URI.create("https://me.example/c"),
                    "x/",
                    "",
                    "",
                    Optional.of("/subscriptions/s/id"))),
            List.of(
                upload("out", OutputUpload.Condition.SUCCESS, Optional.empty()),
                upload("../std*.txt", OutputUpload.Condition.COMPLETION, Optional.of("/id")),
                upload("f", OutputUpload.Condition.FAILURE, Optional.empty()))),
        new BatchTask.Demand(
            3, Optional.of(Duration.ofMillis(90_001)), Duration.ofHours(1), Elevation.ADMIN),
        List.of("a", "b"));
  }

  private JsonNode sent() throws Exception {
    List<HttpRequest> requests = wiretap.requests();
    return JSON.readTree(requests.get(requests.size() - 1).body());
  }

  private static OutputUpload upload(
      String pattern, OutputUpload.Condition condition, Optional<String> identity) {
    return new OutputUpload(
        pattern, URI.create("https://me.example/c?sig=x"), "o", condition, identity);
  }

  private static String output(String pattern, String condition, String more) {
    return "{'filePattern':'"
        + pattern
        + "','destination':{'container':{'path':'o','containerUrl':'https://me.example/c?sig=x'"
        + more
        + "}},'uploadOptions':{'uploadCondition':'"
        + condition
        + "'}}";
  }

  /** Returns JSON written with single quotes, or with back quotes around doubled single ones. */
  private static JsonNode json(String text) throws Exception {
    String plain =
        Pattern.compile("`([^`]*)`")
            .matcher(text)
            .replaceAll(match -> "'" + match.group(1).replace("''", "\u0000") + "'");
    return JSON.readTree(plain.replace('\'', '"').replace('\u0000', '\''));
  }
}
