package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.DataSize;
import io.github.lighterman.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a pool that nothing could be made of are refused when they're made. */
final class PoolPartsTest {
  private static final SecretRef KEY = SecretRef.of("env:KEY");

  private static void assertRefused(String message, ThrowingCallable part) {
    assertThatIllegalArgumentException()
        .isThrownBy(part)
        .withMessageContaining(message)
        .withMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "a/", "a//b", "..", "a/../b", "./a", "a b", "", ".a"})
  void mountStaysBeneathItsDirectory(String path) {
    assertRefused("the path of a mount must be", () -> PoolMount.nfs("h:/d", path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "/data/", "/", "/a//b", "/a/../b", "/a b", "/.a", "/-o"})
  void disksAreMountedAtAnAbsolutePath(String path) {
    PoolDisks.Builder disks = PoolDisks.builder().data(DataDisk.of(0, 1)).mountPath(path);

    assertRefused("mountPath must", disks::build);
  }

  @Test
  void mountIsOneOfItsKind() {
    MountAuth auth = MountAuth.key(KEY);
    assertRefused("the account of a mount", () -> PoolMount.blobfuse("Me", "data", auth, "a"));
    assertRefused("the container of a mount", () -> PoolMount.blobfuse("me1", "a--b", auth, "a"));
    assertRefused("the source of a mount", () -> PoolMount.nfs("https://h/d?sig=hunter2", "a"));
    assertRefused("the source of a mount", () -> PoolMount.nfs("h:/d;rm", "a"));
    URI signed = URI.create("https://me1.file.core.windows.net/share?sig=hunter2");
    assertRefused("without a signature", () -> PoolMount.azureFiles("me1", signed, KEY, "a"));
    assertRefused(
        "an option of a mount", () -> PoolMount.nfs("h:/d", "a").withOptions(List.of("$(x)")));
    assertRefused("the identity for a mount", () -> MountAuth.identity("mine"));
  }

  @Test
  void disksCanBeMade() {
    assertRefused("lun must be 0 to 63", () -> DataDisk.of(64, 1));
    assertRefused("in GiB must be 1 to 32,767", () -> DataDisk.of(0, 32_768));
    assertRefused(
        "Azure caches no disk of 4,096 GiB",
        () -> new DataDisk(0, 4_096, DiskCaching.READ_ONLY, DiskType.PREMIUM_SSD));
    assertThat(DataDisk.of(0, 4_095).caching()).isEqualTo(DiskCaching.READ_WRITE);
    assertThat(DataDisk.of(0, 4_096).caching()).isEqualTo(DiskCaching.NONE);
    assertRefused(
        "two data disks have lun 1",
        () -> PoolDisks.builder().data(DataDisk.of(1, 1), DataDisk.of(1, 2)).build());
    assertRefused("osDiskGib must be 1 to 4,095", () -> PoolDisks.builder().osDiskGib(0).build());
    assertRefused("add one", () -> PoolDisks.builder().mountPath("/data").build());
    assertRefused(
        "moved to data disks alone",
        () -> PoolDisks.builder().dockerRoot(DockerRoot.MOVED).build());
    assertRefused(
        "must not hide the node's own /etc",
        () -> PoolDisks.builder().data(DataDisk.of(0, 1)).mountPath("/etc").build());
  }

  @Test
  void imageHasNamesAndAnAgent() {
    assertRefused("publisher must be", () -> PoolImage.named("", "o", "s"));
    assertRefused("agent must be", () -> PoolImage.named("p", "o", "s", "latest", "ubuntu"));
    assertRefused("imageId must be", () -> PoolImage.gallery("i", "batch.node.el 9"));
  }

  @Test
  void registryHasAServerAndSomebodyWhoAsks() {
    RegistryAuth auth = RegistryAuth.password("me", KEY);
    assertRefused("without https://", () -> Registry.of("https://me.azurecr.io", auth));
    assertRefused("the user of a registry", () -> RegistryAuth.password("", KEY));
    assertRefused("the identity for a registry", () -> RegistryAuth.identity("https://x?hunter2"));
  }

  @Test
  void containersAreTheConditionOfAllThatIsForThem() {
    ContainerSetup required = ContainerSetup.required();
    Registry registry = Registry.of("me.azurecr.io", RegistryAuth.password("me", KEY));
    assertRefused("start with", () -> ContainerSetup.none().withPrefetch(List.of("i:1")));
    assertRefused("start with", () -> ContainerSetup.none().withRegistry(registry));
    assertRefused(
        "start with",
        () -> ContainerSetup.none().withOptions(ContainerOptions.builder().allGpus().build()));
    assertRefused("twice", () -> required.withPrefetch(List.of("i:1", "i:1")));
    assertRefused("given twice", () -> required.withRegistry(registry).withRegistry(registry));
    assertRefused("an image to prefetch", () -> required.withPrefetch(List.of("--rm")));
  }

  @Test
  void addressesNeedASubnet() {
    assertRefused(
        "PoolNetwork.inSubnet", () -> PoolNetwork.ofDefaults().withPublicIp(PublicIp.none()));
    assertRefused("subnetId must be", () -> PoolNetwork.inSubnet("default"));
    assertRefused("must be a public address", () -> PublicIp.given(List.of()));
    assertRefused("a public address must be", () -> PublicIp.given(List.of("1.2.3.4")));
  }

  @Test
  void startTaskCanRun() {
    assertRefused("must name a program", () -> StartTask.of());
    assertRefused("must not hold a NUL", () -> StartTask.of("a", "\0"));
    URI url = URI.create("https://me.example/b?sig=hunter2");
    for (String path : List.of("/a", "../a", "a/../b", "a/..", "a/", "")) {
      assertRefused("a start task's file", () -> StartTask.of("a").withFile(url, path));
    }
    assertRefused(
        "by http or https", () -> StartTask.of("a").withFile(URI.create("file:/hunter2"), "a"));
    assertRefused("AZ_BATCH_", () -> StartTask.of("a").withVariable("AZ_BATCH_X", "1"));
    assertRefused("must not hold a NUL", () -> StartTask.of("a").withVariable("A", "\0"));
    assertRefused("must be 0 to 100", () -> StartTask.of("a").withRetries(-1));
  }

  @Test
  void optionsOfContainersAreWordsOfTheEngine() {
    ContainerOptions options =
        ContainerOptions.builder()
            .shmSize(DataSize.ofMebibytes(64))
            .user("1000:1000")
            .network(ContainerNetwork.HOST)
            .allGpus()
            .openFiles(65_536)
            .limit("memlock", -1, -1)
            .capability("SYS_PTRACE")
            .device("/dev/fuse")
            .volume("/mnt/data", "/data")
            .readOnlyVolume("/mnt/it's", "/its")
            .init()
            .build();

    assertThat(options.line(Optional.of("/scratch")))
        .isEqualTo(
            "--rm --shm-size=67108864b --user=1000:1000 --network=host --gpus=all"
                + " --ulimit=memlock=-1:-1 --ulimit=nofile=65536:65536 --cap-add=SYS_PTRACE"
                + " --device=/dev/fuse --init --volume=/mnt/data:/data"
                + " '--volume=/mnt/it'\\''s:/its:ro' --volume=/scratch:/scratch");
    assertThat(ContainerOptions.ofDefaults().line(Optional.empty())).isEqualTo("--rm");
    assertThat(ContainerOptions.builder().gpus(2).gpus(1).build().arguments())
        .containsExactly("--gpus=1");
    assertThat(ContainerOptions.builder().volume("/a", "/a").build().line(Optional.of("/a")))
        .isEqualTo("--rm --volume=/a:/a");
  }

  @Test
  void optionOfContainersThatTheEngineWouldRefuseIsRefused() {
    ContainerOptions.Builder builder = ContainerOptions.builder();
    assertRefused("shmSize must be", () -> builder.shmSize(DataSize.ofBytes(0)));
    assertRefused("user must be", () -> builder.user("--privileged"));
    assertRefused("gpus must be 1 to", () -> builder.gpus(0));
    assertRefused("the name of a limit", () -> builder.limit("files", 1, 1));
    assertRefused("at most the hard one", () -> builder.limit("nofile", 2, 1));
    assertRefused("at most the hard one", () -> builder.limit("nofile", -1, 1));
    assertRefused("a capability must be", () -> builder.capability("ptrace"));
    assertRefused("a device must be", () -> builder.device("fuse"));
    assertRefused("in the container must be", () -> builder.volume("/a", "/b:/c"));
  }

  @Test
  void partsHoldNoSecretAndAreTheSameInEveryProcess() {
    StartTask task =
        StartTask.of("a").withVariable("B", "2").withVariable("A", "1").withVariable("C", "3");

    assertThat(task.toString()).contains("environment={A=1, B=2, C=3}");
    assertThat(
            new StartTask(List.of("a"), Map.of(), Map.of("B", "2", "A", "1"), Elevation.ADMIN, 0)
                .toString())
        .isEqualTo(
            "StartTask[argv=[a], files={}, environment={A=1, B=2}, elevation=ADMIN, retries=0]");
    assertThat(PoolMount.blobfuse("me1", "data", MountAuth.key(KEY), "a").toString())
        .contains("env:KEY");
  }
}
