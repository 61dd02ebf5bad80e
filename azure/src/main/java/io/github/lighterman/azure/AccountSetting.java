package io.github.lighterman.azure;

import io.github.lighterman.spi.Setting;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A setting that says where an account is or how to get in, and the environment variables that
 * stand in for it because Azure's own tools read them.
 *
 * @param setting what users set
 * @param variables the first one that is there counts
 */
record AccountSetting(Setting<String> setting, List<String> variables) {
  static final AccountSetting BATCH_ENDPOINT =
      of(
          required(
              "batch-endpoint",
              "The Batch account's address, such as https://me.westeurope.batch.azure.com."
                  + " Default: $AZURE_BATCH_ENDPOINT"),
          "AZURE_BATCH_ENDPOINT");

  static final AccountSetting BATCH_ACCOUNT =
      of(
          required("batch-account", "The Batch account's name. Default: $AZURE_BATCH_ACCOUNT"),
          "AZURE_BATCH_ACCOUNT");

  static final AccountSetting BATCH_KEY =
      of(
          required("batch-key", "The Batch account's key. Default: $AZURE_BATCH_ACCESS_KEY")
              .secret(),
          "AZURE_BATCH_ACCESS_KEY");

  static final AccountSetting STORAGE_ENDPOINT =
      of(
          required(
              "storage-endpoint",
              "The Blob service's address, such as https://me.blob.core.windows.net."
                  + " Default: $AZURE_STORAGE_BLOB_ENDPOINT or $AZURE_STORAGE_SERVICE_ENDPOINT"),
          "AZURE_STORAGE_BLOB_ENDPOINT",
          "AZURE_STORAGE_SERVICE_ENDPOINT");

  static final AccountSetting STORAGE_ACCOUNT =
      of(
          required(
              "storage-account", "The storage account's name. Default: $AZURE_STORAGE_ACCOUNT"),
          "AZURE_STORAGE_ACCOUNT");

  static final AccountSetting STORAGE_KEY =
      of(
          required("storage-key", "The storage account's key. Default: $AZURE_STORAGE_KEY")
              .secret(),
          "AZURE_STORAGE_KEY");

  static final AccountSetting STORAGE_SAS =
      of(
          required(
                  "storage-sas",
                  "A shared access signature for the container, with r, l, c, w and d, instead of a"
                      + " key. Default: $AZURE_STORAGE_SAS_TOKEN")
              .secret(),
          "AZURE_STORAGE_SAS_TOKEN");

  static final AccountSetting STORAGE_CONNECTION_STRING =
      of(
          required(
                  "storage-connection-string",
                  "Address, account and key or signature of storage in one, instead of the others."
                      + " Default: $AZURE_STORAGE_CONNECTION_STRING, if none of the others is set")
              .secret(),
          "AZURE_STORAGE_CONNECTION_STRING");

  /** All, in the order in which people look for them. */
  static final List<AccountSetting> ALL =
      List.of(
          BATCH_ENDPOINT,
          BATCH_ACCOUNT,
          BATCH_KEY,
          STORAGE_ENDPOINT,
          STORAGE_ACCOUNT,
          STORAGE_KEY,
          STORAGE_SAS,
          STORAGE_CONNECTION_STRING);

  private static AccountSetting of(Setting<String> setting, String... variables) {
    return new AccountSetting(setting, List.of(variables));
  }

  /** Returns a setting of any text but blanks, which are taken off both ends. */
  static Setting<String> required(String name, String description) {
    return new Setting<>(
        name,
        "a text that isn't blank",
        description,
        Setting.Sensitivity.PUBLIC,
        value ->
            Optional.of(value.strip())
                .filter(text -> !text.isEmpty())
                .orElseThrow(IllegalArgumentException::new));
  }

  /** Returns how to set it, for messages. */
  String names() {
    return "'" + setting.name() + "' (" + String.join(" or ", variables) + ")";
  }

  /** Returns how to set one of several, for messages. */
  static String names(List<AccountSetting> some) {
    return some.stream().map(AccountSetting::names).collect(Collectors.joining(", "));
  }
}
