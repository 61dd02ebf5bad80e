package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.exception.ClientAuthenticationException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowException.Retry;
import io.github.lighterman.testing.LeakCheck;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import io.github.lighterman.testing.blob.BlobPermission;
import io.github.lighterman.testing.blob.BlobRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** What opening an executor finds out, and that it leaves nothing. */
final class AccountCheckTest {
  private static final String WRONG = Base64.getEncoder().encodeToString("no key".getBytes(UTF_8));
  private static final BlobPermission[] ALL = BlobPermission.values();

  private BatchEmulator batch;
  private BlobEmulator blobs;

  @RegisterExtension
  final LeakCheck leaks =
      LeakCheck.create()
          .allowing("OkHttp ", "all clients of a JVM share it, and it ends by itself")
          .allowing("Okio Watchdog", "all clients of a JVM share it, and it ends by itself")
          .allowing("parallel-", "all users of Reactor in a JVM share it");

  @BeforeEach
  void start() {
    batch = BatchEmulator.builder().deletionTime(Duration.ofHours(1)).acceptToken("T").start();
    batch.seed(pool("pool"));
    batch.seed(pool("going"));
    blobs = BlobEmulator.start();
    blobs.createContainer("box");
    blobs.createContainer("other");
  }

  private static String pool(String id) {
    return """
        {"pools": [{
          "id": "%s", "vmSize": "standard_d2s_v5",
          "virtualMachineConfiguration": {
            "imageReference": {
              "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
            "nodeAgentSKUId": "batch.node.ubuntu 24.04"}}]}
        """
        .formatted(id);
  }

  @AfterEach
  void stop() {
    assertThat(blobs.container("box").orElseThrow().blobs()).isEmpty();
    assertThat(batch.snapshot().jobs()).isEmpty();
    batch.close();
    blobs.close();
  }

  private AzureBatchConfig.Builder config() {
    return AzureBatchConfig.builder()
        .batchEndpoint(batch.endpoint())
        .batchAuth(AzureAuth.sharedKey(batch.accountName(), batch.accountKey()))
        .storageEndpoint(blobs.endpoint())
        .storageAuth(AzureAuth.sharedKey(blobs.account(), blobs.key()))
        .container("box")
        .pool(PoolChoice.existing("pool"))
        .retryTime(Duration.ofMillis(50));
  }

  private AzureAuth sas(Set<BlobPermission> permissions) {
    return AzureAuth.sas(
        blobs.sas(
            "box",
            Duration.ofHours(1),
            permissions.iterator().next(),
            permissions.toArray(BlobPermission[]::new)));
  }

