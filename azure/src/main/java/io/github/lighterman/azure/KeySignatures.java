package io.github.lighterman.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.sas.SasProtocol;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs with the account's own key, which takes no request and lasts for as long as one likes. */
final class KeySignatures implements NodeSignatures {
  private final BlobContainerClient container;
  private final AzureAuth.SharedKey auth;
  private final SasProtocol protocol;
  private volatile @Nullable Signer latest;

  /** A key, and a client that signs with it and asks for nothing. */
  private record Signer(String key, BlobContainerClient client) {}

  KeySignatures(BlobContainerClient container, AzureAuth.SharedKey auth) {
    this.container = container;
    this.auth = auth;
    this.protocol = protocol(container);
  }

  private BlobContainerClient signer() throws IOException {
    try {
      String key = auth.key();
      Signer known = latest;
      if (known == null || !known.key.equals(key)) {
        known =
            new Signer(
                key,
                new BlobContainerClientBuilder()
                    .endpoint(container.getBlobContainerUrl())
                    .httpClient(container.getHttpPipeline().getHttpClient())
                    .credential(new StorageSharedKeyCredential(auth.account(), key))
                    .buildClient());
        latest = known;
      }
      return known.client;
    } catch (IllegalArgumentException e) {
      // Its message may be a part of the key.
      throw new IOException("the present key for storage is not Base64");
    } catch (IllegalStateException e) {
      throw new IOException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns plain http only where there is nothing else, which is an emulator. */
  static SasProtocol protocol(BlobContainerClient container) {
    String scheme = URI.create(container.getBlobContainerUrl()).getScheme();
    return scheme.equals("http") ? SasProtocol.HTTPS_HTTP : SasProtocol.HTTPS_ONLY;
  }

  // No start is signed, or a node whose clock is behind would be refused.

  static BlobServiceSasSignatureValues blob(
      Permission permission, Instant expiry, SasProtocol protocol) {
    return new BlobServiceSasSignatureValues(
            expiry.atOffset(ZoneOffset.UTC), BlobSasPermission.parse(permission.letters()))
        .setProtocol(protocol);
  }

  static BlobServiceSasSignatureValues container(
      Permission permission, Instant expiry, SasProtocol protocol) {
    return new BlobServiceSasSignatureValues(
            expiry.atOffset(ZoneOffset.UTC), BlobContainerSasPermission.parse(permission.letters()))
        .setProtocol(protocol);
  }

  @Override
  public Signature blob(String name, Permission permission, Instant expiry) throws IOException {
    String query = signer().getBlobClient(name).generateSas(blob(permission, expiry, protocol));
    return new Signature(query, Optional.of(expiry));
  }

  @Override
  public Signature container(Permission permission, Instant expiry) throws IOException {
    String query = signer().generateSas(container(permission, expiry, protocol));
    return new Signature(query, Optional.of(expiry));
  }

  @Override
  public Object series() {
    return auth.key();
  }

  @Override
  public Optional<Instant> goodUntil(Instant expiry) {
    return Optional.of(expiry);
  }
}
