package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.LoopbackServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What failures mean, and that their words help and tell no secret. */
final class BatchFailuresTest {
  private static final String SIGNED = "https://me.example/c/b?sv=1&sig=SECRET";

  @Test
  void wrongKeyIsDeniedAndTheWayOutIsTold() {
    try (BatchAccount account = new BatchAccount();
        SdkBatchGateway stranger =
            account.open(
                config ->
                    config.batchAuth(AzureAuth.sharedKey("lighterman", "c2VjcmV0IGtleQ==")))) {
      BatchException e = failure(() -> stranger.job("j"));

      assertThat(e.kind()).isEqualTo(Kind.DENIED);
      assertThat(e.code()).isEqualTo("AuthenticationFailed");
      assertThat(e)
          .hasMessageStartingWith("get job 'j': ")
          .hasMessageContaining("'lighterman' at " + account.emulator.endpoint())
          .hasMessageContaining("key")
          .hasMessageContaining("clock");
      assertThat(trace(e)).doesNotContain("c2VjcmV0", "SharedKey lighterman:", "string to sign");
    }
  }

  @Test
  void accountThatAllowsNothingIsNoMatterOfTheKey() {
    assertThat(answered(HttpReply.of(403).body(error("AccountIsDisabled", "No."))))
        .hasMessageContaining("check the state of the Batch account at http://127.0.0.1:");
  }

  @Test
  void keyThatIsNoBase64IsRefusedWithoutBeingShown() {
    AzureBatchConfig config =
        BatchAccount.config(URI.create("http://127.0.0.1:1"))
            .batchAuth(AzureAuth.sharedKey("me", "hunter2!"))
            .build();

    assertThatThrownBy(() -> SdkBatchGateway.open(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'me'")
        .hasMessageContaining("Base64")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void hostThatIsNotThereIsNamed() {
    assertUnreachable("https://account.region.batch.invalid", "'account.region.batch.invalid'");
  }

  @Test
  void portThatNobodyListensOnIsNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertUnreachable("http://127.0.0.1:" + port, "127.0.0.1:" + port + " refuses connections");
  }

  @Test
  void serverWithoutTlsIsToldApart() {
    try (LoopbackServer server = LoopbackServer.builder().start(request -> HttpReply.of(200))) {
      assertUnreachable(
          "https://127.0.0.1:" + server.port(),
          "no TLS connection with 127.0.0.1:" + server.port());
    }
  }

  @Test
  void serverThatHangsUpIsToldApart() {
    try (LoopbackServer server = LoopbackServer.builder().start(request -> HttpReply.reset())) {
      assertUnreachable(server.uri().toString(), "connection with 127.0.0.1");
    }
  }

  @Test
  void nothingIsSentToWhereAnAnswerLeads() {
    AtomicInteger stolen = new AtomicInteger();
    try (LoopbackServer thief =
            LoopbackServer.builder()
                .start(
                    request -> {
                      stolen.incrementAndGet();
                      return HttpReply.of(200).body("{\"value\":[]}");
                    });
        LoopbackServer server =
            LoopbackServer.builder()
                .start(
                    request ->
                        HttpReply.of(200)
                            .body(
                                "{\"value\":[{\"id\":\"t\"}],\"odata.nextLink\":\""
                                    + thief.uri()
                                    + "/jobs/j/tasks?api-version=1&$skiptoken=2\"}"));
        SdkBatchGateway gateway = SdkBatchGateway.open(BatchAccount.config(server.uri()).build())) {
      BatchException e = failure(() -> gateway.tasks("j", Optional.empty()));

      assertThat(e.kind()).isEqualTo(Kind.INVALID);
      assertThat(e).hasMessageContaining(thief.uri().toString());
      assertThat(stolen).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, InvalidPropertyValue, INVALID",
    "400, InvalidAuthenticationInfo, DENIED",
    "401, Unauthorized, DENIED",
    "403, InsufficientAccountPermissions, DENIED",
    "404, JobNotFound, NOT_FOUND",
    "405, UnsupportedHttpVerb, INVALID",
    "408, OperationTimedOut, TRANSIENT",
    "409, JobExists, CONFLICT",
    "409, PoolQuotaReached, QUOTA",
    "409, AccountCoreQuotaReached, QUOTA",
    "412, ConditionNotMet, CONFLICT",
    "413, '', TOO_LARGE",
    "400, RequestBodyTooLarge, TOO_LARGE",
    "429, TooManyRequests, TRANSIENT",
    "500, InternalError, TRANSIENT",
    "501, NotImplemented, INVALID",
    "503, ServerBusy, TRANSIENT",
    "504, '', TRANSIENT"
  })
  void statusAndCodeSayWhatItMeans(int status, String code, Kind kind) {
    BatchException e = answered(HttpReply.of(status).body(error(code, "It is so.")));

    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.code()).isEqualTo(code);
    assertThat(e).hasMessageStartingWith("add job 'j': It is so. (" + status);
  }

  @ParameterizedTest
  @CsvSource({
    "403, DENIED",
    "404, NOT_FOUND",
    "409, CONFLICT",
    "502, TRANSIENT",
    "400, INVALID",
    "302, INVALID"
  })
  void proxysPageKeepsItsStatus(int status, Kind kind) {
    BatchException e =
        answered(
            HttpReply.of(status)
                .header("Content-Type", "text/html; charset=x")
                .body("<html>" + "x".repeat(200_000)));

    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.code()).isEmpty();
    assertThat(e).hasMessageContaining(status + " with text/html");
    assertThat(answered(HttpReply.of(status)).kind()).isEqualTo(kind);
    assertThat(answered(HttpReply.of(status).body("{\"oops\":1}")).kind()).isEqualTo(kind);
    assertThat(answered(HttpReply.of(status).body("{\"code\":")).kind()).isEqualTo(kind);
  }

