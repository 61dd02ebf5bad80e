package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Problem;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option changes something that somebody else can see. */
final class OptionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Emulators emulators = Emulators.withBlobEmulator();
  private final Wiretap wiretap = new Wiretap(emulators.batch());
  private final AzureBatchConfig plain =
      emulators.config(emulators.addPool(2)).batchEndpoint(wiretap.endpoint()).build();

  @AfterEach
  void close() {
    wiretap.close();
    emulators.close();
  }

  private AzureBatchExecutor open(UnaryOperator<AzureBatchConfig.Builder> options) {
    return AzureBatchExecutor.open(options.apply(plain.toBuilder()).build());
  }

  /** Runs a job with an input, and returns its task as Batch was asked for it. */
  private JsonNode task(UnaryOperator<AzureBatchConfig.Builder> options) throws Exception {
    try (AzureBatchExecutor executor = open(options);
        WorkflowRun run = executor.start(WorkflowSpec.of("options"))) {
      JobSpec job =
          JobSpec.builder("job").command("cat", "in").input(InputFile.content("x", "in")).build();
      JobResult unused = run.submit(job).result().get(20, TimeUnit.SECONDS);
      run.close(ClosePolicy.CLEAN);
    }
    HttpRequest added =
        wiretap.requests().stream()
            .filter(request -> request.target().contains("addtaskcollection"))
            .reduce((first, second) -> second)
            .orElseThrow();
    return JSON.readTree(added.body()).path("value").get(0);
  }

  private static String input(JsonNode task) {
    return task.path("resourceFiles").get(0).path("httpUrl").asText();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 20 s").isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Test
  void prefixStandsBeforeEveryBlob() throws Exception {
    assertThat(input(task(config -> config.prefix("team/a/"))))
        .contains("/" + plain.container() + "/team/a/runs/");
    assertThat(input(task(config -> config.prefix(""))))
        .contains("/" + plain.container() + "/runs/");
  }

  @Test
  void sharedInputsLieBesideTheRuns() throws Exception {
    assertThat(input(task(config -> config.inputCache(InputCache.SHARED))))
        .contains("/lighterman/inputs/");
    assertThat(input(task(config -> config))).contains("/lighterman/runs/");
  }

  @Test
  void nodesIdentityTakesThePlaceOfSignatures() throws Exception {
    JsonNode signed = task(config -> config);
    JsonNode identified = task(config -> config.nodeIdentity("/subscriptions/s/me"));

    assertThat(signed.toString()).contains("sig=").doesNotContain("identityReference");
    assertThat(identified.toString()).doesNotContain("sig=");
    assertThat(identified.findValuesAsText("resourceId")).containsOnly("/subscriptions/s/me");
  }

  @Test
  void signaturesLiveAsLongAsTheyAreTo() throws Exception {
    String query = URI.create(input(task(it -> it.signatureLife(Duration.ofHours(3))))).getQuery();
    String end = query.replaceFirst(".*\\bse=([^&]*).*", "$1");

    assertThat(Instant.parse(URLDecoder.decode(end, StandardCharsets.UTF_8)))
        .isBetween(
            Instant.now().plus(Duration.ofMinutes(170)),
            Instant.now().plus(Duration.ofMinutes(190)));
  }

  @Test
  void commandsGetTheRightsOfAnAdministrator() throws Exception {
    assertThat(task(config -> config).has("userIdentity")).isFalse();
    assertThat(task(config -> config.elevation(Elevation.ADMIN)).toString())
        .contains("\"elevationLevel\":\"admin\"");
  }

  @Test
  void filesStayOnTheNodeForThatLong() throws Exception {
    assertThat(
            task(config -> config.nodeRetention(Duration.ofMinutes(7)))
                .path("constraints")
                .path("retentionTime")
                .asText())
        .isEqualTo("PT420S");
  }

  @Test
  void noMoreJobsAreLiveThanThereIsRoomFor() throws Exception {
    try (AzureBatchExecutor executor = open(config -> config.capacity(1));
        WorkflowRun run =
            executor.start(WorkflowSpec.of("room").withClosePolicy(ClosePolicy.CLEAN))) {
      run.submit(JobSpec.builder("first").shell("sleep 60").build());

      assertThat(run.validate(List.of(JobSpec.builder("second").command("true").build())))
          .extracting(Problem::kind)
          .containsExactly(Problem.Kind.QUEUE_FULL);
    }
  }

  @Test
  void noMoreCallsAreUnderWayThanThatMany() throws Exception {
    emulators
        .batch()
        .inject(
            FaultRule.of(Fault.SLOW_ANSWER)
                .on("Task_AddCollection")
                .withTime(Duration.ofMillis(200)));

    assertThat(mostAtOnce(1)).isEqualTo(1);
    assertThat(mostAtOnce(4)).isGreaterThan(1);
  }

  private long mostAtOnce(int calls) throws Exception {
    int before = emulators.batch().requests().size();
    try (AzureBatchExecutor executor = open(config -> config.parallelRequests(calls));
        WorkflowRun run =
            executor.start(WorkflowSpec.of("calls").withClosePolicy(ClosePolicy.CLEAN))) {
      run.submit(
          IntStream.range(0, 300)
              .mapToObj(i -> JobSpec.builder("j" + i).command("true").build())
              .toList());
      await(
          () ->
              emulators.batch().snapshot().jobs().stream()
                  .anyMatch(it -> it.tasks().size() == 300));
      run.cancel();
    }
    var adds =
        emulators.batch().requests().stream()
            .skip(before)
            .filter(request -> request.operation().equals("Task_AddCollection"))
            .toList();
    return adds.stream()
        .mapToLong(
            one ->
                adds.stream()
                    .filter(other -> !other.time().isAfter(one.time()))
                    .filter(other -> other.time().plus(Duration.ofMillis(190)).isAfter(one.time()))
                    .count())
        .max()
        .orElse(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void asManyFilesAreUploadedAtOnceAsAreToBe(int transfers) throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch reached = new CountDownLatch(transfers);
    URI storage = plain.storageEndpoint();
    Wiretap.Gate gate =
        request -> {
          if (request.method().equals("PUT") && request.target().contains("inputs")) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            reached.countDown();
            awaitAtMost(reached);
            now.decrementAndGet();
          }
          return Optional.empty();
        };
    try (Wiretap wire = new Wiretap(URI.create("http://127.0.0.1:" + storage.getPort()), gate);
        AzureBatchExecutor executor =
            open(
                config ->
                    config
                        .parallelTransfers(transfers)
                        .storageEndpoint(wire.endpoint().resolve(storage.getPath())));
        WorkflowRun run =
            executor.start(WorkflowSpec.of("transfers").withClosePolicy(ClosePolicy.CLEAN))) {
      run.submit(
          IntStream.range(0, 50)
              .mapToObj(
                  i ->
                      JobSpec.builder("j" + i)
                          .command("true")
                          .input(InputFile.content("x" + i, "in"))
                          .build())
              .toList());
      await(
          () ->
              wire.requests().stream()
                      .filter(request -> request.method().equals("PUT"))
                      .filter(request -> request.target().contains("inputs"))
                      .count()
                  == 50);
      run.cancel();
    }

    assertThat(most).hasValue(transfers);
  }

  private static void awaitAtMost(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nobodyLooksBeforeThePollIntervalHasPassed() throws Exception {
    Duration hour = Duration.ofHours(1);
    try (AzureBatchExecutor executor = open(config -> config.pollInterval(hour, hour));
        WorkflowRun run =
            executor.start(WorkflowSpec.of("seldom").withClosePolicy(ClosePolicy.DETACH))) {
      JobHandle job = run.submit(JobSpec.builder("job").command("true").build());
      await(
          () ->
              emulators.batch().snapshot().jobs().stream()
                  .flatMap(it -> it.tasks().stream())
                  .anyMatch(task -> task.state().equals("completed")));

      assertThat(job.status().state()).isEqualTo(JobState.QUEUED);
      assertThat(emulators.batch().requestCount("Task_List")).isZero();
    }
  }

  @Test
  void requestIsTriedAgainForThatLong() {
    emulators.batch().inject(FaultRule.of(Fault.INTERNAL_ERROR).on("Pool_Get").times(2));

    assertThatExceptionOfType(WorkflowException.class)
        .isThrownBy(() -> open(config -> config.retryTime(Duration.ZERO)))
        .satisfies(e -> assertThat(e.retry()).isEqualTo(WorkflowException.Retry.CAN_HELP));
    assertThat(emulators.batch().requestCount("Pool_Get")).isEqualTo(1);
    open(config -> config.retryTime(Duration.ofSeconds(20))).close();
    assertThat(emulators.batch().requestCount("Pool_Get")).isEqualTo(3);
  }

  @Test
  void driverSaysOftenEnoughThatItIsThere() throws IOException {
    try (AzureBatchExecutor executor = open(config -> config.driverLease(Duration.ofSeconds(1)));
        WorkflowRun run =
            executor.start(WorkflowSpec.of("lease").withClosePolicy(ClosePolicy.CLEAN));
        BlobContainer container = BlobContainer.open(plain)) {
      String sign = new RunLayout(plain.prefix(), run.id(), plain.inputCache()).driver();
      String first = container.read(sign).orElseThrow().etag();

      await(() -> !etag(container, sign).equals(first));
    }
  }

  private static String etag(BlobContainer container, String blob) {
    try {
      return container.read(blob).orElseThrow().etag();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closeWaitsNoLongerThanItsGrace() throws Exception {
    Duration hour = Duration.ofHours(1);
    try (AzureBatchExecutor executor =
        open(config -> config.pollInterval(hour, hour).closeGrace(Duration.ZERO))) {
      WorkflowRun run = executor.start(WorkflowSpec.of("grace"));
      run.submit(JobSpec.builder("job").shell("sleep 60").build());
      await(() -> emulators.batch().requestCount("Task_AddCollection") == 1);

      CloseReport report = run.close(ClosePolicy.KEEP);

      assertThat(report.failed()).anyMatch(line -> line.contains("job job"));
    }
  }
}
