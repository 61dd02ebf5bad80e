package io.github.lighterman.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.CopyStatusType;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.common.Utility;
import io.github.lighterman.azure.BlobReads.Answer;
import io.github.lighterman.azure.BlobReads.Range;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One blob container: all that this module does with storage. Calls block until they are done, try
 * again by themselves where that can help, and throw a {@link NoSuchFileException} for a blob that
 * isn't there and a {@link java.nio.file.AccessDeniedException} if rights are missing. Every write
 * is atomic, and so is every local file that is written. Safe for use by several threads.
 *
 * <p>{@link #upload(String, Path)} keeps the file's executable bit, and {@link #download} puts it
 * back.
 */
final class BlobContainer implements AutoCloseable {
  /** How many parts of large transfers are under way at once, over all of them. */
  private static final int LANES = 8;

  /** The metadata by which a writer finds out that it was itself. */
  private static final String WRITER = "writer";

  private static final Duration COPY_POLL = Duration.ofMillis(500);

  private final URI url;
  private final AzureAuth auth;
  private final BlobConnections connections;
  private final Lanes lanes = new Lanes("lighterman-blobs", LANES);
  private final BlobServiceClient service;
  private final BlobContainerClient client;
  private final BlobFailures failures;
  private final BlobListing listing;
  private final BlobUploads uploads;
  private final BlobReads reads;
  private final BlobDownload downloads;
  private final BlobDeletes deletes;

  private BlobContainer(AzureBatchConfig config, BlobConnections connections) {
    this.connections = connections;
    this.auth = config.storageAuth();
    this.url = url(config);
    this.service = connections.service(config);
    this.client = service.getBlobContainerClient(config.container());
    this.failures = new BlobFailures(url);
    this.listing = new BlobListing(client, failures);
    this.uploads = new BlobUploads(client, lanes, failures);
    this.reads =
        new BlobReads(
            client.getHttpPipeline(), client.getServiceVersion().getVersion(), this::url, failures);
    this.downloads = new BlobDownload(reads, lanes);
    this.deletes = new BlobDeletes(client, this::url, lanes, failures);
  }

  /** Opens the container without asking whether it's there. */
  static BlobContainer open(AzureBatchConfig config) {
    return new BlobContainer(config, new BlobConnections());
  }

  private static URI url(AzureBatchConfig config) {
    String endpoint = config.storageEndpoint().toString();
    return URI.create(endpoint + (endpoint.endsWith("/") ? "" : "/") + config.container());
  }

  /** Returns the container's address without a signature. */
  URI url() {
    return url;
  }

  /** Returns a blob's address without a signature, whether or not there is such a blob. */
  URI url(String blob) {
    return URI.create(url + "/" + Utility.urlEncode(blob).replace("%2F", "/"));
  }

  /** Returns the SDK's client of the account, for signing. */
  BlobServiceClient service() {
    return service;
  }

  /** Returns the SDK's client of the container, for signing. */
  BlobContainerClient client() {
    return client;
  }

  BlobFailures failures() {
    return failures;
  }

  /** Creates a blob unless one is there; returns its ETag, or empty if there was one. */
  Optional<String> create(String blob, byte[] bytes) throws IOException {
    return write(blob, bytes, new BlobRequestConditions().setIfNoneMatch("*"));
  }

  /** Replaces a blob if it still has this ETag; returns the new one, or empty if not, or gone. */
  Optional<String> replace(String blob, byte[] bytes, String etag) throws IOException {
    return write(blob, bytes, new BlobRequestConditions().setIfMatch(etag));
  }

  private Optional<String> write(String blob, byte[] bytes, BlobRequestConditions conditions)
      throws IOException {
    String writer = UUID.randomUUID().toString();
    var options =
        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
            .setMetadata(Map.of(WRITER, writer))
            .setRequestConditions(conditions);
    try {
      return Optional.of(
          client
              .getBlobClient(blob)
              .getBlockBlobClient()
              .uploadWithResponse(options, null, Context.NONE)
              .getValue()
              .getETag());
    } catch (RuntimeException e) {
      if (!BlobFailures.has(
          e,
          BlobErrorCode.BLOB_ALREADY_EXISTS,
          BlobErrorCode.CONDITION_NOT_MET,
          BlobErrorCode.BLOB_NOT_FOUND)) {
        throw failures.translated("write", blob, e);
      }
    }
    // It can have been our own first try, of which the answer got lost.
    return properties(blob)
        .filter(properties -> writer.equals(properties.getMetadata().get(WRITER)))
        .map(BlobProperties::getETag);
  }

  /** Returns a blob's bytes and ETag, or empty if there is none. */
  Optional<Versioned> read(String blob) throws IOException {
    try {
      Answer answer = reads.get(blob, Range.ALL, Optional.empty()).orElseThrow();
      try (InputStream body = new BlobStream(reads, blob, 0, answer)) {
        return Optional.of(new Versioned(body.readAllBytes(), answer.etag()));
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Stores a local file in place of what was there, large ones in several parts. */
  void upload(String blob, Path source) throws IOException {
    uploads.upload(blob, source);
  }

  /** Stores all that the stream still gives in place of what was there. Doesn't close it. */
  void upload(String blob, InputStream source) throws IOException {
    uploads.upload(blob, source);
  }

  /** Stores bytes in place of what was there. */
  void upload(String blob, byte[] bytes) throws IOException {
    uploads.upload(blob, bytes);
  }

  boolean exists(String blob) throws IOException {
    return properties(blob).isPresent();
  }

  /** Returns how many bytes a blob has, or empty if there is none. */
  OptionalLong size(String blob) throws IOException {
    return properties(blob).stream().mapToLong(BlobProperties::getBlobSize).findAny();
  }

  private Optional<BlobProperties> properties(String blob) throws IOException {
    try {
      return Optional.of(
          failures.call(
              "look at",
              blob,
              () ->
                  client
                      .getBlobClient(blob)
                      .getPropertiesWithResponse(null, null, Context.NONE)
                      .getValue()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Opens a blob. If it's replaced or deleted meanwhile, the stream has the old bytes or fails. */
  InputStream open(String blob) throws IOException {
    return reads.open(blob, Range.ALL);
  }

  /** Opens up to {@code length} bytes from {@code offset}, which may lie at or behind the end. */
  InputStream open(String blob, long offset, long length) throws IOException {
    return reads.open(blob, new Range(offset, length));
  }

  /** Writes a blob to a local file in place of what was there, and makes its parents. */
  void download(String blob, Path target) throws IOException {
    downloads.download(blob, target);
  }

  /** Does the same where nobody else writes this blob to this file at the same time. */
  void downloadAlone(String blob, Path target) throws IOException {
    downloads.downloadAlone(blob, target);
  }

  /** Lists the blobs whose names start so, by their whole names, sorted; illegal paths left out. */
  List<StagedFile> list(String prefix) throws IOException {
    return listing.files(prefix);
  }

  /** Lists the prefixes that go on from this one up to the next slash, with it, sorted. */
  List<String> directories(String prefix) throws IOException {
    return listing.directories(prefix);
  }

  /** Copies a blob within storage in place of what was there, with its metadata. */
  void copy(String from, String to) throws IOException {
    // Key and identity speak for the source too, a signature must stand in its address.
    String source =
        auth instanceof AzureAuth.Sas sas ? url(from) + "?" + sas.token() : url(from).toString();
    // Without waiting for the SDK's poller, which has threads that stay.
    failures.call("copy", from, () -> client.getBlobClient(to).beginCopy(source, COPY_POLL));
    CopyStatusType status = copyStatus(to);
    while (status == CopyStatusType.PENDING) {
      try {
        Thread.sleep(COPY_POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
      status = copyStatus(to);
    }
    if (status != CopyStatusType.SUCCESS) {
      throw new IOException("copying '" + from + "' to '" + to + "' ended with " + status);
    }
  }

  /** Who finds no copy there finds what others have put in its place since. */
  private CopyStatusType copyStatus(String blob) throws IOException {
    return properties(blob).map(BlobProperties::getCopyStatus).orElse(CopyStatusType.SUCCESS);
  }

  /** Deletes a blob. Does nothing if there is none. */
  void delete(String blob) throws IOException {
    deletes.delete(blob);
  }

  /** Deletes every blob whose name starts so, and returns how many there were. */
  int deleteAll(String prefix) throws IOException {
    List<String> names = listing.names(prefix);
    deletes.deleteAll(names);
    return names.size();
  }

  /** Deletes the blobs of these names, as far as they're there. */
  void deleteAll(List<String> blobs) throws IOException {
    deletes.deleteAll(blobs);
  }

  /** Lists the names of all blobs that start so, illegal paths too. */
  List<String> names(String prefix) throws IOException {
    return listing.names(prefix);
  }

  /** Gives back threads and connections; what is under way fails, and calls afterwards do. */
  @Override
  public void close() {
    connections.close();
    lanes.close();
  }

  @Override
  public String toString() {
    return "BlobContainer[" + SignedUrls.redact(url) + "]";
  }
}
