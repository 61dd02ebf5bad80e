package io.github.lighterman.testing.contract;

/** What a store may be unable to do by its nature. See {@link StagingAreaContract#has}. */
public enum StagingTrait {
  /** Keeps the executable bit of a local file that was put there. */
  EXECUTABLE_BIT("keeps the executable bit"),
  /** Keeps names apart that differ only in upper and lower case or in their Unicode form. */
  EXACT_NAMES("keeps names apart that differ only in case or Unicode form"),
  /** Keeps names that hold tabs, line feeds and the like. */
  CONTROL_CHARACTERS("keeps names with control characters"),
  /** Keeps the file {@code a} and the file {@code a/b} at the same time. */
  FILE_BESIDE_LONGER_PATHS("keeps a file beside files whose paths go on from its own");

  private final String promise;

  StagingTrait(String promise) {
    this.promise = promise;
  }

  /** Returns what a store with this trait does, as the end of a sentence. */
  String promise() {
    return promise;
  }
}
