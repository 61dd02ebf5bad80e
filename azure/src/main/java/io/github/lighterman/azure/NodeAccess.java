package io.github.lighterman.azure;

import io.github.lighterman.azure.NodeSignatures.Permission;
import io.github.lighterman.azure.NodeSignatures.Signature;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses in the container with which nodes reach it: signed, or bare if the pool has an identity
 * for it. Safe for use by several threads.
 */
final class NodeAccess {
  /** For how long an address of the container is handed out again, so that tasks have it alike. */
  private static final Duration SHARED = Duration.ofMinutes(5);

  private final BlobContainer container;
  private final NodeSignatures signatures;
  private final Optional<String> identity;
  private final Duration life;
  private final Duration shared;
  private final Clock clock;
  private final Map<Permission, Shared> known = new EnumMap<>(Permission.class);

  /** An address that was signed, and until when it's handed out. */
  private record Shared(URI url, Object series, Optional<Instant> expiry, Instant until) {}

  NodeAccess(AzureBatchConfig config, BlobContainer container, Clock clock) {
    this.container = container;
    this.clock = clock;
    this.identity = config.nodeIdentity();
    this.life = config.signatureLife();
    Duration tenth = life.dividedBy(10);
    this.shared = tenth.compareTo(SHARED) < 0 ? tenth : SHARED;
    this.signatures = signatures(config.storageAuth(), container, clock);
  }

  private static NodeSignatures signatures(AzureAuth auth, BlobContainer container, Clock clock) {
    if (auth instanceof AzureAuth.Sas sas) {
      return new GivenSignature(sas, clock);
    }
    return auth instanceof AzureAuth.SharedKey key
        ? new KeySignatures(container.client(), key)
        : new DelegatedSignatures(container, clock);
  }

  /** Returns the pool's managed identity for bare addresses, if nodes reach storage with one. */
  Optional<String> identity() {
    return identity;
  }

  /** Returns an address from which a node reads a blob, whether or not there is one yet. */
  URI readable(String blob) throws IOException {
    return signed(container.url(blob), blob);
  }

  /**
   * Returns an address from which a node reads what is there. One of a blob in the container that
   * has no query gets a signature; any other is returned as it is.
   */
  URI readable(URI any) throws IOException {
    String start = container.url() + "/";
    String text = any.toString();
    boolean ours =
        text.length() > start.length()
            && text.startsWith(start)
            && any.getRawQuery() == null
            && any.getRawFragment() == null;
    return ours
        ? signed(
            any,
            URLDecoder.decode(
                text.substring(start.length()).replace("+", "%2B"), StandardCharsets.UTF_8))
        : any;
  }

  /**
   * Returns the task with all addresses signed that lie in the container and have no query.
   *
   * @throws IOException if nothing can be signed now
   */
  SignedTask sign(BatchTask bare) throws IOException {
    Instant until = clock.instant().plus(shared);
    Object series = series();
    List<ResourceFile> resources = new ArrayList<>();
    for (ResourceFile file : bare.files().resources()) {
      resources.add(file.from(signed(file)));
    }
    List<OutputUpload> outputs = new ArrayList<>();
    for (OutputUpload file : bare.files().outputs()) {
      outputs.add(file.container().equals(container.url()) ? file.to(writable()) : file);
    }
    return new SignedTask(bare.with(new BatchTask.Files(resources, outputs)), series, until);
  }

  private URI signed(ResourceFile file) throws IOException {
    if (file.source() == ResourceFile.Source.FILE) {
      return readable(file.url());
    }
    return file.url().equals(container.url()) ? listable() : file.url();
  }

  /** Tells whether a task's signatures are as good as others would be. */
  boolean isFresh(SignedTask task) throws IOException {
    return clock.instant().isBefore(task.until()) && task.series().equals(series());
  }

  /** Returns what is equal for as long as addresses are signed with the same secret. */
  Object series() throws IOException {
    if (identity.isPresent()) {
      return "";
    }
    try {
      return signatures.series();
    } catch (IllegalStateException e) {
      throw new IOException(String.valueOf(e.getMessage()));
    }
  }

  private URI signed(URI bare, String blob) throws IOException {
    if (identity.isPresent()) {
      return bare;
    }
    return with(bare, signatures.blob(blob, Permission.READ, wanted()));
  }

  /** Returns the container's address with which a node lists and reads all blobs. */
  URI listable() throws IOException {
    return container(Permission.READ_AND_LIST);
  }

  /** Returns the container's address with which a node writes blobs. */
  URI writable() throws IOException {
    return container(Permission.WRITE);
  }

  private URI container(Permission permission) throws IOException {
    if (identity.isPresent()) {
      return container.url();
    }
    Instant now = clock.instant();
    @Nullable Shared there;
    synchronized (known) {
      there = known.get(permission);
    }
    Object series = series();
    if (there != null
        && now.isBefore(there.until)
        && there.series.equals(series)
        && isLongEnough(there)) {
      return there.url;
    }
    Signature signature = signatures.container(permission, wanted().plus(shared));
    Shared fresh =
        new Shared(with(container.url(), signature), series, signature.expiry(), now.plus(shared));
    synchronized (known) {
      known.put(permission, fresh);
    }
    return fresh.url;
  }

  /** What was signed with a key that ends before the present one is good for less time. */
  private boolean isLongEnough(Shared there) {
    Optional<Instant> promised = goodUntil();
    return promised.isEmpty()
        || there.expiry.isEmpty()
        || !there.expiry.get().isBefore(promised.get());
  }

  private Instant wanted() {
    return clock.instant().plus(life).truncatedTo(ChronoUnit.SECONDS);
  }

  private static URI with(URI bare, Signature signature) {
    return URI.create(bare + "?" + signature.query());
  }

  /** Returns until when addresses that are handed out now are good at least, if that is limited. */
  Optional<Instant> goodUntil() {
    return identity.isPresent() ? Optional.empty() : signatures.goodUntil(wanted());
  }
}
