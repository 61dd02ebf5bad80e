package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.rest.serializer.JacksonAdapter;
import io.github.lighterman.SecretRef;
import io.github.lighterman.testing.http.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every part of a pool reaches the service, which takes it, and shows no secret afterwards. */
final class PoolWireTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "/subscriptions/s/resourceGroups/g/providers/";
  private static final String IDENTITY =
      GROUP + "Microsoft.ManagedIdentity/userAssignedIdentities/i";
  private static final String SUBNET = GROUP + "Microsoft.Network/virtualNetworks/n/subnets/s";

  private final BatchAccount account = new BatchAccount();
  private final Wiretap wiretap = new Wiretap(account.emulator);
  private final SdkBatchGateway gateway =
      account.open(config -> config.batchEndpoint(wiretap.endpoint()));
  private int pools;

  @AfterEach
  void close() {
    gateway.close();
    wiretap.close();
    account.close();
  }

  /** Adds such a pool, which the emulator takes, and returns what was sent. */
  private JsonNode sent(UnaryOperator<PoolSpec.Builder> options) throws Exception {
    PoolSpec spec =
        options.apply(PoolSpec.builder("standard_d2s_v5").scale(PoolScale.fixed(1, 0))).build();
    PoolImage image =
        spec.image() instanceof PoolImage.Found ? BatchAccount.IMAGE.named("latest") : spec.image();
    return sent(
        spec,
        new BatchPool.Made(
            image, 1, List.of(), PoolSecrets.of(spec, secret -> "value of " + secret.name())));
  }

  private JsonNode sent(PoolSpec spec, BatchPool.Made made) throws Exception {
    gateway.addPool(new BatchPool("p" + ++pools, "", spec, made, spec.scale(), Map.of()));
    List<HttpRequest> requests = wiretap.requests();
    return JSON.readTree(requests.get(requests.size() - 1).body());
  }

  private static void assertPart(JsonNode sent, String pointer, String expected) throws Exception {
    assertThat(sent.at(pointer)).isEqualTo(JSON.readTree(expected.replace('\'', '"')));
  }

  private static JsonNode machine(JsonNode sent) {
    return sent.path("virtualMachineConfiguration");
  }

  @Test
  void nothingIsSentThatNobodyAskedFor() throws Exception {
    assertPart(
        sent(spec -> spec),
        "",
        "{'id':'p1','displayName':'','vmSize':'standard_d2s_v5','virtualMachineConfiguration':"
            + "{'imageReference':{'publisher':'microsoft-dsvm','offer':'ubuntu-hpc','sku':'2404'},"
            + "'nodeAgentSKUId':'batch.node.ubuntu 24.04'},'targetDedicatedNodes':1,"
            + "'targetLowPriorityNodes':0,'taskSlotsPerNode':1,"
            + "'taskSchedulingPolicy':{'nodeFillType':'pack'}}");
  }

  @Test
  void fillTypeAndScaleAreSent() throws Exception {
    JsonNode fixed = sent(spec -> spec.fill(FillType.SPREAD).scale(PoolScale.fixed(2, 3)));
    assertPart(fixed, "/taskSchedulingPolicy", "{'nodeFillType':'spread'}");
    assertThat(fixed.path("targetDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(fixed.path("targetLowPriorityNodes").asInt()).isEqualTo(3);

    String formula = "$TargetDedicatedNodes = 0;";
    JsonNode automatic =
        sent(spec -> spec.scale(PoolScale.formula(formula, Duration.ofMinutes(5))));
    assertThat(automatic.path("enableAutoScale").asBoolean()).isTrue();
    assertThat(automatic.path("autoScaleFormula").asText()).isEqualTo(formula);
    assertThat(automatic.path("autoScaleEvaluationInterval").asText()).isEqualTo("PT300S");
    assertThat(automatic.has("targetDedicatedNodes")).isFalse();
    assertThat(automatic.has("targetLowPriorityNodes")).isFalse();
  }

  @Test
  void imagesOfAllKindsAreSent() throws Exception {
    PoolImage version =
        PoolImage.named(
            "canonical", "ubuntu-24_04-lts", "server", "1.2.3", "batch.node.ubuntu 24.04");
    assertPart(
        machine(sent(spec -> spec.image(version))),
        "/imageReference",
        "{'publisher':'canonical','offer':'ubuntu-24_04-lts','sku':'server','version':'1.2.3'}");

    String id = GROUP + "Microsoft.Compute/galleries/y/images/i/versions/1.0.0";
    JsonNode gallery = machine(sent(spec -> spec.image(PoolImage.gallery(id, "batch.node.el 9"))));
    assertPart(gallery, "/imageReference", "{'virtualMachineImageId':'" + id + "'}");
    assertPart(gallery, "/nodeAgentSKUId", "'batch.node.el 9'");
  }

  @Test
  void imagesAreTheUnionAndRegistriesAreSeveral() throws Exception {
    ContainerSetup setup =
        ContainerSetup.required()
            .withPrefetch(List.of("i:1", "i:2"))
            .withRegistry(
                Registry.of(
                    "me.azurecr.io", RegistryAuth.password("me", SecretRef.of("env:PASSWORD"))))
            .withRegistry(Registry.of("other.azurecr.io", RegistryAuth.identity(IDENTITY)));
    PoolSpec spec = PoolSpec.of("standard_d2s_v5", 1).toBuilder().containers(setup).build();
    JsonNode sent =
        sent(
            spec,
            new BatchPool.Made(
                BatchAccount.IMAGE.named("latest"),
                1,
                List.of("i:2", "i:3"),
                PoolSecrets.of(spec, secret -> "hunter2")));

    assertPart(
        machine(sent),
        "/containerConfiguration",
        "{'type':'dockerCompatible','containerImageNames':['i:1','i:2','i:3'],"
            + "'containerRegistries':[{'registryServer':'me.azurecr.io','username':'me',"
            + "'password':'hunter2'},{'registryServer':'other.azurecr.io','identityReference':"
            + "{'resourceId':'"
            + IDENTITY
            + "'}}]}");
  }

  @Test
  void noImageIsPulledToADiskFromWhichItIsMoved() throws Exception {
    PoolSpec spec =
        PoolSpec.of("standard_d2s_v5", 1).withContainers().toBuilder()
            .disks(
                PoolDisks.builder().data(DataDisk.of(0, 64)).dockerRoot(DockerRoot.MOVED).build())
            .build();
    JsonNode sent =
        sent(
            spec,
            new BatchPool.Made(
                BatchAccount.IMAGE.named("latest"), 1, List.of("i:1"), PoolSecrets.none()));

    assertPart(machine(sent), "/containerConfiguration", "{'type':'dockerCompatible'}");
  }

  @Test
  void disksAreSentAndFormattedByAnAdministrator() throws Exception {
    JsonNode sent =
        sent(
            spec ->
                spec.disks(
                    PoolDisks.builder()
                        .data(
                            DataDisk.of(0, 512),
                            new DataDisk(3, 5_000, DiskCaching.NONE, DiskType.PREMIUM_SSD),
                            new DataDisk(63, 1, DiskCaching.READ_ONLY, DiskType.STANDARD_HDD))
                        .osDiskGib(200)
                        .osDisk(OsDisk.EPHEMERAL)
                        .build()));

    assertPart(
        machine(sent),
        "/dataDisks",
        "[{'lun':0,'caching':'readwrite','diskSizeGB':512,'storageAccountType':'standardssd_lrs'},"
            + "{'lun':3,'caching':'none','diskSizeGB':5000,'storageAccountType':'premium_lrs'},"
            + "{'lun':63,'caching':'readonly','diskSizeGB':1,'storageAccountType':'standard_lrs'}]");
    assertPart(
        machine(sent),
        "/osDisk",
        "{'ephemeralOSDiskSettings':{'placement':'CacheDisk'},'diskSizeGB':200}");
    assertPart(sent, "/startTask/userIdentity/autoUser/elevationLevel", "'admin'");
  }

  @Test
  void networkIsSent() throws Exception {
    String address = GROUP + "Microsoft.Network/publicIPAddresses/a";
    PoolNetwork network =
        PoolNetwork.inSubnet(SUBNET)
            .withPublicIp(PublicIp.given(List.of(address)))
            .withAccelerated(AcceleratedNetworking.ON)
            .withBetweenNodes(InterNodeCommunication.ON);
    JsonNode sent = sent(spec -> spec.network(network));

    assertPart(
        sent,
        "/networkConfiguration",
        "{'subnetId':'"
            + SUBNET
            + "','publicIPAddressConfiguration':{'provision':'usermanaged','ipAddressIds':['"
            + address
            + "']},'enableAcceleratedNetworking':true}");
    assertThat(sent.path("enableInterNodeCommunication").asBoolean()).isTrue();
    assertThat(sent.has("targetNodeCommunicationMode")).isFalse();
    assertPart(
        sent(spec -> spec.network(network.withPublicIp(PublicIp.none()))),
        "/networkConfiguration/publicIPAddressConfiguration",
        "{'provision':'nopublicipaddresses'}");
    assertPart(
        sent(
            spec ->
                spec.network(PoolNetwork.ofDefaults().withAccelerated(AcceleratedNetworking.ON))),
        "/networkConfiguration",
        "{'enableAcceleratedNetworking':true}");
  }

  @Test
  void mountsAreSent() throws Exception {
    SecretRef key = SecretRef.of("env:KEY");
    JsonNode sent =
        sent(
            spec ->
                spec.mount(
                        PoolMount.blobfuse("me1", "data", MountAuth.key(key), "a")
                            .withOptions(List.of("-o", "ro")))
                    .mount(
                        PoolMount.blobfuse(
                            "me1", "data", MountAuth.sas(SecretRef.of("env:SAS")), "b"))
                    .mount(PoolMount.blobfuse("me1", "data", MountAuth.identity(IDENTITY), "c/d"))
                    .mount(
                        PoolMount.azureFiles(
                            "me1", URI.create("https://me1.file.core.windows.net/share"), key, "e"))
                    .mount(PoolMount.nfs("10.0.0.4:/exports", "f")));

    assertPart(
        sent,
        "/mountConfiguration",
        "[{'azureBlobFileSystemConfiguration':{'accountName':'me1','containerName':'data',"
            + "'accountKey':'value of KEY','blobfuseOptions':'-o ro','relativeMountPath':'a'}},"
            + "{'azureBlobFileSystemConfiguration':{'accountName':'me1','containerName':'data',"
            + "'sasKey':'value of SAS','relativeMountPath':'b'}},"
            + "{'azureBlobFileSystemConfiguration':{'accountName':'me1','containerName':'data',"
            + "'relativeMountPath':'c/d','identityReference':{'resourceId':'"
            + IDENTITY
            + "'}}},{'azureFileShareConfiguration':{'accountName':'me1','azureFileUrl':"
            + "'https://me1.file.core.windows.net/share','accountKey':'value of KEY',"
            + "'relativeMountPath':'e'}},{'nfsMountConfiguration':{'source':'10.0.0.4:/exports',"
            + "'relativeMountPath':'f'}}]");
  }

  @Test
  void startTaskIsSent() throws Exception {
    StartTask task =
        StartTask.of("sh", "-c", "echo $A")
            .withFile(URI.create("https://me.example/c/b?sig=x"), "in/b")
            .withVariable("A", "1")
            .withElevation(Elevation.ADMIN)
            .withRetries(5);

    assertPart(
        sent(spec -> spec.startTask(task)),
        "/startTask",
        "{'commandLine':'sh -c \\u0027echo $A\\u0027','resourceFiles':[{'httpUrl':"
            + "'https://me.example/c/b?sig=x','filePath':'in/b'}],'environmentSettings':"
            + "[{'name':'A','value':'1'}],'userIdentity':{'autoUser':{'scope':'pool',"
            + "'elevationLevel':'admin'}},'maxTaskRetryCount':5,'waitForSuccess':true}");
    JsonNode plain = sent(spec -> spec.startTask(StartTask.of("true"))).path("startTask");
    assertThat(plain.has("userIdentity")).as("no special rights").isFalse();
  }

  @Test
  void tagsAreSent() throws Exception {
    assertPart(
        sent(spec -> spec.tag("team", "genomics").tag("cost", "1")),
        "/resourceTags",
        "{'cost':'1','team':'genomics'}");
  }

  @Test
  void poolOfAJobIsMadeByTheServiceAndGoesWithIt() throws Exception {
    PoolSpec spec =
        PoolSpec.of("standard_d2s_v5", 1).withContainers().toBuilder()
            .lifetime(PoolLifetime.BATCH_JOB)
            .network(PoolNetwork.inSubnet(SUBNET))
            .build();
    BatchPool pool = BatchAccount.pool("lighterman-run-of-mine", spec);

    JsonNode information = new JacksonAdapter().serializer().valueToTree(SdkPools.ofJob(pool));
    JsonNode alone = sent(spec, pool.made());

    JsonNode auto = information.path("autoPoolSpecification");
    assertThat(auto.path("autoPoolIdPrefix").asText()).isEqualTo("lighterman-run-of-mi");
    assertThat(auto.path("poolLifetimeOption").asText()).isEqualTo("job");
    assertThat(auto.path("keepAlive").asBoolean(true)).isFalse();
    assertThat(auto.path("pool").path("virtualMachineConfiguration"))
        .isEqualTo(alone.path("virtualMachineConfiguration"));
    assertThat(auto.path("pool").path("networkConfiguration"))
        .isEqualTo(alone.path("networkConfiguration"));
    assertThat(auto.path("pool").path("targetDedicatedNodes").asInt()).isEqualTo(1);
    ObjectNode job = JSON.createObjectNode().put("id", "j").set("poolInfo", information);
    account.emulator.seed(
        JSON.createObjectNode().set("jobs", JSON.createArrayNode().add(job)).toString());
    assertThat(gateway.pools("lighterman-run-of-mi"))
        .singleElement()
        .satisfies(made -> assertThat(made.containers()).isEqualTo(Containers.REQUIRED));
  }
}
