package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How Docker's data root comes to a node's data disks. */
final class NodeDisksForDockerTest {
  private static final String RESTART = "systemctl restart docker";

  @TempDir Path directory;

  private DiskNode node;
  private DiskLayout layout;

  @BeforeEach
  void node() throws Exception {
    node = new DiskNode(directory.toRealPath(), PosixShell.DASH).dataDisk("sdc", 0);
    layout =
        new DiskLayout(
            List.of(0),
            node.directory().toString(),
            DiskLayout.Tasks.MOVED,
            DiskLayout.Docker.MOVED);
  }

  private void configured(String text) throws Exception {
    assumeTrue(Files.exists(DiskNode.PYTHON), "needs " + DiskNode.PYTHON);
    Files.createDirectories(node.daemon().getParent());
    Files.writeString(node.daemon(), text);
  }

  private long restarts() throws Exception {
    return node.log().stream().filter(RESTART::equals).count();
  }

  private void runs() throws Exception {
    PosixShell.End end = node.run(layout);
    assertThat(end.err()).isEmpty();
    assertThat(end.code()).isZero();
  }

  private JsonNode daemon() throws Exception {
    return new ObjectMapper().readTree(node.daemon().toFile());
  }

  private String home() {
    return node.directory().resolve("docker").toString();
  }

  @Test
  void dataRootMovesAndOtherKeysStay() throws Exception {
    configured("{\"runtimes\": {\"nvidia\": {\"path\": \"nvidia é\"}}, \"data-root\": \"/old\"}");
    Files.setPosixFilePermissions(node.daemon(), PosixFilePermissions.fromString("rw-r-----"));

    runs();

    assertThat(daemon().path("data-root").asText()).isEqualTo(home());
    assertThat(daemon().at("/runtimes/nvidia/path").asText()).isEqualTo("nvidia é");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.daemon())))
        .isEqualTo("rw-r-----");
    try (var files = Files.list(node.daemon().getParent())) {
      assertThat(files).containsExactly(node.daemon());
    }
    assertThat(restarts()).isOne();
  }

  @Test
  void dockerRestartsOnceAfterEachBootAndWhenItsRootWasChanged() throws Exception {
    runs();
    assertThat(daemon().size()).isOne();
    runs();
    assertThat(restarts()).isOne();

    // It started before the disk was mounted, and made its directory in the wrong place.
    node.reboot();
    Files.createDirectories(Path.of(home()));
    runs();
    assertThat(restarts()).isEqualTo(2);

    configured("{\"data-root\": \"/elsewhere\"}");
    runs();
    assertThat(restarts()).isEqualTo(3);
    assertThat(daemon().path("data-root").asText()).isEqualTo(home());
  }

  @Test
  void fileThatIsNoObjectIsLeftAlone() throws Exception {
    for (String text : List.of("{\"a\": ", "[]", "\"x\"")) {
      configured(text);

      PosixShell.End end = node.run(layout);

      assertThat(NodeDisks.Trouble.of(end.code())).contains(NodeDisks.Trouble.DOCKER_CONFIGURATION);
      assertThat(end.err()).contains("/dev/sdc", "daemon.json").hasLineCount(1);
      assertThat(node.daemon()).hasContent(text);
      assertThat(restarts()).isZero();
    }
  }

  @Test
  void dockerThatStaysWhereItWasIsFailure() throws Exception {
    configured("{\"data-root\": \"%s\"}".formatted(home()));
    Files.delete(directory.toRealPath().resolve("state/daemon.json"));
    Files.writeString(directory.resolve("state/daemon.json"), "{}");

    PosixShell.End end = node.run(layout);

    assertThat(NodeDisks.Trouble.of(end.code())).contains(NodeDisks.Trouble.DOCKER_LEFT);
    assertThat(end.err()).contains("/dev/sdc").hasLineCount(1);
  }

  @Test
  void missingPythonIsNamedOnlyWhereThereIsSomethingToKeep() throws Exception {
    configured("{}");
    node.lacks("python3");

    assertThat(node.run(layout).err()).contains("python3");
    Files.delete(node.daemon());
    runs();
  }
}
