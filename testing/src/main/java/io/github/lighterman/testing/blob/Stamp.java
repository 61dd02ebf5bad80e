package io.github.lighterman.testing.blob;

import java.time.Instant;

/**
 * When a container or blob came to be and was changed last.
 *
 * @param etag the entity tag, without quotes
 */
record Stamp(Instant created, Instant modified, String etag) {
  Stamp touched(Instant now, String newEtag) {
    return new Stamp(created, now, newEtag);
  }
}
