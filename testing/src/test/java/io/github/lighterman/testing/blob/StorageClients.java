package io.github.lighterman.testing.blob;

import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** The unmodified SDK, with few retries and without threads that stay. */
final class StorageClients implements AutoCloseable {
  private final OkHttpClient http = new OkHttpClient();
  private final HttpClient client = new OkHttpAsyncHttpClientBuilder(http).build();
  private final int tries;

  StorageClients(int tries) {
    this.tries = tries;
  }

  HttpClient http() {
    return client;
  }

  RequestRetryOptions retries() {
    return new RequestRetryOptions(
        RetryPolicyType.FIXED,
        tries,
        Duration.ofSeconds(30),
        Duration.ofMillis(10),
        Duration.ofMillis(10),
        null);
  }

  BlobServiceClient service(String connectionString) {
    return new BlobServiceClientBuilder()
        .connectionString(connectionString)
        .httpClient(client)
        .retryOptions(retries())
        .buildClient();
  }

  BlobServiceClient accountBySas(String url, String sas) {
    return new BlobServiceClientBuilder()
        .endpoint(url)
        .sasToken(sas)
        .httpClient(client)
        .retryOptions(retries())
        .buildClient();
  }

  BlobContainerClient containerBySas(String url, String sas) {
    return new BlobContainerClientBuilder()
        .endpoint(url)
        .sasToken(sas)
        .httpClient(client)
        .retryOptions(retries())
        .buildClient();
  }

  BlobClient blobBySas(String url, String sas) {
    return new BlobClientBuilder()
        .endpoint(url)
        .sasToken(sas)
        .httpClient(client)
        .retryOptions(retries())
        .buildClient();
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
