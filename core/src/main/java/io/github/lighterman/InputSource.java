package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;

/** Where an input comes from. */
public sealed interface InputSource {
  /**
   * A file on this machine.
   *
   * @param path where; a relative path is taken from this process's working directory, now
   */
  record LocalFile(Path path) implements InputSource {
    /** Makes the path absolute. */
    public LocalFile {
      path = path.toAbsolutePath();
    }
  }

  /**
   * A directory on this machine with everything below it. Symbolic links in it are followed.
   *
   * @param path where; a relative path is taken from this process's working directory, now
   */
  record LocalDirectory(Path path) implements InputSource {
    /** Makes the path absolute. */
    public LocalDirectory {
      path = path.toAbsolutePath();
    }
  }

  /**
   * The files below a directory on this machine whose path below it matches a glob.
   *
   * @param directory where; a relative path is taken from this process's working directory, now
   * @param pattern as {@link io.github.lighterman.staging.Glob} reads it
   */
  record LocalGlob(Path directory, String pattern) implements InputSource {
    /** Makes the path absolute. */
    public LocalGlob {
      directory = directory.toAbsolutePath();
      requireNonNull(pattern, "pattern");
    }
  }

  /**
   * Bytes that stand in the spec itself.
   *
   * @param text written as UTF-8
   */
  record Content(String text) implements InputSource {
    /** Checks that there is a text. */
    public Content {
      requireNonNull(text, "text");
    }

    @Override
    public String toString() {
      return "Content[" + text.length() + " characters]";
    }
  }

  /**
   * A file that an address leads to. Which schemes work is up to the executor.
   *
   * @param uri the address
   */
  record Remote(URI uri) implements InputSource {
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

  /**
   * What another job of the run delivered to the run's store. The job that names it depends on the
   * other by that alone.
   *
   * @param job the other job
   * @param path a path, or a glob over the paths, that the file had in the other job's directory
   */
  record JobOutput(JobId job, String path) implements InputSource {
    /** Checks that nothing is null. */
    public JobOutput {
      requireNonNull(job, "job");
      requireNonNull(path, "path");
    }
  }

  /** The run's sources, unpacked. */
  record RunSources() implements InputSource {}
}
