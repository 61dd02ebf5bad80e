package io.github.lighterman.testing.blob;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes shared access signatures with the account's key. */
final class SasMaker {
  private final String account;
  private final AccountKey key;

  SasMaker(String account, AccountKey key) {
    this.account = account;
    this.key = key;
  }

  /** Returns a signature for a container or a blob, as the query of a URL. */
  String sign(Target target, Instant expiry, Set<BlobPermission> permissions) {
    boolean ofBlob = !target.blob().isEmpty();
    String letters =
        permissions.stream().map(each -> "" + each.letter()).collect(Collectors.joining());
    String fields =
        "sv="
            + BlobEmulator.VERSION
            + "&se="
            + encode(expiry.truncatedTo(ChronoUnit.SECONDS).toString())
            + (ofBlob ? "&sr=b" : "&sr=c")
            + "&sp="
            + letters;
    String container = "/blob/" + account + "/" + target.container();
    String text =
        SasText.ofService(
            Query.of(Optional.of(fields)), ofBlob ? container + "/" + target.blob() : container);
    return fields + "&sig=" + encode(key.sign(text));
  }

  /** Returns a text as it stands in a URL. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
