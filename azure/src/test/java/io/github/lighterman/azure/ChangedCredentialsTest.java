package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.github.lighterman.AccessLostException;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.blob.BlobPermission;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What becomes of runs while the accounts' keys, signatures and tokens change. */
final class ChangedCredentialsTest {
  private static final Duration BRIEF = Duration.ofMillis(500);

  private final Rig rig = Rig.real();
  private final AtomicReference<String> batchKey = new AtomicReference<>(rig.batch().accountKey());
  private final AtomicReference<String> storageKey = new AtomicReference<>(rig.blobs().key());

  @AfterEach
  void close() {
    rig.close();
  }

  private AzureBatchConfig.Builder rotating(AzureBatchConfig.Builder config) {
    return config
        .batchAuth(AzureAuth.sharedKey(rig.batch().accountName(), batchKey::get))
        .storageAuth(AzureAuth.sharedKey(rig.blobs().account(), storageKey::get));
  }

  /** Returns a job that goes on once the file of this name is there. */
  private JobSpec.Builder waits(String id, String file) {
    return JobSpec.builder(id)
        .shell(
            "until test -e '%s'; do sleep 0.02; done; echo %s | tee out >> '%s'"
                .formatted(rig.path(file), id, rig.path("ran")))
        .output(OutputFile.file("out"));
  }

  private String sas(Duration life) {
    return rig.blobs()
        .sas(rig.config().container(), life, BlobPermission.READ, BlobPermission.values());
  }

  @Test
  void keysThatAreReplacedInTheirSourceDisturbNothing() throws Exception {
    WorkflowRun run = rig.start(this::rotating);
    JobHandle before = Rig.submit(run, rig.job("before"));
    assertThat(Rig.await(before)).succeeded();

    batchKey.set(rig.batch().renewKey());
    storageKey.set(rig.blobs().renewKey());

    assertThat(Rig.await(Rig.submit(run, rig.job("after").output(OutputFile.file("x").optional()))))
        .succeeded();
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
  }

  @Test
  void jobsWaitWhileKeysAreRefusedAndGoOnWithTheNewOnes() throws Exception {
    WorkflowRun run = rig.start(this::rotating);
    assertThat(Rig.await(Rig.submit(run, rig.job("before")))).succeeded();

    String fresh = rig.batch().renewKey();
    JobHandle job = Rig.submit(run, rig.job("meanwhile"));
    assertThat(Rig.pending(job, PendingReason.Cause.OTHER)).contains("check that the key");
    batchKey.set(fresh);

    assertThat(Rig.await(job)).succeeded();
    assertThat(rig.ran()).containsExactly("before", "meanwhile");
  }

  @Test
  void revokedBatchKeyFailsNoJobAndLosesNone() throws Exception {
    WorkflowRun run = rig.start(config -> config.retryTime(BRIEF));
    JobHandle running = Rig.in(JobState.RUNNING, Rig.submit(run, waits("running", "go")));
    JobHandle after = Rig.submit(run, rig.job("after").dependsOn(running.id()));
    String fresh = rig.batch().renewKey();
    JobHandle late = Rig.submit(run, rig.job("late"));

    finishesWith(fresh, rig.blobs().key(), run, List.of(running, after, late));
  }

  @Test
  void revokedStorageKeyFailsNoJobAndLosesNone() throws Exception {
    WorkflowRun run = rig.start(config -> config.retryTime(BRIEF));
    JobHandle running = Rig.in(JobState.RUNNING, Rig.submit(run, waits("running", "go")));
    String fresh = rig.blobs().renewKey();
    // Its logs can't be brought to storage by its own signature now, and it's settled by nobody.
    Files.createFile(rig.path("go"));

    assertThatThrownBy(() -> Rig.await(running)).hasCauseInstanceOf(AccessLostException.class);
    run.close();
    WorkflowRun again =
        rig.open(config -> config.storageAuth(AzureAuth.sharedKey(rig.blobs().account(), fresh)))
            .attach(run.id());
    assertThat(Rig.await(again.job(running.id()).orElseThrow()).attempts()).hasSize(1);
    assertThat(rig.ran()).containsExactly("running");
  }

  @Test
  void jobsThatCannotBeStagedForARevokedStorageKeyAreRecordedNowhere() throws Exception {
    WorkflowRun run = rig.start(config -> config.retryTime(BRIEF));
    String fresh = rig.blobs().renewKey();

    assertThatThrownBy(() -> Rig.submit(run, rig.job("late")))
        .hasMessageContaining("none was accepted")
        .hasMessageNotContaining("sig=");
    run.close(ClosePolicy.DETACH);

    WorkflowRun again =
        rig.open(config -> config.storageAuth(AzureAuth.sharedKey(rig.blobs().account(), fresh)))
            .attach(run.id());
    assertThat(again.jobs()).isEmpty();
    assertThat(Rig.await(Rig.submit(again, rig.job("late")))).succeeded();
    assertThat(rig.ran()).containsExactly("late");
  }

