package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.blob.Grant.Reach;
import java.net.InetAddress;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Checks shared access signatures: of the account, of one container or blob, and delegated. */
final class SasCheck {
  /** All parameters that signatures have; requests with one may have them beside their own. */
  static final Set<String> PARAMETERS =
      Set.of(
          "sv", "ss", "srt", "sp", "st", "se", "sip", "spr", "sig", "sr", "si", "ses", "sdd",
          "skoid", "sktid", "skt", "ske", "sks", "skv", "skdutid", "saoid", "suoid", "scid",
          "sduoid", "srh", "srq", "rscc", "rscd", "rsce", "rscl", "rsct");

  private static final List<String> REFUSED =
      List.of("si", "ses", "sdd", "sduoid", "suoid", "skdutid", "srh", "srq");
  private static final String OLDEST = "2015-04-05";

  private final String account;
  private final AccountKey key;
  private final DelegationKeys delegationKeys;
  private final Clock clock;

  SasCheck(String account, AccountKey key, DelegationKeys delegationKeys, Clock clock) {
    this.account = account;
    this.key = key;
    this.delegationKeys = delegationKeys;
    this.clock = clock;
  }

  /** Returns what the signature in {@code query} allows on {@code target}. */
  Grant check(Query query, Target target, InetAddress from) {
    requireEmulated(query);
    boolean ofAccount = query.value("srt").isPresent();
    AccountKey signer =
        query.value("skoid").isPresent() ? delegationKeys.signer(query, clock.instant()) : key;
    String text = ofAccount ? SasText.ofAccount(query, account) : ofResource(query, target);
    if (!signer.hasSigned(text, query.required("sig"))) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "The signature didn't match. The server signed this: '"
              + text.replace("\n", "\\n")
              + "'.");
    }
    checkTime(query);
    checkProtocol(query);
    SourceRange.check(query.orEmpty("sip"), from);
    if (ofAccount) {
      checkAccountScope(query, target);
    }
    return Grant.ofSignature(query.required("sp"), ofAccount ? Reach.ACCOUNT : Reach.BLOBS);
  }

  private static void requireEmulated(Query query) {
    for (String name : REFUSED) {
      if (query.value(name).isPresent()) {
        throw StorageError.NOT_IMPLEMENTED.exception(
            "BlobEmulator doesn't take signatures with '"
                + name
                + (name.equals("si") ? "' (stored access policies)." : "'."));
      }
    }
    String resource = query.orEmpty("sr");
    if (!Set.of("", "b", "c").contains(resource)) {
      throw StorageError.NOT_IMPLEMENTED.exception(
          "BlobEmulator doesn't take signatures with sr="
              + resource
              + (resource.equals("d") ? " (directories); sign the container." : "."));
    }
    if (query.required("sv").compareTo(OLDEST) < 0) {
      throw StorageError.NOT_IMPLEMENTED.exception(
          "BlobEmulator takes signatures of version " + OLDEST + " and newer.");
    }
  }

  private String ofResource(Query query, Target target) {
    String resource = "/blob/" + account + "/" + target.container();
    if (query.required("sr").equals("b")) {
      resource += "/" + target.blob();
    }
    return query.value("skoid").isPresent()
        ? SasText.ofUserDelegation(query, resource)
        : SasText.ofService(query, resource);
  }

  private void checkTime(Query query) {
    Instant now = clock.instant();
    boolean early = query.value("st").filter(start -> now.isBefore(time("st", start))).isPresent();
    String expiry = query.required("se");
    if (early || !now.isBefore(time("se", expiry))) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          "Signature not valid in the specified time frame: Start ["
              + query.orEmpty("st")
              + "] - Expiry ["
              + expiry
              + "] - Current ["
              + now
              + "]");
    }
  }

  /** Reads a time as signatures have it: a date, with or without time and seconds. */
  static Instant time(String name, String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw StorageError.AUTHENTICATION_FAILED.exception(
          name + " must be a time such as 2030-01-01T00:00:00Z, not '" + text + "'.");
    }
  }

  private static void checkProtocol(Query query) {
    if (query.orEmpty("spr").equals("https")) {
      throw StorageError.AUTHORIZATION_PROTOCOL_MISMATCH.exception(
          "The signature is for https only, and BlobEmulator speaks plain http.");
    }
  }

  private static void checkAccountScope(Query query, Target target) {
    if (query.required("ss").indexOf('b') < 0) {
      throw StorageError.AUTHORIZATION_SERVICE_MISMATCH.exception();
    }
    if (query.required("srt").indexOf(target.scope().letter()) < 0) {
      throw StorageError.AUTHORIZATION_RESOURCE_TYPE_MISMATCH.exception();
    }
  }

  /** Returns how long a key or signature is good for. */
  static Duration between(String start, String end) {
    return Duration.between(time("start", start), time("end", end));
  }
}
