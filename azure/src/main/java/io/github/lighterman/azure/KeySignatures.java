package io.github.lighterman.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Signs with the account's own key, which takes no request and lasts for as long as one likes. */
final class KeySignatures implements NodeSignatures {
  private final BlobContainerClient container;
  private final SasProtocol protocol;

  KeySignatures(BlobContainerClient container) {
    this.container = container;
    this.protocol = protocol(container);
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
    String query = container.getBlobClient(name).generateSas(blob(permission, expiry, protocol));
    return new Signature(query, Optional.of(expiry));
  }

  @Override
  public Signature container(Permission permission, Instant expiry) throws IOException {
    String query = container.generateSas(container(permission, expiry, protocol));
    return new Signature(query, Optional.of(expiry));
  }

  @Override
  public Optional<Instant> goodUntil(Instant expiry) {
    return Optional.of(expiry);
  }
}
