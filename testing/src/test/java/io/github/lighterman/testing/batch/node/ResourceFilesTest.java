package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.lighterman.testing.batch.execution.NodeFile;
import io.github.lighterman.testing.batch.execution.NodeFiles.Depth;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskOutcome.Stage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is downloaded before a command starts. */
class ResourceFilesTest {
  private static final String WORK = Orders.JOB + "task/wd/";

  @TempDir Path directory;
  private BlobServer server;
  private NodeUnderTest node;

  @BeforeEach
  void open() throws Exception {
    server = new BlobServer();
    node = boot(directory);
  }

  @AfterEach
  void close() {
    node.execution().close();
    server.close();
  }

  private static NodeUnderTest boot(Path directory) throws Exception {
    return NodeUnderTest.boot(
        ProcessExecution.builder().directory(directory).identity("/identities/a", "t0k").build());
  }

  private static ResourceFile container(String url, String prefix, String path) {
    return new ResourceFile(
        ResourceFile.Source.CONTAINER,
        url,
        Optional.of(prefix),
        Optional.of(path).filter(text -> !text.isEmpty()),
        Optional.empty(),
        Optional.empty());
  }

  private static ResourceFile http(String url, String path, String mode) {
    return new ResourceFile(
        ResourceFile.Source.HTTP,
        url,
        Optional.empty(),
        Optional.of(path),
        Optional.of(mode),
        Optional.empty());
  }

  private TaskFailure failure(Orders order) throws Exception {
    TaskOutcome outcome = node.run(order);
    assertThat(outcome.stage()).isEqualTo(Stage.PREPARING);
    assertThat(outcome.exitCode()).isEmpty();
    return outcome.failure().orElseThrow();
  }

  private TaskFailure failure(ResourceFile file) throws Exception {
    return failure(Orders.of("touch ran").resource(file));
  }

