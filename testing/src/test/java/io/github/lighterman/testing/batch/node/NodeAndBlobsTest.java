package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.OutputFile.Condition;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import io.github.lighterman.testing.blob.BlobPermission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node's files come from an emulated storage account and go there. */
class NodeAndBlobsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;
  private final ManualClock clock = ManualClock.create();
  private BlobEmulator blobs;
  private NodeUnderTest node;

  @BeforeEach
  void open() throws Exception {
    blobs = BlobEmulator.builder().clock(clock).start();
    blobs.createContainer("inputs");
    blobs.createContainer("outputs");
    node =
        NodeUnderTest.boot(
            ProcessExecution.builder()
                .directory(directory)
                .identity("/identities/a", blobs.bearerToken(HOUR))
                .build());
  }

  @AfterEach
  void close() {
    node.execution().close();
    blobs.close();
  }

  private String readable(String container) {
    String signature = blobs.sas(container, HOUR, BlobPermission.READ, BlobPermission.LIST);
    return blobs.url(container) + "?" + signature;
  }

  private String writable(String container) {
    return blobs.url(container) + "?" + blobs.sas(container, HOUR, BlobPermission.WRITE);
  }

  private static ResourceFile all(String url, Optional<String> identity) {
    return new ResourceFile(
        ResourceFile.Source.CONTAINER,
        url,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        identity);
  }

  private static OutputFile all(String pattern, String url, Optional<String> identity) {
    return new OutputFile(
        pattern, url, Optional.of("done"), Condition.TASK_COMPLETION, List.of(), identity);
  }

  private void fill(String name, String content) throws Exception {
    Orders order =
        Orders.of("printf %s " + HostileText.quoted(content, new Random(1)))
            .output("../stdout.txt", writable("inputs"), name, Condition.TASK_COMPLETION);
    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));
  }

  private String content(String container, String blob) {
    return new String(
        blobs.content(container, blob).orElseThrow(() -> new AssertionError("no " + blob)),
        StandardCharsets.UTF_8);
  }

  @Test
  void hostileNamesGoThereAndBack() throws Exception {
    Random random = new Random(31);
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < 25; i++) {
      String name = "d" + i % 3 + "/" + HostileText.fileName(random, i);
      String content = HostileText.any(random);
      fill(name, content);
      expected.put("done/" + name, content);
    }

    TaskOutcome outcome =
        node.run(
            Orders.of("true")
                .id("copy")
                .resource(all(readable("inputs"), Optional.empty()))
                .output(all("**/*", writable("outputs"), Optional.empty())));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    expected.forEach((name, content) -> assertThat(content("outputs", name)).isEqualTo(content));
    assertThat(blobs.container("outputs").orElseThrow().blobs()).hasSize(expected.size());
  }

  @Test
  void identityReadsAndWritesWithoutASignature() throws Exception {
    fill("a", "1");
    Optional<String> identity = Optional.of("/identities/a");

    TaskOutcome outcome =
        node.run(
            Orders.of("true")
                .id("copy")
                .resource(all(blobs.url("inputs").toString(), identity))
                .output(all("*", blobs.url("outputs").toString(), identity)));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    assertThat(content("outputs", "done/a")).isEqualTo("1");
  }

  @Test
  void signatureBindsByItsPermissionsItsContainerAndItsTime() throws Exception {
    fill("a", "1");
    String readable = readable("inputs");
    String writable = writable("outputs");

    assertThat(upload(readable("outputs"))).isEqualTo("FileUploadAccessDenied");
    assertThat(download(writable("inputs"))).isEqualTo("ResourceContainerAccessDenied");
    assertThat(download(readable.replace("/inputs?", "/outputs?")))
        .isEqualTo("ResourceContainerAccessDenied");
    assertThat(upload(writable.replace("/outputs?", "/inputs?")))
        .isEqualTo("FileUploadAccessDenied");
    assertThat(upload(writable("none"))).isEqualTo("FileUploadContainerNotFound");
    assertThat(download(readable("none"))).isEqualTo("ResourceContainerNotFound");

    clock.advance(HOUR.plusSeconds(1));

    assertThat(upload(writable)).isEqualTo("FileUploadAccessDenied");
    assertThat(download(readable)).isEqualTo("ResourceContainerAccessDenied");
    String blob = blobs.url("inputs", "a") + "?" + readable.substring(readable.indexOf('?') + 1);
    assertThat(code(Orders.of("true").resource(blob, "a"))).isEqualTo("BlobAccessDenied");
  }

  private String upload(String url) throws Exception {
    return code(Orders.of("touch f").output(all("f", url, Optional.empty())));
  }

  private String download(String url) throws Exception {
    return code(Orders.of("true").resource(all(url, Optional.empty())));
  }

  private String code(Orders order) throws Exception {
    return node.run(order).failure().orElseThrow().code();
  }

  @ParameterizedTest
  @EnumSource(value = BlobFault.class, names = "SLOW", mode = EnumSource.Mode.EXCLUDE)
  void singleFaultIsNotSeen(BlobFault fault) throws Exception {
    fill("a", "1");
    BlobFaultRule once = BlobFaultRule.of(fault).times(1);
    blobs.inject(once.on(BlobOperation.LIST_BLOBS));
    blobs.inject(once.on(BlobOperation.GET_BLOB));
    blobs.inject(once.on(BlobOperation.PUT_BLOB));

    TaskOutcome outcome =
        node.run(
            Orders.of("true")
                .id("copy")
                .resource(all(readable("inputs"), Optional.empty()))
                .output(all("*", writable("outputs"), Optional.empty())));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    assertThat(content("outputs", "done/a")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(value = BlobFault.class, names = "SLOW", mode = EnumSource.Mode.EXCLUDE)
  void lastingFaultFailsTheTask(BlobFault fault) throws Exception {
    fill("a", "1");
    blobs.inject(BlobFaultRule.of(fault).on(BlobOperation.GET_BLOB));

    assertThat(download(readable("inputs"))).isEqualTo("BlobDownloadMiscError");
  }
}
