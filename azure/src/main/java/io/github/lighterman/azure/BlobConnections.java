package io.github.lighterman.azure;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.http.policy.AzureSasCredentialPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryPolicy;
import com.azure.storage.common.policy.StorageSharedKeyCredentialPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import reactor.core.publisher.Mono;

/**
 * The connections to storage. Every request is carried out by the thread that makes it, those of
 * the SDK's asynchronous classes too, so that there are no threads to stop. Safe for use by several
 * threads.
 */
final class BlobConnections implements HttpClient, AutoCloseable {
  private static final int MOST_IDLE = 64;

  private final OkHttpClient connections;
  private final HttpClient client;
  private volatile boolean closed;

  BlobConnections() {
    connections =
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(10))
            .readTimeout(Duration.ofSeconds(60))
            .writeTimeout(Duration.ofSeconds(60))
            .cookieJar(CookieJar.NO_COOKIES)
            .followRedirects(false)
            .followSslRedirects(false)
            // StorageRetries does so, and knows how long to wait.
            .retryOnConnectionFailure(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(MOST_IDLE, 1, TimeUnit.MINUTES))
            .socketFactory(new NoDelay())
            .build();
    // A time-out of the SDK's own, beside that for reading, has threads that stay.
    client = new OkHttpAsyncHttpClientBuilder(connections).responseTimeout(Duration.ZERO).build();
  }

  /** Returns a client of the account whose requests go over these connections. */
  BlobServiceClient service(AzureBatchConfig config) {
    BlobServiceClientBuilder builder =
        new BlobServiceClientBuilder()
            .endpoint(config.storageEndpoint().toString())
            .httpClient(this);
    if (config.storageAuth() instanceof AzureAuth.SharedKey) {
      // Holds the place of ours.
      builder.credential(new StorageSharedKeyCredential("account", "a2V5"));
    } else if (config.storageAuth() instanceof AzureAuth.Identity identity) {
      builder.addPolicy(new StorageTokens(identity.credential(), Clock.systemUTC()));
    } else if (config.storageAuth() instanceof AzureAuth.Sas) {
      builder.sasToken("sig=place");
    }
    return new BlobServiceClientBuilder()
        .endpoint(config.storageEndpoint().toString())
        .pipeline(pipeline(builder.buildClient().getHttpPipeline(), config))
        .buildClient();
  }

  /** Returns the same pipeline, but for the policies that try again and show secrets. */
  private HttpPipeline pipeline(HttpPipeline built, AzureBatchConfig config) {
    HttpPipelineBuilder pipeline = new HttpPipelineBuilder().httpClient(this);
    for (int i = 0; i < built.getPolicyCount(); i++) {
      HttpPipelinePolicy policy = built.getPolicy(i);
      if (policy instanceof RequestRetryPolicy) {
        pipeline.policies(new StorageRetries(config.retryTime()));
      } else if (policy instanceof StorageSharedKeyCredentialPolicy
          || policy instanceof AzureSasCredentialPolicy) {
        pipeline.policies(secret(config.storageAuth()));
      } else {
        pipeline.policies(policy);
      }
    }
    return pipeline.build();
  }

  private static HttpPipelinePolicy secret(AzureAuth auth) {
    return auth instanceof AzureAuth.SharedKey key
        ? new StorageSecret(
            key::key,
            secret ->
                new StorageSharedKeyCredentialPolicy(
                    new StorageSharedKeyCredential(key.account(), secret)))
        : new StorageSecret(
            ((AzureAuth.Sas) auth)::token,
            secret -> new AzureSasCredentialPolicy(new AzureSasCredential(secret), false));
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return Mono.fromCallable(() -> sendSync(request, context));
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    if (closed) {
      // Not an IOException, for which the SDK would try again.
      throw new RejectedExecutionException("storage is closed");
    }
    return client.sendSync(request, context);
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    closed = true;
    connections.dispatcher().cancelAll();
    connections.connectionPool().evictAll();
  }
}
