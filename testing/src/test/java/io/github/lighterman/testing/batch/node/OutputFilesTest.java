package io.github.lighterman.testing.batch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.OutputFile.Condition;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskOutcome.Stage;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is uploaded after a command has ended. */
class OutputFilesTest {
  private static final String TASK = Orders.JOB + "task";

  @TempDir Path directory;
  private BlobServer server;
  private NodeUnderTest node;

  @BeforeEach
  void open() throws Exception {
    server = new BlobServer();
    node =
        NodeUnderTest.boot(
            ProcessExecution.builder()
                .directory(directory)
                .identity("/identities/a", "t0k")
                .build());
  }

  @AfterEach
  void close() {
    node.execution().close();
    server.close();
  }

  private Orders always(Orders order, String pattern, String path) {
    return order.output(pattern, server.container(), path, Condition.TASK_COMPLETION);
  }

  private static OutputFile identified(String url, String identity) {
    return new OutputFile(
        "a", url, Optional.empty(), Condition.TASK_COMPLETION, List.of(), Optional.of(identity));
  }

  @Test
  void singleFileBecomesTheBlobThatIsNamed() throws Exception {
    Orders order = Orders.shell("echo hi; echo 1 >a; mkdir x; echo 2 >x/b");
    always(order, "../stdout.txt", "logs/output.txt");
    always(order, "a", "");
    always(order, "x/b", "");

    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));

    assertThat(server.text("logs/output.txt")).isEqualTo("hi\n");
    assertThat(server.text("a")).isEqualTo("1\n");
    assertThat(server.text("b")).isEqualTo("2\n");
    assertThat(server.blobs).hasSize(3);
  }

  @Test
  void patternFillsADirectoryWithThePathsThatMatch() throws Exception {
    Orders order = Orders.shell("mkdir -p x/y; touch a.txt x/b.txt x/y/c.txt x/y/d.log .h.txt");
    always(order, "**/*.txt", "all/");
    always(order, "x/**", "x");
    always(order, "../std*.txt", "");
    always(order, "$AZ_BATCH_TASK_DIR/stdo?t.txt", "absolute");

    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));

    assertThat(server.blobs.keySet())
        .containsExactly(
            "absolute/stdout.txt",
            "all/a.txt",
            "all/x/b.txt",
            "all/x/y/c.txt",
            "stderr.txt",
            "stdout.txt",
            "x/b.txt",
            "x/y/c.txt",
            "x/y/d.log");
  }

  @Test
  void uploadsOwnLogsCanBeUploadedToo() throws Exception {
    Orders order = Orders.of("echo hi");
    always(order, "../*.txt", "logs");

    node.run(order);

    assertThat(server.blobs.keySet())
        .containsExactly(
            "logs/fileuploaderr.txt",
            "logs/fileuploadout.txt",
            "logs/stderr.txt",
            "logs/stdout.txt");
  }

  @ParameterizedTest
  @CsvSource({"0, complete success", "3, complete failure"})
  void conditionIsTheExitCodes(int exitCode, String expected) throws Exception {
    Orders order = Orders.shell("exit " + exitCode);
    order.output("../stdout.txt", server.container(), "success", Condition.TASK_SUCCESS);
    order.output("../stdout.txt", server.container(), "failure", Condition.TASK_FAILURE);
    order.output("../stdout.txt", server.container(), "complete", Condition.TASK_COMPLETION);

    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(exitCode));

    assertThat(String.join(" ", server.blobs.keySet())).isEqualTo(expected);
  }

  @Test
  void nothingThatMatchesIsNoFailureAndIsWrittenDown() throws Exception {
    Orders order = Orders.of("true");
    always(order, "no/*.txt", "");
    always(order, "none", "");

    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));

    assertThat(server.blobs).isEmpty();
    assertThat(node.read(TASK + "/fileuploadout.txt"))
        .contains("no/*.txt matches 0 file(s)", "none matches 0 file(s)");
    assertThat(node.read(TASK + "/fileuploaderr.txt")).isEmpty();
  }

  @Test
  void headersAreSentWithEachUpload() throws Exception {
    Orders order =
        Orders.shell("echo 1 >a")
            .output(
                new OutputFile(
                    "a",
                    server.container(),
                    Optional.empty(),
                    Condition.TASK_COMPLETION,
                    List.of(
                        Map.entry("x-ms-blob-content-type", "text/x"),
                        Map.entry("x-ms-meta-who", "me")),
                    Optional.empty()));

    node.run(order);

    assertThat(server.seen.get(0).headers().getFirst("x-ms-blob-type")).isEqualTo("BlockBlob");
    assertThat(server.seen.get(0).headers().getFirst("x-ms-blob-content-type")).isEqualTo("text/x");
    assertThat(server.seen.get(0).headers().getFirst("x-ms-meta-who")).isEqualTo("me");
  }

  @Test
  void headerThatWouldSplitTheRequestIsRefused() throws Exception {
    Orders order =
        Orders.shell("echo 1 >a")
            .output(
                new OutputFile(
                    "a",
                    server.container(),
                    Optional.empty(),
                    Condition.TASK_COMPLETION,
                    List.of(Map.entry("x-ms-meta-a", "b\r\nx-ms-meta-c: d")),
                    Optional.empty()));

    assertThat(node.run(order).failure().orElseThrow().code()).isEqualTo("FileUploadMiscError");
    assertThat(server.seen).isEmpty();
  }

  @Test
  void identityIsAToken() throws Exception {
    String bare = server.root() + "/c";

    assertThat(node.run(Orders.shell("echo 1 >a").output(identified(bare, "/identities/a"))))
        .isEqualTo(TaskOutcome.exited(0));

    assertThat(server.text("a")).isEqualTo("1\n");
    assertThat(
            node.run(Orders.shell("echo 1 >a").output(identified(bare, "/identities/b")))
                .failure()
                .orElseThrow()
                .code())
        .isEqualTo("FileUploadAccessDenied");
  }

  @ParameterizedTest
  @CsvSource({
    "403, FileUploadAccessDenied",
    "404, FileUploadContainerNotFound",
    "409, FileUploadConflict",
    "412, FileUploadConflict",
    "408, FileUploadTimedOut",
    "400, FileUploadMiscError"
  })
  void refusedUploadHasTheServicesCodeAndKeepsTheExitCode(int status, String code)
      throws Exception {
    server.faults.add(BlobServer.status(status));
    Orders order = Orders.shell("echo 1 >a; exit 3");
    always(order, "a", "");

    TaskOutcome outcome = node.run(order);

    assertThat(outcome.stage()).isEqualTo(Stage.UPLOADING);
    assertThat(outcome.exitCode()).hasValue(3);
    assertThat(outcome.failure().orElseThrow().code()).isEqualTo(code);
    assertThat(outcome.failure().orElseThrow().details())
        .contains(new TaskFailure.Detail("FilePattern", "a"));
  }

  @Test
  void oneThatFailsKeepsNoOtherFromBeingUploaded() throws Exception {
    Orders order = Orders.shell("echo 1 >a; echo 2 >b");
    order.output("a", server.root() + "/c?sig=s3cret", "", Condition.TASK_COMPLETION);
    always(order, "b", "");

    TaskOutcome outcome = node.run(order);

    assertThat(outcome.failure().orElseThrow().code()).isEqualTo("FileUploadAccessDenied");
    assertThat(server.text("b")).isEqualTo("2\n");
    assertThat(node.read(TASK + "/fileuploaderr.txt"))
        .contains("FileUploadAccessDenied")
        .doesNotContain("s3cret");
    assertThat(node.read(TASK + "/fileuploadout.txt")).doesNotContain("sig=");
  }

  @Test
  void busyServerIsAskedAgain() throws Exception {
    server.faults.add(BlobServer.status(503));
    Orders order = Orders.shell("echo 1 >a");
    always(order, "a", "");

    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));
    assertThat(server.text("a")).isEqualTo("1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc", "nothing", "http://h h/"})
  void urlThatIsNoneIsAMiscError(String url) throws Exception {
    Orders order = Orders.shell("echo 1 >a");
    order.output("a", url, "", Condition.TASK_COMPLETION);

    assertThat(node.run(order).failure().orElseThrow().code()).isEqualTo("FileUploadMiscError");
  }

  @Test
  void nothingIsUploadedForACommandThatNeverRan() throws Exception {
    Orders order = Orders.of("no-such-program-1");
    always(order, "../stdout.txt", "");

    assertThat(node.run(order).failure().orElseThrow().code()).isEqualTo("CommandProgramNotFound");
    assertThat(server.blobs).isEmpty();
  }

  @Test
  void stopBreaksUploadsOffAndKeepsTheExitCode() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/c";
      NodeUnderTest.Started started =
          node.start(
              Orders.shell("exit 3").output("../stdout.txt", url, "", Condition.TASK_COMPLETION));
      silent.accept().getInputStream().read();

      started.task().stop();

      assertThat(started.await().exitCode()).hasValue(3);
    }
  }

  @Test
  void hostileNamesAreUploadedAsTheyAre() throws Exception {
    node.run(Orders.of("touch -- 'a b' '%41' 'ä#?&+' \"it's\" '-n' '$HOME' ' ' 'new\nline'"));
    Orders order = Orders.of("true");
    always(order, "*", "h ü");

    assertThat(node.run(order)).isEqualTo(TaskOutcome.exited(0));

    assertThat(server.blobs.keySet())
        .containsExactlyInAnyOrder(
            "h ü/a b",
            "h ü/%41",
            "h ü/ä#?&+",
            "h ü/it's",
            "h ü/-n",
            "h ü/$HOME",
            "h ü/ ",
            "h ü/new\nline");
  }
}
