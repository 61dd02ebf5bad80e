package io.github.lighterman.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.common.sas.SasProtocol;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs with a key that storage gives an identity for a week at most. No signature outlives its
 * key.
 */
final class DelegatedSignatures implements NodeSignatures {
  private static final Duration LONGEST = Duration.ofDays(7);

  /** By how much this machine's clock may be off. */
  private static final Duration SKEW = Duration.ofMinutes(15);

  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** For how long a key is used that can't cover what is asked, for no new one could by much. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final BlobContainer container;
  private final SasProtocol protocol;
  private final Clock clock;
  private volatile @Nullable Delegation latest;

  /** A key and when it was asked for. */
  private record Delegation(UserDelegationKey key, Instant from, Instant end) {}

  DelegatedSignatures(BlobContainer container, Clock clock) {
    this.container = container;
    this.protocol = KeySignatures.protocol(container.client());
    this.clock = clock;
  }

  @Override
  public Signature blob(String name, Permission permission, Instant expiry) throws IOException {
    Delegation delegation = delegation(expiry);
    Instant end = earlier(expiry, delegation.end);
    String query =
        container
            .client()
            .getBlobClient(name)
            .generateUserDelegationSas(
                KeySignatures.blob(permission, end, protocol), delegation.key);
    return new Signature(query, Optional.of(end));
  }

  @Override
  public Signature container(Permission permission, Instant expiry) throws IOException {
    Delegation delegation = delegation(expiry);
    Instant end = earlier(expiry, delegation.end);
    BlobContainerClient client = container.client();
    String query =
        client.generateUserDelegationSas(
            KeySignatures.container(permission, end, protocol), delegation.key);
    return new Signature(query, Optional.of(end));
  }

  @Override
  public Object series() {
    return "";
  }

  @Override
  public Optional<Instant> goodUntil(Instant expiry) {
    Instant now = clock.instant();
    Delegation known = latest;
    Instant end = known != null && isFine(known, expiry, now) ? known.end : end(now);
    return Optional.of(earlier(expiry, end));
  }

  /** Fetches a key if need be; several threads may do so at once, which is harmless. */
  private Delegation delegation(Instant expiry) throws IOException {
    Instant now = clock.instant();
    Delegation known = latest;
    if (known != null && isFine(known, expiry, now)) {
      return known;
    }
    Instant start = now.minus(SKEW).truncatedTo(ChronoUnit.SECONDS);
    Instant end = end(now);
    UserDelegationKey key =
        container
            .failures()
            .call(
                "have a key for signing in",
                "",
                () ->
                    container
                        .service()
                        .getUserDelegationKey(
                            start.atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC)));
    Delegation fresh = new Delegation(key, now, end);
    latest = fresh;
    return fresh;
  }

  private static boolean isFine(Delegation known, Instant expiry, Instant now) {
    return !known.end.isBefore(expiry) || now.isBefore(known.from.plus(FRESH));
  }

  private static Instant end(Instant now) {
    return now.plus(LONGEST).minus(SKEW).minus(MARGIN).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
