package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.blob.Grant.Identity;
import java.time.Duration;
import java.time.Instant;

/** Keys with which holders of a token sign. A key follows from what it's for, so none is kept. */
final class DelegationKeys {
  private static final Duration LONGEST = Duration.ofDays(7);

  private final AccountKey key;
  private volatile int series;

  DelegationKeys(AccountKey key) {
    this.key = key;
  }

  /** Takes nothing any more that is signed with a key of those up to now. */
  synchronized void revoke() {
    series++;
  }

  /** Returns a key in Base64. */
  String value(Identity identity, String start, String expiry, String version) {
    if (SasCheck.between(start, expiry).compareTo(LONGEST) > 0) {
      throw StorageError.OUT_OF_RANGE_INPUT.exception(
          "A user delegation key is good for seven days at most.");
    }
    return key.sign(
        String.join(
            "\n",
            "delegation" + series,
            identity.objectId(),
            identity.tenantId(),
            start,
            expiry,
            version));
  }

  /** Returns the key that must have signed, which is known by what the signature says of it. */
  AccountKey signer(Query query, Instant now) {
    String start = query.required("skt");
    String expiry = query.required("ske");
    if (now.isBefore(SasCheck.time("skt", start)) || !now.isBefore(SasCheck.time("ske", expiry))) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "The user delegation key is good from " + start + " to " + expiry + ".");
    }
    Identity identity = new Identity(query.required("skoid"), query.required("sktid"));
    return AccountKey.of(value(identity, start, expiry, query.required("skv")));
  }
}
