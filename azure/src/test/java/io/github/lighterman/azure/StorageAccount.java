package io.github.lighterman.azure;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.net.URI;

/** What a storage account's owner does by himself. */
final class StorageAccount {
  private StorageAccount() {}

  /** Creates a container. */
  static void create(URI endpoint, AzureAuth.SharedKey key, String container) {
    client(endpoint, key).createBlobContainer(container);
  }

  static BlobServiceClient client(URI endpoint, AzureAuth.SharedKey key) {
    return new BlobServiceClientBuilder()
        .endpoint(endpoint.toString())
        .credential(new StorageSharedKeyCredential(key.account(), key.key()))
        .httpClient(new OkHttpAsyncHttpClientBuilder().build())
        .buildClient();
  }
}
