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
import java.util.EnumMap;
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
  private record Shared(URI url, Optional<Instant> expiry, Instant until) {}

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
      return new GivenSignature(sas.token(), clock);
    }
    return auth instanceof AzureAuth.Identity
        ? new DelegatedSignatures(container, clock)
        : new KeySignatures(container.client());
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
    if (there != null && now.isBefore(there.until) && isLongEnough(there)) {
      return there.url;
    }
    Signature signature = signatures.container(permission, wanted().plus(shared));
    Shared fresh =
        new Shared(with(container.url(), signature), signature.expiry(), now.plus(shared));
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
