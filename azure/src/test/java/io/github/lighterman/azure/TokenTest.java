package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.LoopbackServer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

final class TokenTest {
  /** Gives {@code token-1}, {@code token-2} and so on, each good for so long. */
  private static final class Tokens implements TokenCredential {
    final List<TokenRequestContext> asked = new CopyOnWriteArrayList<>();
    private final Duration life;

    Tokens(Duration life) {
      this.life = life;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      asked.add(request);
      return Mono.just(
          new AccessToken(
              "token-" + asked.size(), Instant.now().plus(life).atOffset(ZoneOffset.UTC)));
    }
  }

  private final Tokens tokens = new Tokens(Duration.ofHours(1));

  @Test
  void tokenForBatchIsShownAndKept() throws Exception {
    try (BatchAccount account =
        new BatchAccount(
            builder -> builder.acceptToken("token-1"),
            config -> config.batchAuth(AzureAuth.identity(tokens)))) {
      account.addJob("j");

      assertThat(account.gateway.job("j")).isPresent();
      assertThat(account.gateway.tasks("j", Optional.empty())).isEmpty();
    }
    assertThat(tokens.asked)
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.getScopes())
                    .containsExactly("https://batch.core.windows.net/.default"));
  }

  @Test
  void tokenIsRenewedFiveMinutesBeforeItsEnd() throws Exception {
    Tokens brief = new Tokens(Duration.ofMinutes(4));
    Tokens longer = new Tokens(Duration.ofMinutes(6));

    assertThat(shown(brief, request -> HttpReply.of(200).body("{\"id\":\"j\"}")))
        .containsExactly("Bearer token-1", "Bearer token-2");
    assertThat(shown(longer, request -> HttpReply.of(200).body("{\"id\":\"j\"}")))
        .containsExactly("Bearer token-1", "Bearer token-1");
  }

  @Test
  void tokenThatIsRefusedIsRenewedOnce() throws Exception {
    assertThat(
            shown(
                tokens,
                request ->
                    request.header("Authorization").orElse("").equals("Bearer token-1")
                        ? HttpReply.of(401)
                        : HttpReply.of(200).body("{\"id\":\"j\"}")))
        .containsExactly("Bearer token-1", "Bearer token-2", "Bearer token-2");
    assertThat(tokens.asked).hasSize(2);
  }

  @Test
  void tokenThatBatchRefusesInItsOwnWordsIsRenewedToo() throws Exception {
    assertThat(
            shown(
                tokens,
                request ->
                    request.header("Authorization").orElse("").equals("Bearer token-1")
                        ? HttpReply.of(403).body("{\"code\":\"AuthenticationFailed\"}")
                        : HttpReply.of(200).body("{\"id\":\"j\"}")))
        .containsExactly("Bearer token-1", "Bearer token-2", "Bearer token-2");
  }

  @Test
  void tokenThatIsStillGoodIsShownWhileNoOtherOneCanBeHad() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    assertThat(
            shown(
                request -> {
                  if (asked.incrementAndGet() > 1) {
                    throw new IllegalStateException("not now");
                  }
                  return Mono.just(
                      new AccessToken(
                          "token-1", Instant.now().plusSeconds(60).atOffset(ZoneOffset.UTC)));
                },
                request -> HttpReply.of(200).body("{\"id\":\"j\"}")))
        .containsExactly("Bearer token-1", "Bearer token-1");
    assertThat(asked).hasValue(2);
  }

  @Test
  void tokensThatAreAllRefusedAreTooLittle() {
    List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    BatchException e =
        failure(
            tokens,
            request -> {
              requests.add(request);
              return HttpReply.of(401);
            });

    assertThat(e.kind()).isEqualTo(Kind.DENIED);
    assertThat(e).hasMessageContaining("identity").hasMessageNotContaining("token-");
    assertThat(requests).hasSize(2);
  }

  @Test
  void identityThatIsRefusedIsDeniedAndAskedOnce() {
    List<TokenRequestContext> asked = new ArrayList<>();
    BatchException e =
        failure(
            request -> {
              asked.add(request);
              throw new ClientAuthenticationException("no such client", null);
            },
            request -> HttpReply.of(500));

    assertThat(e.kind()).isEqualTo(Kind.DENIED);
    assertThat(e).hasMessageContaining("no such client").hasMessageContaining("role");
    assertThat(asked).hasSize(1);
  }

  @Test
  void identityThatCannotBeReachedMayPass() {
    List<TokenRequestContext> asked = new ArrayList<>();
    BatchException e =
        failure(
            request -> {
              asked.add(request);
              throw new IllegalStateException("not now");
            },
            request -> HttpReply.of(500));

    assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(e).hasMessageContaining("not now");
    assertThat(asked).hasSize(1);
  }

  /** Asks for a job twice and returns the values of the header in which tokens are shown. */
  private static List<String> shown(
      TokenCredential credential, Function<HttpRequest, HttpReply> service) throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    try (LoopbackServer server =
            LoopbackServer.builder()
                .start(
                    request -> {
                      shown.add(request.header("Authorization").orElse(""));
                      return service.apply(request);
                    });
        SdkBatchGateway gateway = open(server, credential)) {
      assertThat(gateway.job("j")).isPresent();
      assertThat(gateway.job("j")).isPresent();
    }
    return shown;
  }

  private static BatchException failure(
      TokenCredential credential, Function<HttpRequest, HttpReply> service) {
    try (LoopbackServer server = LoopbackServer.builder().start(service::apply);
        SdkBatchGateway gateway = open(server, credential)) {
      return catchThrowableOfType(BatchException.class, () -> gateway.job("j"));
    }
  }

  private static SdkBatchGateway open(LoopbackServer server, TokenCredential credential) {
    return SdkBatchGateway.open(
        BatchAccount.config(server.uri()).batchAuth(AzureAuth.identity(credential)).build());
  }
}