  private WorkflowException refused(UnaryOperator<AzureBatchConfig.Builder> change) {
    AzureBatchConfig config = change.apply(config()).build();
    WorkflowException thrown =
        catchThrowableOfType(
            WorkflowException.class, () -> AzureBatchExecutor.open(config).close());
    assertThat(thrown).isNotNull();
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString())
        .doesNotContain(WRONG, batch.accountKey(), blobs.key(), "sig=", "SharedKey ", "hunter2");
    return thrown;
  }

  /** Asserts that there is one thing wrong, and that it's wrong for good. */
  private AbstractThrowableAssert<?, WorkflowException> assertWrong(
      UnaryOperator<AzureBatchConfig.Builder> change) {
    WorkflowException thrown = refused(change);
    assertThat(thrown.retry()).isEqualTo(Retry.IS_USELESS);
    return assertOne(thrown);
  }

  /** Asserts that there is one thing wrong, and that it may pass. */
  private AbstractThrowableAssert<?, WorkflowException> assertTrouble(
      UnaryOperator<AzureBatchConfig.Builder> change) {
    WorkflowException thrown = refused(change);
    assertThat(thrown.retry()).isEqualTo(Retry.CAN_HELP);
    return assertOne(thrown);
  }

  private static AbstractThrowableAssert<?, WorkflowException> assertOne(WorkflowException thrown) {
    return assertThat(thrown)
        .hasMessageStartingWith("executor 'azure-batch' can't be opened: ")
        .hasMessageNotContaining("\n");
  }

  private static URI nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Test
  void fewRequestsAreEnoughIfAllIsWell() {
    int before = blobs.requests().size();
    long beforeBatch = batch.requestCount();

    AzureBatchExecutor.open(config().build()).close();

    assertThat(blobs.requests().stream().skip(before).map(BlobRequest::operation))
        .containsExactlyInAnyOrder(
            BlobOperation.GET_BLOB,
            BlobOperation.LIST_BLOBS,
            BlobOperation.DELETE_BLOB,
            BlobOperation.PUT_BLOB,
            BlobOperation.DELETE_BLOB)
        .endsWith(BlobOperation.PUT_BLOB, BlobOperation.DELETE_BLOB);
    assertThat(batch.requestCount() - beforeBatch).isEqualTo(1);
  }

  @Test
  void signatureWithTheRightsThatAreNeededIsEnough() {
    AzureAuth auth =
        sas(
            EnumSet.of(
                BlobPermission.READ,
                BlobPermission.LIST,
                BlobPermission.CREATE,
                BlobPermission.WRITE,
                BlobPermission.DELETE));

    AzureBatchExecutor.open(config().storageAuth(auth).build()).close();
  }

  @Test
  void identityIsEnough() {
    AzureBatchExecutor.open(
            config()
                .batchAuth(
                    AzureAuth.identity(
                        request ->
                            Mono.just(
                                new AccessToken(
                                    "T",
                                    Instant.now()
                                        .plus(1, ChronoUnit.HOURS)
                                        .atOffset(ZoneOffset.UTC)))))
                .storageAuth(BlobFixture.identity(blobs, Clock.systemUTC()))
                .build())
        .close();

    assertThat(blobs.count(BlobOperation.GET_USER_DELEGATION_KEY)).isPositive();
  }

  // Batch.

  @Test
  void wrongKeyOfBatchIsFound() {
    assertWrong(config -> config.batchAuth(AzureAuth.sharedKey(batch.accountName(), WRONG)))
        .hasMessageContaining("Batch: ")
        .hasMessageContaining("403 AuthenticationFailed")
        .hasMessageContaining("'" + batch.accountName() + "' at " + batch.endpoint());
  }

  @Test
  void wrongAccountOfBatchIsFound() {
    assertWrong(config -> config.batchAuth(AzureAuth.sharedKey("nobody", batch.accountKey())))
        .hasMessageContaining("403 AuthenticationFailed")
        .hasMessageContaining("the Batch account 'nobody'");
  }

  @Test
  void keysThatAreNoneAreFoundTogether() {
    assertThat(
            refused(
                config ->
                    config
                        .batchAuth(AzureAuth.sharedKey("me", "hunter2!"))
                        .storageAuth(AzureAuth.sharedKey("store", "hunter2!"))))
        .hasMessageContaining("\n- Batch: the key of the account 'me' must be Base64")
        .hasMessageContaining("\n- storage: the key of the account 'store' must be Base64");
  }

  @Test
  void hostOfBatchThatIsNotThereMayCome() {
    assertTrouble(config -> config.batchEndpoint(URI.create("https://me.region.batch.invalid")))
        .hasMessageContaining("Batch: ")
        .hasMessageContaining(
            "there is no host 'me.region.batch.invalid'; check account and region");
  }

  @Test
  void portOfBatchThatNobodyListensOnMayBeThereLater() throws IOException {
    URI nobody = nobody();

    assertTrouble(config -> config.batchEndpoint(nobody))
        .hasMessageContaining("127.0.0.1:" + nobody.getPort() + " refuses connections");
  }

  @Test
  void serverWithoutTlsIsFound() {
    URI https = URI.create(batch.endpoint().toString().replace("http:", "https:"));

    assertTrouble(config -> config.batchEndpoint(https))
        .hasMessageContaining("no TLS connection with 127.0.0.1");
  }

  @Test
  void missingPoolIsFound() {
    assertWrong(config -> config.pool(PoolChoice.existing("nowhere")))
        .hasMessageContaining("there is no pool 'nowhere' in the account at " + batch.endpoint());
  }

  @Test
  void poolThatIsBeingDeletedIsFound() throws BatchException {
    try (SdkBatchGateway gateway = SdkBatchGateway.open(config().build())) {
      gateway.deletePool("going");
    }

    assertWrong(config -> config.pool(PoolChoice.existing("going")))
        .hasMessageContaining("there is no pool 'going'");
  }

  @Test
  void batchIsAskedAlsoIfThePoolIsToBeMade() {
    PoolSpec spec = PoolSpec.of("Standard_D2s_v5", 1);

    assertWrong(
            config -> config.pool(spec).batchAuth(AzureAuth.sharedKey(batch.accountName(), WRONG)))
        .hasMessageContaining("Batch: list supported images");
    AzureBatchExecutor.open(config().pool(spec).build()).close();
  }

  // Storage.

  @Test
  void wrongKeyOfStorageIsFound() {
    assertWrong(config -> config.storageAuth(AzureAuth.sharedKey(blobs.account(), WRONG)))
        .hasMessageContaining("storage: can't read, list and delete blobs in " + blobs.url("box"))
        .hasMessageContaining("403 AuthenticationFailed; the key");
  }

  @Test
  void wrongAccountOfStorageIsFound() {
    assertWrong(config -> config.storageAuth(AzureAuth.sharedKey("nobody", blobs.key())))
        .hasMessageContaining("403 AuthenticationFailed");
    assertWrong(config -> config.storageEndpoint(URI.create(blobs.endpoint() + "else")))
        .hasMessageContaining("400 InvalidUri");
  }

  @Test
  void missingContainerIsFound() {
    assertWrong(config -> config.container("nowhere"))
        .hasMessageContaining(
            "storage: can't read, list and delete blobs in " + blobs.url("nowhere"))
        .hasMessageContaining("there is no such container; create it, or name another one");
  }

  @Test
  void hostOfStorageThatIsNotThereMayCome() {
    assertTrouble(config -> config.storageEndpoint(URI.create("https://me.blob.invalid")))
        .hasMessageContaining("storage: can't read, list and delete blobs")
        .hasMessageContaining("there is no host 'me.blob.invalid'");
  }

  @Test
  void portOfStorageThatNobodyListensOnMayBeThereLater() throws IOException {
    URI nobody = nobody();

    assertTrouble(config -> config.storageEndpoint(nobody))
        .hasMessageContaining("127.0.0.1:" + nobody.getPort() + " refuses connections");
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "LIST", "WRITE", "DELETE"})
  void signatureThatLacksARightIsFound(BlobPermission lacking) {
    Set<BlobPermission> permissions = EnumSet.complementOf(EnumSet.of(lacking));
    String letter = lacking.name().substring(0, 1).toLowerCase(Locale.ROOT);

    assertWrong(config -> config.storageAuth(sas(permissions)))
        .hasMessageContaining("the shared access signature lacks '" + letter + "' (it has sp=")
        .hasMessageContaining("make one with r, l, c, w and d for the container");
  }

  @Test
  void signatureThatMayOnlyReadIsNamedOnce() {
    assertWrong(config -> config.storageAuth(sas(EnumSet.of(BlobPermission.READ))))
        .hasMessageContaining("lacks 'l', 'w' and 'd' (it has sp=r)");
  }

  @Test
  void signatureThatLacksRightsHidesNoMissingContainer() {
    String sas = blobs.sas("nowhere", Duration.ofHours(1), BlobPermission.READ);

    assertThat(refused(config -> config.container("nowhere").storageAuth(AzureAuth.sas(sas))))
        .hasMessageContaining("lacks 'l', 'w' and 'd'")
        .hasMessageContaining("can't read blobs in " + blobs.url("nowhere"))
        .hasMessageContaining("there is no such container");
  }

  @Test
  void signatureThatHasExpiredIsFoundWithoutARequest() {
    int before = blobs.requests().size();

    assertWrong(
            config ->
                config.storageAuth(
                    AzureAuth.sas("sv=2023-11-03&se=2020-01-01T00%3A00%3A00Z&sp=rlcwd&sig=x")))
        .hasMessageContaining(
            "storage: the shared access signature has expired at 2020-01-01T00:00:00Z");
    assertThat(blobs.requests()).hasSize(before);
  }

  @Test
  void signatureThatIsNotYetGoodMayBeLater() {
    WorkflowException thrown =
        refused(
            config ->
                config.storageAuth(
                    AzureAuth.sas(
                        "sv=2023-11-03&st=2120-01-01&se=2121-01-01&sr=c&sp=rlcwd&sig=x")));

    assertThat(thrown).hasMessageContaining("is good only from 2120-01-01T00:00:00Z");
  }

  @Test
  void signatureOfAnotherContainerIsFound() {
    AzureAuth other = AzureAuth.sas(blobs.sas("other", Duration.ofHours(1), ALL[0], ALL));

    assertWrong(config -> config.storageAuth(other)).hasMessageContaining("403 Auth");
  }

  @Test
  void identityWithoutATokenIsFound() {
    AzureAuth auth =
        AzureAuth.identity(
            request -> Mono.error(new ClientAuthenticationException("log in first", null)));

    assertThat(refused(config -> config.batchAuth(auth).storageAuth(auth)))
        .hasMessageContaining(
            "\n- Batch: get pool 'pool': the identity gives no token: log in first")
        .hasMessageContaining(
            "\n- storage: can't read, list and delete blobs in " + blobs.url("box"))
        .hasMessageContaining("no token for storage could be had: log in first")
        .extracting(WorkflowException::retry)
        .isEqualTo(Retry.IS_USELESS);
  }

  // Both.

  @Test
  void wrongKeysOfBothAreFoundTogether() {
    WorkflowException thrown =
        refused(
            config ->
                config
                    .batchAuth(AzureAuth.sharedKey(batch.accountName(), WRONG))
                    .storageAuth(AzureAuth.sharedKey(blobs.account(), WRONG)));

    assertThat(thrown)
        .hasMessageContaining("\n- Batch: get pool 'pool'")
        .hasMessageContaining("\n- storage: can't read, list and delete");
    assertThat(thrown.retry()).isEqualTo(Retry.IS_USELESS);
    assertThat(thrown.getCause()).isInstanceOf(BatchException.class);
    assertThat(thrown.getSuppressed()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void troubleThatMayPassHidesNothingThatIsWrong(boolean batchIsBusy) {
    if (batchIsBusy) {
      batch.inject(FaultRule.of(Fault.SERVER_BUSY));
    } else {
      blobs.inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));
    }

    WorkflowException thrown =
        refused(
            config ->
                batchIsBusy
                    ? config.container("nowhere")
                    : config.pool(PoolChoice.existing("nowhere")));

    assertThat(thrown)
        .hasMessageContaining(batchIsBusy ? "503 ServerBusy" : "status 503")
        .hasMessageContaining(batchIsBusy ? "no such container" : "no pool 'nowhere'");
    assertThat(thrown.retry()).isEqualTo(Retry.IS_USELESS);
  }

  @Test
  void troubleOfBothMayPass() {
    batch.inject(FaultRule.of(Fault.SERVER_BUSY));
    blobs.inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));

    WorkflowException thrown = refused(config -> config);

    assertThat(thrown).hasMessageContaining("\n- Batch: ").hasMessageContaining("\n- storage: ");
    assertThat(thrown.retry()).isEqualTo(Retry.CAN_HELP);
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET_AFTER_APPLY", "TRUNCATED"})
  void blobIsDeletedAlsoIfAnswersAreLost(BlobFault fault) {
    blobs.inject(
        BlobFaultRule.of(fault).on(BlobOperation.PUT_BLOB, BlobOperation.GET_BLOB_PROPERTIES));

    assertTrouble(config -> config).hasMessageContaining("storage: can't write blobs");
  }

  @Test
  void clockThatIsOffIsNamed() throws IOException {
    Instant theirs = Instant.now().minus(1, ChronoUnit.HOURS);
    try (DeafServer server =
        DeafServer.start(
            "HTTP/1.1 403 Forbidden",
            "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atOffset(ZoneOffset.UTC)),
            "x-ms-error-code: AuthenticationFailed")) {
      assertThat(
              refused(config -> config.batchEndpoint(server.uri()).storageEndpoint(server.uri())))
          .message()
          .matches("(?s).*- Batch: .*clock is (60|61) minutes ahead of the service's.*")
          .matches("(?s).*- storage: .*clock is (60|61) minutes ahead of the service's.*");
    }
  }

  @Test
  void interruptedThreadOpensNothingAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    WorkflowException thrown;
    try {
      thrown = refused(config -> config);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(thrown).hasMessageContaining("interrupted");
    assertThat(thrown.retry()).isEqualTo(Retry.CAN_HELP);
  }
}