  @Test
  void fileIsThereBeforeTheCommandAndCanBeRun() throws Exception {
    server.blob("tool", "#!/bin/sh\necho hi $1\n");

    TaskOutcome outcome =
        node.run(Orders.of("bin/sub/tool you").resource(server.url("tool"), "bin/sub/tool"));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(Orders.JOB + "task/stdout.txt")).isEqualTo("hi you\n");
  }

  @Test
  void bigEmptyAndChunkedFilesArriveWhole() throws Exception {
    server.blob("big", "0123456789".repeat(1_000_000)).blob("empty", "").blob("small", "s");

    node.run(
        Orders.of("true")
            .resource(server.url("big"), "big")
            .resource(server.url("empty"), "empty")
            .resource(server.url("small"), "small"));

    assertThat(node.read(WORK + "big")).hasSize(10_000_000).endsWith("6789");
    assertThat(node.read(WORK + "empty")).isEmpty();
    assertThat(node.read(WORK + "small")).isEqualTo("s");
  }

  @ParameterizedTest
  @CsvSource({"0644, 0644", "755, 0755", "0o400, 0400", "4777, 0777", ", 0770"})
  void modeIsOctal(String mode, String expected) throws Exception {
    server.blob("a", "a");
    Orders order = Orders.of("true");

    node.run(
        mode == null
            ? order.resource(server.url("a"), "a")
            : order.resource(http(server.url("a"), "a", mode)));

    NodeFile file = node.execution().files().find(node.key(), WORK + "a").orElseThrow();
    assertThat(Integer.toOctalString(file.mode())).isEqualTo("10" + expected);
  }

  @Test
  void modeThatIsNoneIsRefused() throws Exception {
    server.blob("a", "a");

    assertThat(failure(http(server.url("a"), "a", "rwx")).code())
        .isEqualTo("ResourceFileCreateFailed");
  }

  @Test
  void containerGivesAllBlobsWithThePrefixUnderTheirOwnPaths() throws Exception {
    server.blob("in/a", "1").blob("in/x/b", "2").blob("in/x/c", "3").blob("input", "4");
    server.blob("out/d", "5").blob("in/dir/", "");

    node.run(
        Orders.of("true")
            .resource(container(server.container(), "in/", ""))
            .resource(container(server.container(), "in", "to/here"))
            .resource(container(server.container(), "nothing", "")));

    assertThat(node.read(WORK + "in/x/c")).isEqualTo("3");
    assertThat(node.read(WORK + "in/a")).isEqualTo("1");
    assertThat(node.exists(WORK + "input")).isFalse();
    assertThat(node.exists(WORK + "in/dir")).isTrue();
    assertThat(node.read(WORK + "to/here/in/x/b")).isEqualTo("2");
    assertThat(node.read(WORK + "to/here/input")).isEqualTo("4");
    assertThat(node.exists(WORK + "out")).isFalse();
  }

  @Test
  void identityIsATokenAndAnUnknownOneIsDenied() throws Exception {
    server.blob("a", "1");
    String bare = server.root() + "/c/a";

    Orders known = Orders.of("true").resource(identified(bare, "/identities/a"));
    assertThat(node.run(known)).isEqualTo(TaskOutcome.exited(0));

    TaskFailure failure = failure(identified(bare, "/identities/b"));
    assertThat(failure.code()).isEqualTo("BlobAccessDenied");
    assertThat(failure.details().get(2).value()).contains("/identities/b");
  }

  private static ResourceFile identified(String url, String identity) {
    return new ResourceFile(
        ResourceFile.Source.HTTP,
        url,
        Optional.empty(),
        Optional.of("a"),
        Optional.empty(),
        Optional.of(identity));
  }

  @Test
  void whatCannotBeReadHasTheServicesCodes() throws Exception {
    TaskFailure missing = failure(Orders.of("touch ran").resource(server.url("no"), "a"));
    assertThat(missing.code()).isEqualTo("BlobNotFound");
    assertThat(missing.category()).isEqualTo(TaskFailure.Category.USER_ERROR);
    assertThat(missing.details())
        .contains(new TaskFailure.Detail("BlobSource", server.url("no")))
        .anyMatch(d -> d.name().equals("FilePath") && d.value().endsWith("/" + WORK + "a"));
    Orders denied = Orders.of("touch ran").resource(server.root() + "/c/a?sig=bad", "a");
    assertThat(failure(denied).code()).isEqualTo("BlobAccessDenied");
    String bad = server.root() + "/c?sig=bad";
    assertThat(failure(container(bad, "", "")).code()).isEqualTo("ResourceContainerAccessDenied");
    String none = server.root() + "/none?sig=ok";
    assertThat(failure(container(none, "", "")).code()).isEqualTo("ResourceContainerNotFound");
    assertThat(node.exists(WORK + "ran")).isFalse();
    assertThat(node.exists(WORK + "a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://localhost/a", "http://local host/", "nothing", ""})
  void urlThatIsNoneIsRefused(String url) throws Exception {
    assertThat(failure(Orders.of("true").resource(url, "a")).code())
        .isEqualTo("BlobDownloadMiscError");
    assertThat(failure(container(url, "", "")).code()).isEqualTo("ResourceContainerListMiscError");
  }

  @Test
  void serverThatIsNotThereIsAMiscError() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    TaskFailure failure = failure(Orders.of("true").resource("http://127.0.0.1:" + port, "a"));

    assertThat(failure.code()).isEqualTo("BlobDownloadMiscError");
    assertThat(failure.category()).isEqualTo(TaskFailure.Category.SERVER_ERROR);
  }

  @Test
  void busyServerIsAskedAgainAndNotForEver() throws Exception {
    server.blob("a", "1");
    server.faults.add(BlobServer.status(503));
    server.faults.add(BlobServer.truncated());
    assertThat(node.run(Orders.of("true").resource(server.url("a"), "a")))
        .isEqualTo(TaskOutcome.exited(0));
    assertThat(node.read(WORK + "a")).isEqualTo("1");

    for (int i = 0; i < 3; i++) {
      server.faults.add(BlobServer.status(500));
    }
    assertThat(failure(Orders.of("true").resource(server.url("a"), "b")).code())
        .isEqualTo("BlobDownloadMiscError");
    assertThat(server.seen).hasSize(6);
  }

  @Test
  void answerThatIsCutShortIsNeverTakenForTheFile() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.faults.add(BlobServer.truncated());
    }

    assertThat(failure(Orders.of("true").resource(server.url("a"), "a")).code())
        .isEqualTo("BlobDownloadMiscError");
    assertThat(node.execution().files().list(node.key(), WORK.replaceAll("/$", ""), Depth.CHILDREN))
        .isEmpty();
  }

  @Test
  void redirectIsFollowedWithoutTheToken() throws Exception {
    server.blob("a", "1");
    server.faults.add(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/c/a?sig=ok");
          exchange.sendResponseHeaders(302, -1);
        });

    node.run(Orders.of("true").resource(identified(server.root() + "/moved", "/identities/a")));

    assertThat(node.read(WORK + "a")).isEqualTo("1");
    assertThat(server.seen.get(0).headers().getFirst("Authorization")).isEqualTo("Bearer t0k");
    assertThat(server.seen.get(1).headers().getFirst("Authorization")).isNull();
  }

  @Test
  void secureServerIsReadIfItsKeyIsTrustedAndNamesIt() throws Exception {
    SelfSigned key = SelfSigned.create(directory);
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(key.server()));
    secure.createContext("/", exchange -> exchange.sendResponseHeaders(200, -1));
    secure.start();
    String rest = ":" + secure.getAddress().getPort() + "/a";
    SSLContext before = SSLContext.getDefault();
    try {
      Orders good = Orders.of("true").resource("https://localhost" + rest, "a");
      assertThat(failure(good).code()).isEqualTo("BlobDownloadMiscError");

      SSLContext.setDefault(key.client());

      assertThat(node.run(good)).isEqualTo(TaskOutcome.exited(0));
      Orders otherName = Orders.of("true").resource("https://127.0.0.1" + rest, "a");
      assertThat(failure(otherName).code()).isEqualTo("BlobDownloadMiscError");
    } finally {
      SSLContext.setDefault(before);
      secure.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "x/../../a", "/etc/a", "..", "", "x/..", "."})
  void pathThatLeavesTheWorkingDirectoryIsRefused(String path) throws Exception {
    server.blob("a", "1");

    TaskFailure failure = failure(Orders.of("true").resource(server.url("a"), path));

    assertThat(failure.code()).isEqualTo("ResourceFileCreateFailed");
    assertThat(node.exists(Orders.JOB + "task/a")).isFalse();
  }

  @Test
  void blobNameThatLeavesTheWorkingDirectoryIsRefused() throws Exception {
    server.blob("../../a", "1");

    assertThat(failure(container(server.container(), "", "")).code())
        .isEqualTo("ResourceFileCreateFailed");
    assertThat(node.exists(Orders.JOB + "a")).isFalse();
  }

  @Test
  void linkOfAnEarlierTryLeadsNobodyOut() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("f"), "old");
    server.blob("a", "new");
    node.run(Orders.of("ln -s " + outside + " d"));
    node.run(Orders.of("ln -s " + outside.resolve("f") + " l"));

    assertThat(failure(Orders.of("true").resource(server.url("a"), "d/f")).code())
        .isEqualTo("ResourceDirectoryCreateFailed");
    node.run(Orders.of("true").resource(server.url("a"), "l"));

    assertThat(outside.resolve("f")).hasContent("old");
    assertThat(node.read(WORK + "l")).isEqualTo("new");
  }

  @Test
  void directoryInTheWayIsNamed() throws Exception {
    server.blob("a", "1");
    node.run(Orders.of("mkdir a"));
    assertThat(failure(Orders.of("true").resource(server.url("a"), "a")).code())
        .isEqualTo("ResourceFileCreateFailed");
    node.run(Orders.of("touch f"));
    assertThat(failure(Orders.of("true").resource(server.url("a"), "f/a")).code())
        .isEqualTo("ResourceDirectoryCreateFailed");
  }

  @Test
  void autoStorageIsRefusedByName() throws Exception {
    TaskFailure failure =
        failure(
            new ResourceFile(
                ResourceFile.Source.AUTO_STORAGE,
                "inputs",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

    assertThat(failure.code()).isEqualTo("BlobDownloadMiscError");
    assertThat(failure.details()).extracting("value").anyMatch("inputs"::equals);
    assertThat(failure.details().toString()).contains("autoStorageContainerName");
  }

  @Test
  void hostileNamesArriveAsTheyAre() throws Exception {
    Random random = new Random(8);
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      String name = "n/" + HostileText.fileName(random, i);
      server.blob(name, "content " + i);
      expected.put(name, "content " + i);
    }

    TaskOutcome outcome =
        node.run(Orders.of("true").resource(container(server.container(), "n/", "")));

    assertThat(outcome).isEqualTo(TaskOutcome.exited(0));
    Map<String, String> found = new TreeMap<>();
    for (NodeFile file : node.execution().files().list(node.key(), WORK + "n", Depth.CHILDREN)) {
      found.put(file.path().substring(WORK.length()), node.read(file.path()));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void fullDiskIsSaidToBeFull() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    assumeTrue(
        call("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()),
        "skipped: mounting a small file system needs root's rights");
    try {
      server.blob("big", "0123456789".repeat(100_000));
      NodeUnderTest tight = boot(small);
      TaskOutcome outcome = tight.run(Orders.of("true").resource(server.url("big"), "big"));
      tight.execution().close();

      assertThat(outcome.failure().orElseThrow().code()).isEqualTo("DiskFull");
    } finally {
      call("umount", small.toString());
    }
  }

  private static boolean call(String... argv) throws Exception {
    return new ProcessBuilder(argv).start().waitFor() == 0;
  }
}