  private void finishesWith(String batch, String storage, WorkflowRun run, List<JobHandle> jobs)
      throws Exception {
    for (JobHandle job : jobs) {
      assertThatThrownBy(() -> Rig.await(job)).hasCauseInstanceOf(AccessLostException.class);
      // The next driver would not know of it.
      assertThatThrownBy(job::cancel).isInstanceOf(AccessLostException.class);
    }
    run.close();
    Files.createFile(rig.path("go"));

    AzureBatchExecutor good =
        rig.open(
            config ->
                config
                    .batchAuth(AzureAuth.sharedKey(rig.batch().accountName(), batch))
                    .storageAuth(AzureAuth.sharedKey(rig.blobs().account(), storage)));
    WorkflowRun again = good.attach(run.id());
    for (JobHandle job : jobs) {
      assertThat(Rig.await(again.job(job.id()).orElseThrow())).succeeded();
    }
    assertThat(rig.ran())
        .containsExactlyInAnyOrderElementsOf(jobs.stream().map(job -> job.id().value()).toList());
    assertThat(again.close(ClosePolicy.CLEAN)).leftNothing();
  }

  @Test
  void jobThatWaitedForAnotherPoolIsSentWithAFreshSignature() throws Exception {
    ShiftedClock clock = new ShiftedClock(1);
    AtomicReference<String> token = new AtomicReference<>(sas(Duration.ofDays(1)));
    AzureBatchExecutor executor =
        rig.open(
            config ->
                config
                    .storageAuth(AzureAuth.sas(token::get))
                    .pool(PoolChoice.anyOf(PoolsRig.SMALL, PoolsRig.LARGE)),
            clock);
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    JobHandle first = Rig.submit(run, PoolsRig.in("small", waits("first", "go")));
    JobHandle second =
        Rig.submit(run, PoolsRig.in("large", rig.job("second").dependsOn(first.id())));
    Rig.in(JobState.RUNNING, first);

    String old = requireNonNull(token.get());
    token.set(sas(Duration.ofDays(2)));
    Files.createFile(rig.path("go"));

    assertThat(Rig.await(second)).succeeded();
    assertThat(rig.batch().state()).contains(unsigned(requireNonNull(token.get())), unsigned(old));
  }

  /** The emulator shows no signature. */
  private static String unsigned(String token) {
    return token.substring(0, token.indexOf("&sig="));
  }

  @Test
  void nodesThatComeLateFetchTheSourcesWithAFreshSignature() throws Exception {
    Files.createDirectories(rig.path("src"));
    Files.writeString(rig.path("src/a"), "a\n");
    ShiftedClock clock = new ShiftedClock(1);
    AzureBatchExecutor executor =
        rig.open(config -> config.signatureLife(Duration.ofHours(2)), clock);
    WorkflowRun run =
        executor.start(WorkflowSpec.of(rig.run()).withSources(Sources.of(rig.path("src"))));
    JobHandle early = Rig.in(JobState.RUNNING, Rig.submit(run, waits("early", "go")));
    assertThat(Rig.await(Rig.submit(run, rig.job("soon")))).succeeded();
    assertThat(rig.jobs()).hasSize(1);

    clock.pass(Duration.ofMinutes(61));

    assertThat(Rig.await(Rig.submit(run, rig.job("late")))).succeeded();
    assertThat(rig.jobs()).hasSize(2);
    Files.createFile(rig.path("go"));
    assertThat(Rig.await(early)).succeeded();
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
  }

  /** Tokens of both accounts, which can be revoked. */
  private final class Login implements TokenCredential {
    private final AtomicInteger number = new AtomicInteger();

    private String batch() {
      return "token-" + number.get();
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      boolean storage = request.getScopes().get(0).contains("storage");
      String token = storage ? rig.blobs().bearerToken(Duration.ofHours(1)) : batch();
      return Mono.just(
          new AccessToken(token, Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC)));
    }
  }

  @Test
  void revokedTokensAreReplaced() throws Exception {
    Login login = new Login();
    rig.batch().acceptToken(login.batch());
    AzureBatchExecutor executor =
        rig.open(
            config ->
                config.batchAuth(AzureAuth.identity(login)).storageAuth(AzureAuth.identity(login)));
    WorkflowRun run = executor.start(WorkflowSpec.of(rig.run()));
    assertThat(
            Rig.await(Rig.submit(run, rig.job("before").output(OutputFile.file("x").optional()))))
        .succeeded();

    rig.batch().revokeToken(login.batch());
    login.number.incrementAndGet();
    rig.batch().acceptToken(login.batch());
    rig.blobs().revokeTokens();

    assertThat(Rig.await(Rig.submit(run, rig.job("after")))).succeeded();
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
  }
}
