package io.github.lighterman.testing.blob;

import java.io.IOException;

/** Does what one operation is for. */
@FunctionalInterface
interface Action {
  /**
   * Returns the answer.
   *
   * @throws StorageException to answer with an error
   * @throws IOException if the client breaks off
   */
  Answer apply(Call call) throws IOException;
}
