package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;

/**
 * A file, or several, that a job finds in its directory when it starts.
 *
 * <p>The job may change what it finds: what the file was made from never changes by that. Who
 * promises not to change it says {@link #readOnly}, and the executor may then let jobs share one
 * copy.
 *
 * @param source where from
 * @param target where to: for one file its path in the job's directory, for several the directory
 *     that they go below, {@code .} being the job's directory itself
 * @param access what the job does with it
 */
public record InputFile(InputSource source, String target, Access access) {
  /** What a job does with an input. */
  public enum Access {
    /** The job may change it, and changes a copy of its own. */
    PRIVATE,
    /** The job only reads it, so that one copy may serve many jobs; it has no write permission. */
    READ_ONLY
  }

  /** Checks that nothing is null. */
  public InputFile {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(access, "access");
  }

  /** Returns the input that is the local file {@code source}, found under {@code target}. */
  public static InputFile file(Path source, String target) {
    return of(new InputSource.LocalFile(source), target);
  }

  /** Returns the input that is all below the local {@code source}, found below {@code target}. */
  public static InputFile directory(Path source, String target) {
    return of(new InputSource.LocalDirectory(source), target);
  }

  /**
   * Returns the input that is every file below {@code directory} whose path there matches {@code
   * pattern}, found with the same path below {@code target}. No match at all fails the job.
   */
  public static InputFile glob(Path directory, String pattern, String target) {
    return of(new InputSource.LocalGlob(directory, pattern), target);
  }

  /** Returns the input that holds {@code text} in UTF-8. */
  public static InputFile content(String text, String target) {
    return of(new InputSource.Content(text), target);
  }

  /** Returns the input that {@code uri} leads to. */
  public static InputFile remote(URI uri, String target) {
    return of(new InputSource.Remote(uri), target);
  }

  /**
   * Returns the input that is the file {@code path} which {@code job} delivered to the run's store.
   * If {@code path} is a glob, every delivered file that matches is found below {@code target} with
   * the path it had, and no match at all fails the job.
   */
  public static InputFile output(JobId job, String path, String target) {
    return of(new InputSource.JobOutput(job, path), target);
  }

  /**
   * Returns the input that is the run's {@link WorkflowSpec#sources}, found below {@code target}.
   */
  public static InputFile sources(String target) {
    return of(new InputSource.RunSources(), target);
  }

  /** Returns a copy that the job promises not to change. */
  public InputFile readOnly() {
    return new InputFile(source, target, Access.READ_ONLY);
  }

  private static InputFile of(InputSource source, String target) {
    return new InputFile(source, target, Access.PRIVATE);
  }
}
