package io.github.lighterman.azure;

import com.microsoft.azure.AzureResponseBuilder;
import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import com.microsoft.rest.RestClient;
import com.microsoft.rest.RestException;
import com.microsoft.rest.credentials.ServiceClientCredentials;
import com.microsoft.rest.protocol.ResponseBuilder;
import com.microsoft.rest.protocol.SerializerAdapter;
import com.microsoft.rest.retry.RetryStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import retrofit2.Retrofit;

/**
 * The SDK's client, set up so that it works on Java 17, asks nobody but the account, and leaves it
 * to {@link Retries} to ask again. Only its protocol layer is of use: what lies above it breaks on
 * Java 17, and loses tasks. Safe for use by several threads.
 */
final class SdkClient implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 32;

  private final BatchServiceClient protocol;
  private final OkHttpClient http;
  private final Retries retries;

  private SdkClient(BatchServiceClient protocol, OkHttpClient http, Retries retries) {
    this.protocol = protocol;
    this.http = http;
    this.retries = retries;
  }

  /**
   * Returns a client, which has not yet asked for anything.
   *
   * @throws IllegalArgumentException if the account's key isn't Base64
   */
  static SdkClient open(AzureBatchConfig config) {
    String url = config.batchEndpoint().toString().replaceFirst("/+$", "");
    Retries retries = new Retries(config.retryTime());
    RestClient rest =
        // Its constructor changes time-outs and cookies, so that ours come afterwards.
        settings(new OkHttpClient.Builder())
            .withInterceptor(retries)
            .withInterceptor(new OneHost(HttpUrl.get(url)))
            .withInterceptor(new RequestIds())
            .withInterceptor(new TidyResponses())
            .withBaseUrl(url)
            .withCredentials(credentials(url, config.batchAuth()))
            .withSerializerAdapter(new AzureJacksonAdapter())
            .withResponseBuilderFactory(new Responses())
            .withRetryStrategy(new Never())
            .build();
    return new SdkClient(BatchClient.open(rest, url).protocolLayer(), rest.httpClient(), retries);
  }

  BatchServiceClient protocol() {
    return protocol;
  }

  /** Ends what is under way and gives back connections. Doing so again does nothing. */
  @Override
  public void close() {
    retries.close();
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
  }

  private static RestClient.Builder settings(OkHttpClient.Builder http) {
    RestClient.Builder builder = new RestClient.Builder(http, new Retrofit.Builder());
    http.connectTimeout(Duration.ofSeconds(10))
        .readTimeout(Duration.ofSeconds(60))
        .writeTimeout(Duration.ofSeconds(60))
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .cookieJar(CookieJar.NO_COOKIES)
        .socketFactory(new NoDelay())
        // Anything else writes header names in lower case, which the SDK doesn't know.
        .protocols(List.of(Protocol.HTTP_1_1))
        .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 2, TimeUnit.MINUTES))
        .addNetworkInterceptor(new OnTheWire("lighterman/" + version()));
    return builder;
  }

  private static String version() {
    return Optional.ofNullable(SdkClient.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }

  private static ServiceClientCredentials credentials(String url, AzureAuth auth) {
    if (auth instanceof AzureAuth.SharedKey shared) {
      requireBase64(shared);
      SdkKey key = new SdkKey(url, shared);
      return http -> http.addInterceptor(key);
    }
    if (auth instanceof AzureAuth.Identity identity) {
      TokenAuth tokens = new TokenAuth(identity.credential());
      return http -> http.addInterceptor(tokens);
    }
    throw new IllegalArgumentException("Batch takes a shared key or an identity, not " + auth);
  }

  private static void requireBase64(AzureAuth.SharedKey shared) {
    if (shared.isBase64()) {
      return;
    }
    throw new IllegalArgumentException(
        "the key of the Batch account '"
            + shared.account()
            + "' must be Base64, as the portal shows it; copy all of it");
  }

  /** Without this a GET of what isn't there returns null. */
  private static final class Responses implements ResponseBuilder.Factory {
    @Override
    public <T, E extends RestException> ResponseBuilder<T, E> newInstance(
        SerializerAdapter<?> adapter) {
      return new AzureResponseBuilder.Factory().<T, E>newInstance(adapter).withThrowOnGet404(true);
    }
  }

  /** The SDK's own retries are immediate and deaf to what the service asks for. */
  private static final class Never extends RetryStrategy {
    Never() {
      super("never", false);
    }

    @Override
    public boolean shouldRetry(int count, Response response) {
      return false;
    }
  }
}
