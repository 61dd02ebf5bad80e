package io.github.lighterman.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Puts an identity's token into requests to storage. The SDK's own policy, of whose type one must
 * be for it to see an identity at all, refuses plain http, which an emulator speaks; that no other
 * address has http is the configuration's care.
 */
final class StorageTokens extends BearerTokenAuthenticationPolicy {
  private static final String SCOPE = "https://storage.azure.com/.default";
  private static final Duration EARLY = Duration.ofMinutes(5);
  private static final int UNAUTHORIZED = 401;

  private final TokenCredential credential;
  private final Clock clock;
  private volatile @Nullable AccessToken latest;

  StorageTokens(TokenCredential credential, Clock clock) {
    super(credential, SCOPE);
    this.credential = credential;
    this.clock = clock;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    HttpPipelineNextPolicy again = next.clone();
    return Mono.fromCallable(() -> token(null))
        .flatMap(
            token -> {
              bring(token, context);
              return next.process()
                  .flatMap(
                      response -> {
                        if (response.getStatusCode() != UNAUTHORIZED) {
                          return Mono.just(response);
                        }
                        response.close();
                        bring(token(token), context);
                        return again.process();
                      });
            });
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    HttpPipelineNextSyncPolicy again = next.clone();
    AccessToken token = token(null);
    bring(token, context);
    HttpResponse response = next.processSync();
    if (response.getStatusCode() != UNAUTHORIZED) {
      return response;
    }
    // A token can be revoked before its time.
    response.close();
    bring(token(token), context);
    return again.processSync();
  }

  private static void bring(AccessToken token, HttpPipelineCallContext context) {
    context.getHttpRequest().setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + token.getToken());
  }

  /** Fetches one if need be; several threads may do so at once, which is harmless. */
  private AccessToken token(@Nullable AccessToken rejected) {
    AccessToken known = latest;
    if (known != null
        && known != rejected
        && clock.instant().plus(EARLY).isBefore(known.getExpiresAt().toInstant())) {
      return known;
    }
    AccessToken fresh;
    try {
      fresh = credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE));
    } catch (RuntimeException e) {
      if (known != null
          && known != rejected
          && clock.instant().isBefore(known.getExpiresAt().toInstant())) {
        return known;
      }
      // Not what it is, since an answer of the token's issuer must not pass for one of storage.
      throw new NoTokenException("no token for storage could be had: " + e.getMessage(), e);
    }
    latest = fresh;
    return fresh;
  }
}
