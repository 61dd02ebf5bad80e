package io.github.lighterman.azure;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The identity that this process has by its surroundings: variables, a managed identity, or who is
 * logged in to Azure's command line. The one class that needs azure-identity, which is optional.
 */
final class DefaultIdentity {
  private DefaultIdentity() {}

  /**
   * Returns the identity, for which nothing has been asked yet.
   *
   * @param clientId which managed identity, if there are several
   * @throws NoClassDefFoundError if azure-identity isn't there
   */
  static AzureAuth of(Optional<String> clientId) {
    return of(
        clientId,
        // Named, or it would be whichever client stands first on the class path.
        builder -> builder.httpClient(new OkHttpAsyncHttpClientBuilder().build()));
  }

  static AzureAuth of(
      Optional<String> clientId, UnaryOperator<DefaultAzureCredentialBuilder> settings) {
    DefaultAzureCredentialBuilder builder = settings.apply(new DefaultAzureCredentialBuilder());
    clientId.ifPresent(builder::managedIdentityClientId);
    return AzureAuth.identity(builder.build());
  }
}
