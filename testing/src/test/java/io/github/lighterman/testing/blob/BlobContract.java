package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * What a Blob store must do for staging, told by the unmodified SDK. The classes that extend this
 * one are its parts; each runs against {@link BlobEmulator} and against Azurite.
 */
@ParameterizedClass(name = "{0}")
@ArgumentsSource(BlobBackend.All.class)
abstract class BlobContract {
  final BlobBackend backend;
  final StorageClients clients = new StorageClients(1);
  BlobServiceClient service;
  BlobContainerClient container;

  BlobContract(BlobBackend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void createContainer() {
    assumeTrue(backend.missing().isEmpty(), () -> backend.missing().orElse(""));
    service = clients.service(backend.connectionString());
    container = service.getBlobContainerClient("contract-" + UUID.randomUUID());
    container.create();
  }

  @AfterEach
  void deleteContainer() {
    if (container != null) {
      container.deleteIfExists();
    }
    clients.close();
  }

  BlobClient put(String name, String text) {
    BlobClient blob = container.getBlobClient(name);
    blob.upload(BinaryData.fromString(text), true);
    return blob;
  }

  static String text(BlobClient blob) {
    return blob.downloadContent().toString();
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  static void assertFails(int status, BlobErrorCode code, ThrowingCallable call) {
    BlobStorageException thrown = assertFails(status, call);
    assertThat(thrown.getErrorCode()).isEqualTo(code);
  }

  static BlobStorageException assertFails(int status, ThrowingCallable call) {
    BlobStorageException thrown = catchThrowableOfType(BlobStorageException.class, call);
    assertThat(thrown).as("nothing was thrown").isNotNull();
    assertThat(thrown.getStatusCode()).as(thrown.getMessage()).isEqualTo(status);
    return thrown;
  }
}
