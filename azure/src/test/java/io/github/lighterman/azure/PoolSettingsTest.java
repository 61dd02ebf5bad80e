package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.SecretRef;
import io.github.lighterman.spi.ExecutorSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** One pool by settings. */
final class PoolSettingsTest {
  private static final String GROUP = "/subscriptions/s/resourceGroups/g/providers/";
  private static final String SUBNET = GROUP + "Microsoft.Network/virtualNetworks/n/subnets/s";
  private static final String GALLERY = GROUP + "Microsoft.Compute/galleries/y/images/i";

  private static PoolChoice pool(Map<String, String> more) {
    return config(more).pool();
  }

  private static AzureBatchConfig config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("batch-endpoint", "https://me.example");
    settings.put("storage-endpoint", "https://store.example");
    settings.put("auth", "identity");
    settings.put("container", "jobs");
    settings.put("pool-vm-size", "Standard_D2s_v5");
    settings.put("pool-nodes", "1");
    settings.putAll(more);
    settings.values().removeIf(String::isEmpty);
    return new AzureBatchExecutorProvider(
            Map.of(), clientId -> AzureAuth.identity(request -> Mono.empty()))
        .config(ExecutorSettings.of(settings));
  }

  private static ThrowableAssertAlternative<InvalidSettingException> assertRefused(
      Map<String, String> settings) {
    return assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> pool(settings))
        .withMessageStartingWith("executor 'azure-batch' can't be opened: ")
        .withMessageNotContaining("hunter2");
  }

  private static Arguments change(
      Map<String, String> settings, UnaryOperator<PoolSpec.Builder> change) {
    return Arguments.of(settings, change);
  }

  private static Stream<Arguments> changes() {
    ContainerSetup containers = ContainerSetup.required();
    return Stream.of(
        change(Map.of("pool-nodes", "2"), spec -> spec.scale(PoolScale.fixed(2, 0))),
        change(Map.of("pool-spot-nodes", "2"), spec -> spec.scale(PoolScale.fixed(1, 2))),
        change(Map.of("pool-slots-per-node", "4"), spec -> spec.slotsPerNode(4)),
        change(Map.of("pool-fill", "spread"), spec -> spec.fill(FillType.SPREAD)),
        change(Map.of("pool-lifetime", "batch-job"), spec -> spec.lifetime(PoolLifetime.BATCH_JOB)),
        change(Map.of("pool-containers", "required"), spec -> spec.containers(containers)),
        change(
            Map.of("pool-containers", "required", "pool-prefetch-images", "i:1, me.azurecr.io/i:2"),
            spec -> spec.containers(containers.withPrefetch(List.of("i:1", "me.azurecr.io/i:2")))),
        change(
            Map.of(
                "pool-containers", "required",
                "pool-registry-server", "me.azurecr.io",
                "pool-registry-user", "me",
                "pool-registry-password", "env:PASSWORD"),
            spec ->
                spec.containers(
                    containers.withRegistry(
                        Registry.of(
                            "me.azurecr.io",
                            RegistryAuth.password("me", SecretRef.of("env:PASSWORD")))))),
        change(Map.of("pool-image", "p:o:s"), spec -> spec.image(PoolImage.named("p", "o", "s"))),
        change(
            Map.of("pool-image", "p:o:s:1.2", "pool-image-agent", "batch.node.el 9"),
            spec -> spec.image(PoolImage.named("p", "o", "s", "1.2", "batch.node.el 9"))),
        change(
            Map.of("pool-image", GALLERY, "pool-image-agent", "batch.node.el 9"),
            spec -> spec.image(PoolImage.gallery(GALLERY, "batch.node.el 9"))),
        change(
            Map.of("pool-data-disk-gb", "512"),
            spec -> spec.disks(PoolDisks.builder().data(DataDisk.of(0, 512)).build())),
        change(
            Map.of(
                "pool-data-disk-gb", "512",
                "pool-docker-root", "moved",
                "pool-containers", "required"),
            spec ->
                spec.containers(containers)
                    .disks(
                        PoolDisks.builder()
                            .data(DataDisk.of(0, 512))
                            .dockerRoot(DockerRoot.MOVED)
                            .build())),
        change(
            Map.of("pool-os-disk-gb", "200"),
            spec -> spec.disks(PoolDisks.builder().osDiskGib(200).build())),
        change(Map.of("pool-subnet", SUBNET), spec -> spec.network(PoolNetwork.inSubnet(SUBNET))),
        change(
            Map.of("pool-start-command", "echo $A"),
            spec ->
                spec.startTask(
                    StartTask.of("/bin/sh", "-c", "echo $A").withElevation(Elevation.ADMIN))),
        change(
            Map.of("pool-tags", "team=a=b, cost=1"),
            spec -> spec.tag("team", "a=b").tag("cost", "1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void settingsMakeThatPool(Map<String, String> settings, UnaryOperator<PoolSpec.Builder> change) {
    assertThat(pool(settings))
        .isEqualTo(
            change.apply(PoolSpec.builder("Standard_D2s_v5").scale(PoolScale.fixed(1, 0))).build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "pool-vm-size | a b | vmSize must be a name such as Standard_D4s_v5",
        "pool-nodes | 1001 | 'pool-nodes' must be a whole number from 0 to 1,000",
        "pool-max-nodes | 5 | set those of one kind",
        "pool-idle-time | 5m | set those of one kind",
        "pool-idle-time | soon | 'pool-idle-time' must be a duration",
        "pool-slots-per-node | 0 | from 1 to 256",
        "pool-fill | best | 'pool-fill' must be one of spread, pack",
        "pool-lifetime | ever | 'pool-lifetime' must be one of run, keep-warm, batch-job",
        "pool-lifetime | keep-warm | pool 'main': a pool that is kept warm must go down",
        "pool-prefetch-images | i:1 | 'pool-prefetch-images' is for pool-containers=required",
        "pool-prefetch-images | i:1,, | must be image references with commas between them",
        "pool-registry-server | r.example | go together",
        "pool-registry-password | hunter2 | must be where a secret lies, such as env:",
        "pool-image | ubuntu | setting 'pool-image': it must be publisher:offer:sku",
        "pool-image | p:o:s:v:w | setting 'pool-image': it must be publisher:offer:sku",
        "pool-image | /subscriptions/s | a gallery's image needs 'pool-image-agent' too",
        "pool-image-agent | batch.node.el 9 | 'pool-image-agent' needs 'pool-image' too",
        "pool-data-disk-gb | 0 | from 1 to 32,767",
        "pool-docker-root | moved | 'pool-docker-root' is for pool-containers=required",
        "pool-os-disk-gb | 4096 | from 1 to 4,095",
        "pool-subnet | default | setting 'pool-subnet': subnetId must be a resource id",
        "pool-tags | team | setting 'pool-tags': each tag must be name=value",
        "pool-patience | 0s | 'pool-patience' must be a duration such as 500ms, 10s, 5m or 2h, 1s to",
        "pool-sold-out-pause | 31d | 1s to 30d",
        "pool-preemptions-until-dedicated | 1001 | from 0 to 1,000",
        "pool-forgotten-after | 59m | 1h to 30d",
        "pool-tag | a=b | 'pool-tag'; did you mean 'pool-tags'?",
        "pool-prefetch-image | i:1 | did you mean 'pool-prefetch-images'?"
      })
  void wrongSettingIsRefused(String name, String value, String message) {
    assertRefused(Map.of(name, value)).withMessageContaining(message);
  }

  @Test
  void policyIsThatOfTheSettings() {
    assertThat(config(Map.of()).poolPolicy()).isEqualTo(PoolPolicy.ofDefaults());
    assertThat(
            config(
                    Map.of(
                        "pool-patience", "5m",
                        "pool-sold-out-pause", "90s",
                        "pool-preemptions-until-dedicated", "7",
                        "pool-forgotten-after", "2h"))
                .poolPolicy())
        .isEqualTo(
            PoolPolicy.ofDefaults()
                .withPatience(Duration.ofMinutes(5))
                .withSoldOutPause(Duration.ofSeconds(90))
                .withPreemptionsUntilDedicated(7)
                .withForgottenAfter(Duration.ofHours(2)));
  }

  @Test
  void policyGoesWithAPoolThatIsThere() {
    Map<String, String> there = Map.of("pool", "p", "pool-vm-size", "", "pool-nodes", "");
    Map<String, String> patient = new HashMap<>(there);
    patient.put("pool-patience", "5m");

    assertThat(config(patient).poolPolicy().patience()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void limitsOfAPoolThatFollowsTheJobsMustMakeSense() {
    assertRefused(Map.of("pool-nodes", "", "pool-min-nodes", "1"))
        .withMessageContaining("must have a limit; set 'pool-max-nodes' or 'pool-max-spot-nodes'");
    assertRefused(Map.of("pool-nodes", "", "pool-min-nodes", "3", "pool-max-nodes", "2"))
        .withMessageContaining("'pool-min-nodes' must not be more than 'pool-max-nodes'");
    assertRefused(Map.of("pool-nodes", ""))
        .withMessageContaining("set 'pool-nodes' or 'pool-spot-nodes', or 'pool-max-nodes'");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertRefused(
            Map.of(
                "pool-nodes", "0",
                "pool-image", "ubuntu",
                "pool-tags", "team",
                "pool-subnet", "default"))
        .withMessageContaining("a pool must have a node")
        .withMessageContaining("'pool-image'")
        .withMessageContaining("'pool-tags'")
        .withMessageContaining("'pool-subnet'");
  }

  @Test
  void shapeDoesNotGoWithAPoolThatIsThere() {
    assertRefused(Map.of("pool", "p", "pool-vm-size", "", "pool-nodes", "", "pool-fill", "pack"))
        .withMessageContaining("setting 'pool-fill' is for a pool that is made");
  }

  @Test
  void keyIsNotEnoughForASubnet() {
    assertRefused(
            Map.of(
                "auth", "key",
                "batch-account", "me",
                "batch-key", "a2V5",
                "storage-account", "me",
                "storage-key", "a2V5",
                "pool-subnet", SUBNET))
        .withMessageContaining("Batch takes no key for a pool in a subnet");
  }
}
