package io.github.lighterman.azure;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes the signatures that nodes get. Safe for use by several threads.
 *
 * @see NodeAccess
 */
interface NodeSignatures {
  /** What a signature permits, in the letters of Azure's {@code sp}. */
  enum Permission {
    READ("r"),
    READ_AND_LIST("rl"),
    WRITE("cw");

    private final String letters;

    Permission(String letters) {
      this.letters = letters;
    }

    String letters() {
      return letters;
    }
  }

  /**
   * A signature.
   *
   * @param query the query of a signed address, without the question mark
   * @param expiry until when it's good, if that is known
   */
  record Signature(String query, Optional<Instant> expiry) {
    @Override
    public String toString() {
      return "Signature[until " + expiry + "]";
    }
  }

  /** Signs for one blob, whether or not there is one. */
  Signature blob(String name, Permission permission, Instant expiry) throws IOException;

  /** Signs for the container and all in it. */
  Signature container(Permission permission, Instant expiry) throws IOException;

  /**
   * Returns what is equal for as long as signatures are made with the same secret.
   *
   * @throws IllegalStateException if there is none
   */
  Object series();

  /** Returns until when a signature will be good of which it's asked now that it be until then. */
  Optional<Instant> goodUntil(Instant expiry);
}
