package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Configurations from the variables that Azure's own tools read. */
final class AzureEnvironmentTest {
  private static final Map<String, String> BATCH =
      Map.of(
          "AZURE_BATCH_ENDPOINT", "https://me.westeurope.batch.azure.com",
          "AZURE_BATCH_ACCOUNT", "me",
          "AZURE_BATCH_ACCESS_KEY", "a2V5");

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(BATCH);
    all.putAll(more);
    return all;
  }

  private static AzureBatchConfig config(Map<String, String> variables) {
    return AzureBatchConfig.ofEnvironment(variables)
        .container("jobs")
        .pool(PoolChoice.existing("pool"))
        .build();
  }

  @Test
  void keysComeFromTheEnvironment() {
    AzureBatchConfig config =
        config(
            with(
                Map.of(
                    "AZURE_STORAGE_BLOB_ENDPOINT", "https://store.blob.core.windows.net",
                    "AZURE_STORAGE_ACCOUNT", "store",
                    "AZURE_STORAGE_KEY", " c3RvcmU=\n")));

    assertThat(config.batchEndpoint())
        .isEqualTo(URI.create("https://me.westeurope.batch.azure.com"));
    assertThat(config.batchAuth()).isEqualTo(AzureAuth.sharedKey("me", "a2V5"));
    assertThat(config.storageEndpoint())
        .isEqualTo(URI.create("https://store.blob.core.windows.net"));
    assertThat(config.storageAuth()).isEqualTo(AzureAuth.sharedKey("store", "c3RvcmU="));
  }

  @Test
  void connectionStringWinsOverSignatureAndThatOverKey() {
    Map<String, String> all =
        with(
            Map.of(
                "AZURE_STORAGE_SERVICE_ENDPOINT",
                "store.blob.core.windows.net",
                "AZURE_STORAGE_ACCOUNT",
                "store",
                "AZURE_STORAGE_KEY",
                "c3RvcmU=",
                "AZURE_STORAGE_SAS_TOKEN",
                "?sp=r&sig=x",
                "AZURE_STORAGE_CONNECTION_STRING",
                "BlobEndpoint=https://other.example;SharedAccessSignature=sp=r&sig=y"));

    assertThat(config(all).storageAuth()).isEqualTo(AzureAuth.sas("sp=r&sig=y"));
    assertThat(config(all).storageEndpoint()).isEqualTo(URI.create("https://other.example"));
    all.put("AZURE_STORAGE_CONNECTION_STRING", " ");
    assertThat(config(all).storageAuth()).isEqualTo(AzureAuth.sas("sp=r&sig=x"));
    assertThat(config(all).storageEndpoint())
        .isEqualTo(URI.create("https://store.blob.core.windows.net"));
    all.remove("AZURE_STORAGE_SAS_TOKEN");
    assertThat(config(all).storageAuth()).isEqualTo(AzureAuth.sharedKey("store", "c3RvcmU="));
  }

  @Test
  void portalsConnectionStringIsRead() {
    AzureBatchConfig config =
        config(
            with(
                Map.of(
                    "AZURE_STORAGE_CONNECTION_STRING",
                    "DefaultEndpointsProtocol=https;AccountName=store;AccountKey=c3RvcmU=;"
                        + "EndpointSuffix=core.chinacloudapi.cn")));

    assertThat(config.storageEndpoint())
        .isEqualTo(URI.create("https://store.blob.core.chinacloudapi.cn"));
    assertThat(config.storageAuth()).isEqualTo(AzureAuth.sharedKey("store", "c3RvcmU="));
  }

  @Test
  void whatIsMissingMustBeSetAfterwards() {
    AzureBatchConfig.Builder config = AzureBatchConfig.ofEnvironment(Map.of());

    assertThatThrownBy(config::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("batchEndpoint, batchAuth, storageEndpoint, storageAuth");
    assertThat(
            config(
                    with(
                        Map.of(
                            "AZURE_STORAGE_BLOB_ENDPOINT", "https://a.example",
                            "AZURE_STORAGE_SAS_TOKEN", "sig=x")))
                .toBuilder()
                .batchAuth(AzureAuth.sharedKey("you", "a2V5"))
                .build()
                .batchAuth())
        .isEqualTo(AzureAuth.sharedKey("you", "a2V5"));
  }

  @Test
  void allThatCannotBeReadIsNamedAndNotShown() {
    assertThatThrownBy(
            () ->
                AzureBatchConfig.ofEnvironment(
                    Map.of(
                        "AZURE_BATCH_ENDPOINT", "http://me.example",
                        "AZURE_BATCH_ACCOUNT", "me",
                        "AZURE_BATCH_ACCESS_KEY", "hunter2!",
                        "AZURE_STORAGE_BLOB_ENDPOINT", "https://a b?sig=hunter2",
                        "AZURE_STORAGE_KEY", "hunter2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("variable AZURE_BATCH_ENDPOINT must have https")
        .hasMessageContaining("variable AZURE_BATCH_ACCESS_KEY must have a key in Base64")
        .hasMessageContaining("variable AZURE_STORAGE_BLOB_ENDPOINT must be an address")
        .hasMessageContaining("variable AZURE_STORAGE_KEY needs 'storage-account'")
        .hasMessageContaining("AZURE_STORAGE_ACCOUNT")
        .hasMessageNotContaining("hunter2");
  }
}
