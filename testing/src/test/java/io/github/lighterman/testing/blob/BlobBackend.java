package io.github.lighterman.testing.blob;

import com.azure.storage.blob.models.BlobErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A store that the contract is held against. */
record BlobBackend(String name, Optional<String> missing, String connectionString) {
  private static final Path DIRECTORY = Path.of("azurite");

  /** Starts each store when it's first needed, and stops it when all tests are done. */
  static final class All implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      Store store = context.getRoot().getStore(Namespace.create(BlobBackend.class));
      return Stream.of(Arguments.of(emulator(store)), Arguments.of(azurite(store)));
    }

    private static BlobBackend emulator(Store store) {
      BlobEmulator emulator = shared(store, BlobEmulator.class, BlobEmulator::start);
      return new BlobBackend("emulator", Optional.empty(), emulator.connectionString());
    }

    private static BlobBackend azurite(Store store) {
      Optional<String> missing = Azurite.missing(DIRECTORY);
      if (missing.isPresent()) {
        return new BlobBackend("azurite", missing, "");
      }
      Azurite azurite = shared(store, Azurite.class, () -> Azurite.start(DIRECTORY));
      return new BlobBackend("azurite", missing, azurite.connectionString());
    }

    private static <T> T shared(Store store, Class<T> type, Supplier<T> start) {
      return store.computeIfAbsent(type, unused -> start.get(), type);
    }
  }

  /** Returns the code of what isn't authenticated; Azurite says that it isn't authorized. */
  BlobErrorCode notAuthenticated() {
    return name.equals("azurite")
        ? BlobErrorCode.AUTHORIZATION_FAILURE
        : BlobErrorCode.AUTHENTICATION_FAILED;
  }

  @Override
  public String toString() {
    return name;
  }
}
