package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;

/** Where an output goes. */
public sealed interface OutputTarget {
  /** The run's store, from where other jobs take it; it lives as long as the run. */
  record RunStore() implements OutputTarget {}

  /**
   * A path on this machine.
   *
   * @param path for one file the file itself, for several the directory that they go below; a
   *     relative path is taken from this process's working directory, now
   */
  record LocalPath(Path path) implements OutputTarget {
    /** Makes the path absolute. */
    public LocalPath {
      path = path.toAbsolutePath();
    }
  }

  /**
   * An address. Which schemes work is up to the executor.
   *
   * @param uri for one file its address, for several what their paths are put behind
   */
  record Remote(URI uri) implements OutputTarget {
    /** Checks that there is an address. */
    public Remote {
      requireNonNull(uri, "uri");
    }

    /** Leaves out the user and what follows the path, since a secret may be among them. */
    @Override
    public String toString() {
      String authority = String.valueOf(uri.getRawAuthority());
      String place = authority.substring(authority.lastIndexOf('@') + 1);
      return "Remote[" + uri.getScheme() + "://" + place + uri.getRawPath() + "]";
    }
  }
}
