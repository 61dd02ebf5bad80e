package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.github.lighterman.AccessLostException;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What becomes of runs whose driver logged in to Batch with what is good for a while. */
final class LoginTest {
  private static final int MOST = 5;

  /** A login whose tokens are revoked as often as wanted, and that ends itself. */
  private static final class Login implements TokenCredential {
    private final AtomicInteger current = new AtomicInteger(1);
    private volatile boolean ended;

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      return ended
          ? Mono.error(new ClientAuthenticationException("the login has expired", null))
          : Mono.just(
              new AccessToken(
                  "token-" + current.get(),
                  Instant.now().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC)));
    }

    Optional<HttpReply> judge(HttpRequest request) {
      String shown = request.header("Authorization").orElse("");
      return !shown.startsWith("Bearer")
              || (!ended && shown.equals("Bearer token-" + current.get()))
          ? Optional.empty()
          : Optional.of(HttpReply.of(401));
    }
  }

  private final Login login = new Login();
  private final Rig rig =
      Rig.scripted(
          Rig::byName,
          2,
          settings -> {
            for (int i = 1; i <= MOST; i++) {
              settings.acceptToken("token-" + i);
            }
          });
  private final Wiretap wire = new Wiretap(rig.batch().endpoint(), login::judge);
  private final WorkflowRun run =
      rig.start(
          config ->
              config
                  .batchEndpoint(wire.endpoint())
                  .batchAuth(AzureAuth.identity(login))
                  .retryTime(Duration.ofSeconds(1)));

  @AfterEach
  void close() {
    rig.close();
    wire.close();
  }

  @Test
  void tokensThatEndOneAfterTheOtherDisturbNothing() throws Exception {
    JobHandle hang = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    for (int next = 2; next <= MOST; next++) {
      login.current.set(next);
      assertThat(Rig.await(Rig.submit(run, Rig.any("job-" + next)))).succeeded();
    }

    assertThat(hang).isIn(JobState.RUNNING);
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void loginThatEndsLeavesAllToWhoAttachesWithAnother() throws Exception {
    JobHandle hang = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
    login.ended = true;
    JobHandle late = Rig.submit(run, Rig.any("late"));

    assertThat(Rig.pending(late, PendingReason.Cause.OTHER)).contains("the login has expired");
    for (JobHandle job : List.of(hang, late)) {
      assertThatThrownBy(() -> Rig.await(job))
          .hasCauseInstanceOf(AccessLostException.class)
          .hasMessageContaining("the login has expired")
          .hasMessageContaining("attach");
    }
    assertThatThrownBy(run::awaitIdle).isInstanceOf(AccessLostException.class);
    assertThat(run.close(ClosePolicy.CLEAN)).detachedJobs("hang", "late");

    WorkflowRun again = rig.open().attach(run.id());
    Rig.in(JobState.RUNNING, again.job(hang.id()).orElseThrow());
    assertThat(Rig.await(again.job(late.id()).orElseThrow())).succeeded();
    assertThat(Rig.await(Rig.submit(again, Rig.any("later")))).succeeded();
    assertThat(again.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void executorIsNotOpenedWithLoginThatHasEnded() {
    login.ended = true;

    assertThatThrownBy(
            () ->
                rig.open(
                    config ->
                        config.batchEndpoint(wire.endpoint()).batchAuth(AzureAuth.identity(login))))
        .hasMessageContaining("the login has expired");
  }
}
