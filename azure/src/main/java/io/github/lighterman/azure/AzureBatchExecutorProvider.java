package io.github.lighterman.azure;

import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens an {@link AzureBatchExecutor} under the name {@code azure-batch}. Addresses, accounts and
 * keys that are not set are those of the environment variables that Azure's own tools read.
 */
public final class AzureBatchExecutorProvider implements WorkflowExecutorProvider {
  private final AzureSettings settings;

  /** Creates the provider, with this process's environment. */
  public AzureBatchExecutorProvider() {
    // No method reference: it would need azure-identity as soon as this class is used.
    this(System.getenv(), clientId -> DefaultIdentity.of(clientId));
  }

  AzureBatchExecutorProvider(Map<String, String> variables, AzureSettings.Identities identities) {
    this.settings = new AzureSettings(variables, identities);
  }

  @Override
  public String name() {
    return AzureBatchExecutor.NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public List<Setting<?>> settings() {
    return AzureSettings.all();
  }

  @Override
  public WorkflowExecutor open(ExecutorSettings values) {
    return AzureBatchExecutor.open(config(values));
  }

  /**
   * Returns what {@link #open} would open an executor with, for programs that use the same
   * accounts.
   *
   * @throws io.github.lighterman.InvalidSettingException if a setting is missing or can't be read
   */
  public AzureBatchConfig config(ExecutorSettings values) {
    return settings.config(values);
  }
}
