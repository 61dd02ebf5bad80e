package io.github.lighterman.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Shows a token with each request. A token is used until shortly before its end, or until its end
 * while no other one can be had; if the service refuses it, another one is fetched and shown once.
 */
final class TokenAuth implements Interceptor {
  private static final String SCOPE = "https://batch.core.windows.net/.default";
  private static final long MOST_PEEKED = 4096;
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final TokenCredential credential;
  // Threads that find it too old at the same time all fetch one, since no lock is held meanwhile.
  private volatile @Nullable AccessToken latest;

  TokenAuth(TokenCredential credential) {
    this.credential = credential;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    requirePrivate(chain.request().url());
    AccessToken token = token();
    Response response = chain.proceed(with(token, chain.request()));
    if (!isRefused(response)) {
      return response;
    }
    response.close();
    AccessToken other = latest;
    return chain.proceed(with(other == null || other == token ? fetch() : other, chain.request()));
  }

  /**
   * Tells whether it's the token that is refused, and not what was asked for.
   *
   * @see <a href="https://learn.microsoft.com/rest/api/batchservice/batch-status-and-error-codes">
   *     Batch's codes, of which AuthenticationFailed comes with 403</a>
   */
  private static boolean isRefused(Response response) throws IOException {
    return response.code() == 401
        || (response.code() == 403
            && response.peekBody(MOST_PEEKED).string().contains("AuthenticationFailed"));
  }

  private static Request with(AccessToken token, Request request) {
    return request.newBuilder().header("Authorization", "Bearer " + token.getToken()).build();
  }

  private AccessToken token() throws IOException {
    AccessToken token = latest;
    if (token == null || endsSoon(token)) {
      try {
        return fetch();
      } catch (FinalException e) {
        if (token == null || hasEnded(token)) {
          throw e;
        }
      }
    }
    return token;
  }

  private static boolean hasEnded(AccessToken token) {
    return !Instant.now().isBefore(token.getExpiresAt().toInstant());
  }

  private AccessToken fetch() throws IOException {
    try {
      AccessToken token = credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE));
      latest = token;
      return token;
    } catch (ClientAuthenticationException e) {
      throw new FinalException(
          BatchException.Kind.DENIED, "the identity gives no token: " + firstLine(e), e);
    } catch (RuntimeException e) {
      // Whoever fetches tokens tries again by itself.
      throw new FinalException(
          BatchException.Kind.TRANSIENT, "the identity gives no token now: " + firstLine(e), e);
    }
  }

  private static String firstLine(RuntimeException e) {
    return SignedUrls.redact(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
  }

  private static boolean endsSoon(AccessToken token) {
    return Instant.now().isAfter(token.getExpiresAt().toInstant().minus(MARGIN));
  }

  private static void requirePrivate(HttpUrl url) throws IOException {
    if (!url.isHttps()
        && !url.host().equals("localhost")
        && !url.host().equals("::1")
        && !url.host().matches("127(\\.\\d+){3}")) {
      throw new FinalException(
          BatchException.Kind.DENIED,
          "a token is sent only with https, and " + url.host() + " is asked without",
          null);
    }
  }
}
