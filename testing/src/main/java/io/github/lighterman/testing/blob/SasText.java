package io.github.lighterman.testing.blob;

import java.util.ArrayList;
import java.util.List;

/** The texts that shared access signatures sign, which changed with the service's versions. */
final class SasText {
  private static final List<String> OVERRIDES = List.of("rscc", "rscd", "rsce", "rscl", "rsct");

  private SasText() {}

  /** Returns what is signed for a container or blob with the account's key. */
  static String ofService(Query query, String resource) {
    List<String> lines = values(query, "sp", "st", "se");
    lines.add(resource);
    lines.addAll(values(query, "si", "sip", "spr", "sv"));
    String version = query.orEmpty("sv");
    if (version.compareTo("2018-11-09") >= 0) {
      lines.addAll(values(query, "sr", "snapshot"));
    }
    if (version.compareTo("2020-12-06") >= 0) {
      lines.add(query.orEmpty("ses"));
    }
    lines.addAll(values(query, OVERRIDES.toArray(String[]::new)));
    return String.join("\n", lines);
  }

  /** Returns what is signed for a container or blob with a user delegation key. */
  static String ofUserDelegation(Query query, String resource) {
    List<String> lines = values(query, "sp", "st", "se");
    lines.add(resource);
    lines.addAll(values(query, "skoid", "sktid", "skt", "ske", "sks", "skv"));
    String version = query.orEmpty("sv");
    if (version.compareTo("2020-02-10") >= 0) {
      lines.addAll(values(query, "saoid", "suoid", "scid"));
    }
    if (version.compareTo("2025-07-05") >= 0) {
      lines.addAll(values(query, "skdutid", "sduoid"));
    }
    lines.addAll(values(query, "sip", "spr", "sv", "sr", "snapshot"));
    if (version.compareTo("2020-12-06") >= 0) {
      lines.add(query.orEmpty("ses"));
    }
    if (version.compareTo("2026-02-06") > 0) {
      lines.addAll(values(query, "srh", "srq"));
    }
    lines.addAll(values(query, OVERRIDES.toArray(String[]::new)));
    return String.join("\n", lines);
  }

  /** Returns what is signed for an account. */
  static String ofAccount(Query query, String account) {
    List<String> lines = new ArrayList<>();
    lines.add(account);
    lines.addAll(values(query, "sp", "ss", "srt", "st", "se", "sip", "spr", "sv"));
    if (query.orEmpty("sv").compareTo("2020-12-06") >= 0) {
      lines.add(query.orEmpty("ses"));
    }
    lines.add("");
    return String.join("\n", lines);
  }

  private static List<String> values(Query query, String... names) {
    List<String> values = new ArrayList<>();
    for (String name : names) {
      values.add(query.orEmpty(name));
    }
    return values;
  }
}
