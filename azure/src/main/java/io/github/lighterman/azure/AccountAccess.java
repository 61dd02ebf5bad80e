package io.github.lighterman.azure;

import static io.github.lighterman.azure.AccountSetting.BATCH_ACCOUNT;
import static io.github.lighterman.azure.AccountSetting.BATCH_ENDPOINT;
import static io.github.lighterman.azure.AccountSetting.BATCH_KEY;
import static io.github.lighterman.azure.AccountSetting.STORAGE_ACCOUNT;
import static io.github.lighterman.azure.AccountSetting.STORAGE_CONNECTION_STRING;
import static io.github.lighterman.azure.AccountSetting.STORAGE_ENDPOINT;
import static io.github.lighterman.azure.AccountSetting.STORAGE_KEY;
import static io.github.lighterman.azure.AccountSetting.STORAGE_SAS;

import io.github.lighterman.azure.SettingOrigins.Found;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds where both accounts are and how to get in. A setting wins over every variable. Among
 * variables a connection string wins over a signature, and that over a key, as in Azure's own
 * command line. Not safe for use by several threads.
 */
final class AccountAccess {
  private static final List<AccountSetting> STORAGE_WAYS =
      List.of(STORAGE_KEY, STORAGE_SAS, STORAGE_CONNECTION_STRING);

  private final SettingOrigins origins;
  private final List<String> problems = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  AccountAccess(SettingOrigins origins) {
    this.origins = origins;
  }

  /** Returns what is wrong with what was found so far. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Returns what was looked for and found nowhere. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** Tells a configuration all of both accounts, with keys or signatures. */
  void apply(AzureBatchConfig.Builder config) {
    findEndpoint(BATCH_ENDPOINT, config::batchEndpoint);
    key(BATCH_KEY, BATCH_ACCOUNT).ifPresent(config::batchAuth);
    if (origins.any(BATCH_KEY).isEmpty()) {
      missing.add(BATCH_KEY.names() + " or auth=identity");
    }
    applyStorage(config);
  }

  /** Tells a configuration all of both accounts, with this identity. */
  void apply(AzureBatchConfig.Builder config, AzureAuth identity) {
    findEndpoint(BATCH_ENDPOINT, config::batchEndpoint);
    findEndpoint(STORAGE_ENDPOINT, config::storageEndpoint);
    config.batchAuth(identity).storageAuth(identity);
    refuseKeys();
  }

  /** Refuses what does not go together with an identity. */
  void refuseKeys() {
    for (AccountSetting way :
        List.of(BATCH_KEY, STORAGE_KEY, STORAGE_SAS, STORAGE_CONNECTION_STRING)) {
      origins
          .set(way)
          .ifPresent(
              found ->
                  problems.add(found + " doesn't go with auth=identity; leave one of them out"));
    }
  }

  private void applyStorage(AzureBatchConfig.Builder config) {
    List<AccountSetting> set =
        STORAGE_WAYS.stream().filter(way -> origins.set(way).isPresent()).toList();
    if (set.size() > 1) {
      problems.add("only one of " + AccountSetting.names(set) + " can be set; leave the rest out");
      return;
    }
    Optional<Found> connection = connection();
    if (connection.isPresent()) {
      connect(connection.get(), config);
      return;
    }
    findEndpoint(STORAGE_ENDPOINT, config::storageEndpoint);
    Optional<Found> sas = origins.set(STORAGE_SAS);
    if (sas.isEmpty() && origins.set(STORAGE_KEY).isEmpty()) {
      sas = origins.variable(STORAGE_SAS);
    }
    if (sas.isPresent()) {
      sas.flatMap(this::signature).ifPresent(config::storageAuth);
      return;
    }
    key(STORAGE_KEY, STORAGE_ACCOUNT).ifPresent(config::storageAuth);
    if (origins.any(STORAGE_KEY).isEmpty()) {
      missing.add("one of " + AccountSetting.names(STORAGE_WAYS) + " or auth=identity");
    }
  }

  /** Returns the connection string; one of a variable if nothing of storage is set. */
  private Optional<Found> connection() {
    boolean bySettings =
        List.of(STORAGE_ENDPOINT, STORAGE_ACCOUNT, STORAGE_KEY, STORAGE_SAS).stream()
            .anyMatch(each -> origins.set(each).isPresent());
    return origins
        .set(STORAGE_CONNECTION_STRING)
        .or(() -> bySettings ? Optional.empty() : origins.variable(STORAGE_CONNECTION_STRING));
  }

  private void connect(Found found, AzureBatchConfig.Builder config) {
    for (AccountSetting said : List.of(STORAGE_ENDPOINT, STORAGE_ACCOUNT)) {
      origins
          .set(said)
          .ifPresent(
              other -> problems.add(other + " stands in " + found + " already; leave it out"));
    }
    StorageConnectionString connection;
    try {
      connection = StorageConnectionString.parse(found.value());
    } catch (IllegalArgumentException e) {
      problems.add(found + " " + e.getMessage());
      return;
    }
    endpoint(new Found(connection.endpoint(), found.origin()), config::storageEndpoint);
    if (connection.auth() instanceof AzureAuth.SharedKey key) {
      requireBase64(found, key);
    }
    config.storageAuth(connection.auth());
  }

  private void findEndpoint(AccountSetting what, Consumer<URI> config) {
    Optional<Found> found = origins.any(what);
    if (found.isEmpty()) {
      missing.add(what.names());
    } else {
      endpoint(found.get(), config);
    }
  }

  /** Takes one without https too, since Azure's command line shows it so. */
  private void endpoint(Found found, Consumer<URI> config) {
    String text = found.value().contains("://") ? found.value() : "https://" + found.value();
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      // Its message has all of the text, of which a part may be a secret.
      problems.add(found + " must be an address such as https://host");
      return;
    }
    try {
      config.accept(uri);
    } catch (IllegalArgumentException e) {
      // The message starts with the configuration's own name for it.
      problems.add(String.valueOf(e.getMessage()).replaceFirst("^\\w+", found.origin()));
    }
  }

  private Optional<AzureAuth> key(AccountSetting key, AccountSetting account) {
    Optional<Found> secret = origins.any(key);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    Optional<Found> name = origins.any(account);
    if (name.isEmpty()) {
      problems.add(secret.get() + " needs " + account.names() + " too");
      return Optional.empty();
    }
    AzureAuth.SharedKey shared = new AzureAuth.SharedKey(name.get().value(), secret.get().value());
    requireBase64(secret.get(), shared);
    return Optional.of(shared);
  }

  private void requireBase64(Found found, AzureAuth.SharedKey key) {
    if (!key.isBase64()) {
      problems.add(
          found + " must have a key in Base64, as the portal shows it, not (not shown); copy all");
    }
  }

  private Optional<AzureAuth> signature(Found found) {
    if (found.value().contains("://") || !found.value().contains("sig=")) {
      problems.add(
          found
              + " must be the query of a signed address, with its sig, not (not shown); leave out"
              + " all before the question mark");
      return Optional.empty();
    }
    return Optional.of(AzureAuth.sas(found.value()));
  }
}
