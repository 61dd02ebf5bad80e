package io.github.lighterman.azure;

import java.util.List;

/**
 * What became of leftovers that were to be deleted.
 *
 * @param deleted those that are gone, or soon will be
 * @param kept those that are wanted by now, or gone already, and were not touched
 * @param failed what should have been deleted and could not be, by name and with the reason;
 *     another search finds it again
 */
public record LeftoverReport(List<Leftover> deleted, List<Leftover> kept, List<String> failed) {
  /** Copies the lists. */
  public LeftoverReport {
    deleted = List.copyOf(deleted);
    kept = List.copyOf(kept);
    failed = List.copyOf(failed);
  }
}
