package io.github.lighterman.testing.batch.odata;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** Related data that a request for jobs, pools or tasks can ask for. */
public enum Expansion {
  /** The statistics of the entity. */
  STATS;

  /**
   * Checks the value of an {@code $expand} option and returns what it asks for. The service knows
   * {@code stats} alone.
   *
   * @param text as the query has it, decoded
   * @throws InvalidQueryException if a name is missing, or is any other than {@code stats}
   */
  public static Set<Expansion> parse(String text) {
    Set<String> unused = Names.parse("$expand", requireNonNull(text, "text"), Set.of("stats"));
    return Set.of(STATS);
  }
}