  @Test
  void whatOnlyAProxyDoesNotFindIsNotAbsent() {
    try (LoopbackServer server =
            LoopbackServer.builder().start(request -> HttpReply.of(404).body("<html>nothing"));
        SdkBatchGateway gateway = SdkBatchGateway.open(BatchAccount.config(server.uri()).build())) {
      assertThat(failure(() -> gateway.job("j")).kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(failure(() -> gateway.deleteJob("j")).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }

  @Test
  void successThatIsNoAnswerOfBatchMayPass() {
    try (LoopbackServer server =
            LoopbackServer.builder()
                .start(
                    request ->
                        HttpReply.of(200)
                            .header("Content-Type", "text/html")
                            .body("<html>please log in, SECRET"));
        SdkBatchGateway gateway = SdkBatchGateway.open(BatchAccount.config(server.uri()).build())) {
      BatchException e = failure(() -> gateway.job("j"));

      assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
      assertThat(e).hasMessageContaining("127.0.0.1:" + server.port());
      assertThat(trace(e)).doesNotContain("SECRET");
    }
  }

  @Test
  void firstLineAndReasonAreToldAndSignaturesAreNot() {
    String body =
        ("{'code':'InvalidPropertyValue','message':{'lang':'en-US','value':'Look at "
                + SIGNED
                + "\\nRequestId:1'},'values':[{'key':'PropertyName','value':'httpUrl'},"
                + "{'key':'PropertyValue','value':'HIDDEN'},{'key':'Reason','value':'"
                + SIGNED
                + "\\nis wrong'}]}")
            .replace('\'', '"');

    BatchException e = answered(HttpReply.of(400).body(body));

    assertThat(e)
        .hasMessage(
            "add job 'j': Look at https://me.example/c/b [PropertyName: httpUrl; Reason:"
                + " https://me.example/c/b is wrong] (400 InvalidPropertyValue)");
    assertThat(trace(e)).doesNotContain("SECRET", "HIDDEN");
  }

  private static void assertUnreachable(String endpoint, String words) {
    try (SdkBatchGateway gateway =
        SdkBatchGateway.open(
            BatchAccount.config(URI.create(endpoint)).retryTime(Duration.ZERO).build())) {
      BatchException e = failure(() -> gateway.job("j"));

      assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
      assertThat(e.code()).isEmpty();
      assertThat(e).hasMessageStartingWith("get job 'j': ").hasMessageContaining(words);
      assertThat(e).hasCauseInstanceOf(IOException.class);
    }
  }

  private static BatchException answered(HttpReply reply) {
    try (LoopbackServer server = LoopbackServer.builder().start(request -> reply);
        SdkBatchGateway gateway =
            SdkBatchGateway.open(
                BatchAccount.config(server.uri()).retryTime(Duration.ZERO).build())) {
      return failure(() -> gateway.addJob(BatchAccount.job("j")));
    }
  }

  private static String error(String code, String message) {
    return "{\"code\":\"" + code + "\",\"message\":{\"value\":\"" + message + "\"}}";
  }

  private static BatchException failure(ThrowingCallable call) {
    BatchException e = catchThrowableOfType(BatchException.class, call);
    assertThat(e).isNotNull();
    return e;
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
