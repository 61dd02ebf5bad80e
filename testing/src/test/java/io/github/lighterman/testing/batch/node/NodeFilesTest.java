package io.github.lighterman.testing.batch.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.testing.batch.execution.NodeFile;
import io.github.lighterman.testing.batch.execution.NodeFile.Kind;
import io.github.lighterman.testing.batch.execution.NodeFiles;
import io.github.lighterman.testing.batch.execution.NodeFiles.Depth;
import io.github.lighterman.testing.batch.execution.NodeKey;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a node, as the service shows them. */
class NodeFilesTest {
  private static final String TASK = Orders.JOB + "task";

  @TempDir Path directory;
  private NodeUnderTest node;
  private NodeFiles files;

  @BeforeEach
  void open() throws Exception {
    node = NodeUnderTest.boot(ProcessExecution.builder().directory(directory).build());
    files = node.execution().files();
    node.run(Orders.shell("echo hello; mkdir d; echo 12345 >d/f; chmod 640 d/f"));
  }

  @AfterEach
  void close() {
    node.execution().close();
  }

  private List<String> list(String path, Depth depth) throws Exception {
    return files.list(node.key(), path, depth).stream().map(NodeFile::path).sorted().toList();
  }

  @Test
  void nodeHasTheServicesDirectories() throws Exception {
    assertThat(list("", Depth.CHILDREN))
        .containsExactly("applications", "fsmounts", "shared", "startup", "volatile", "workitems");
  }

  @Test
  void listGoesAsDeepAsAskedFor() throws Exception {
    assertThat(list(TASK, Depth.CHILDREN))
        .containsExactly(TASK + "/certs", TASK + "/stderr.txt", TASK + "/stdout.txt", TASK + "/wd");
    assertThat(list(TASK, Depth.DESCENDANTS))
        .containsExactly(
            TASK + "/certs",
            TASK + "/stderr.txt",
            TASK + "/stdout.txt",
            TASK + "/wd",
            TASK + "/wd/d",
            TASK + "/wd/d/f");
    assertThat(list("no", Depth.CHILDREN)).isEmpty();
    assertThat(list(TASK + "/stdout.txt", Depth.CHILDREN)).isEmpty();
    assertThat(files.list(new NodeKey("pool", "other"), "", Depth.CHILDREN)).isEmpty();
  }

  @Test
  void fileIsDescribed() throws Exception {
    NodeFile out = files.find(node.key(), TASK + "/stdout.txt").orElseThrow();
    assertThat(out.kind()).isEqualTo(Kind.FILE);
    assertThat(out.length()).isEqualTo(6);
    assertThat(out.contentType()).isEqualTo("text/plain");
    assertThat(out.lastModified()).isBeforeOrEqualTo(Instant.now());

    NodeFile file = files.find(node.key(), TASK + "/wd/d/f").orElseThrow();
    assertThat(Integer.toOctalString(file.mode())).isEqualTo("100640");
    assertThat(file.contentType()).isEqualTo("application/octet-stream");
    NodeFile wd = files.find(node.key(), TASK + "/wd").orElseThrow();
    assertThat(wd.kind()).isEqualTo(Kind.DIRECTORY);
    assertThat(wd.length()).isZero();
    assertThat(files.find(node.key(), TASK + "/no")).isEmpty();
    assertThat(files.find(node.key(), TASK + "/a\0b")).isEmpty();
  }

  @Test
  void fileIsReadFromAnyByteOn() throws Exception {
    try (InputStream in = files.open(node.key(), TASK + "/wd/d/f", 3)) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("45\n");
    }
    try (InputStream in = files.open(node.key(), TASK + "/wd/d/f", 100)) {
      assertThat(in.read()).isNegative();
    }
    for (String path : List.of(TASK + "/no", TASK + "/wd", "")) {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> files.open(node.key(), path, 0));
    }
  }

  @Test
  void pipeIsNoFileToRead() throws Exception {
    node.run(Orders.of("mkfifo p"));

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> files.open(node.key(), TASK + "/wd/p", 0));
  }

  @Test
  void deleteTakesFilesAndDirectories() throws Exception {
    files.delete(node.key(), TASK + "/stdout.txt");
    files.delete(node.key(), TASK + "/wd/d");
    files.delete(node.key(), TASK + "/no/such");

    assertThat(list(TASK, Depth.DESCENDANTS))
        .containsExactly(TASK + "/certs", TASK + "/stderr.txt", TASK + "/wd");
  }

  @Test
  void linkLeadsNobodyOutOfTheNode() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "s");
    node.run(Orders.of("ln -s " + outside + " l"));
    node.run(Orders.of("ln -s d/f inside"));

    assertThat(files.find(node.key(), TASK + "/wd/l")).isEmpty();
    assertThat(files.find(node.key(), TASK + "/wd/l/secret")).isEmpty();
    assertThat(list(TASK + "/wd/l", Depth.DESCENDANTS)).isEmpty();
    assertThat(list(TASK + "/wd", Depth.CHILDREN))
        .containsExactly(TASK + "/wd/d", TASK + "/wd/inside");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> files.open(node.key(), TASK + "/wd/l/secret", 0));
    files.delete(node.key(), TASK + "/wd/l/secret");
    files.delete(node.key(), TASK + "/wd/l");
    assertThat(outside.resolve("secret")).exists();
    assertThat(node.read(TASK + "/wd/inside")).isEqualTo("12345\n");
  }
}
