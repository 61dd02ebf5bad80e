package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.staging.RelativePath;
import java.net.URI;
import java.nio.file.Path;

/**
 * A file, or several, that a job leaves in its directory and that is brought to a safe place.
 *
 * <p>Each file is delivered atomically: whoever looks at the target sees the old file or the whole
 * new one. Several files are delivered one after the other. A link is followed, unless it leads out
 * of the job's directory: then the job fails with {@link FailureKind#STAGE_OUT}.
 *
 * @param shape what {@code path} names
 * @param path a path or a glob, relative to the job's directory
 * @param target where it goes
 * @param condition after which end of the command
 * @param presence whether its absence fails the job
 */
public record OutputFile(
    Shape shape, String path, OutputTarget target, Condition condition, Presence presence) {
  /** What the path of an output names. */
  public enum Shape {
    /** One file. */
    FILE,
    /** A directory with everything below it. */
    DIRECTORY,
    /** Every file whose path matches. */
    GLOB
  }

  /** How a command ended. */
  public enum Ending {
    /** By itself and with an accepted exit code. */
    SUCCESS,
    /** In any other way, by a timeout or a cancel among them. */
    FAILURE
  }

  /** After which end of the command an output is delivered. */
  public enum Condition {
    /** After an accepted exit code. */
    ON_SUCCESS,
    /** After any other end, a timeout and a cancel among them. */
    ON_FAILURE,
    /** After every end. */
    ALWAYS;

    /** Tells whether an output is delivered after this end. */
    public boolean holds(Ending ending) {
      return switch (this) {
        case ALWAYS -> true;
        case ON_SUCCESS -> ending == Ending.SUCCESS;
        case ON_FAILURE -> ending == Ending.FAILURE;
      };
    }
  }

  /** Whether the absence of an output fails the job. */
  public enum Presence {
    /** It does, if the command itself succeeded. A glob must match at least one file. */
    REQUIRED,
    /** It does not. */
    OPTIONAL
  }

  /** Checks that nothing is null. */
  public OutputFile {
    requireNonNull(shape, "shape");
    requireNonNull(path, "path");
    requireNonNull(target, "target");
    requireNonNull(condition, "condition");
    requireNonNull(presence, "presence");
  }

  /** Returns the file {@code path}: required, on success, to the run's store. */
  public static OutputFile file(String path) {
    return of(Shape.FILE, path);
  }

  /** Returns all below the directory {@code path}: required, on success, to the run's store. */
  public static OutputFile directory(String path) {
    return of(Shape.DIRECTORY, path);
  }

  /** Returns all files that match {@code pattern}: required, on success, to the run's store. */
  public static OutputFile glob(String pattern) {
    return of(Shape.GLOB, pattern);
  }

  /** Returns a copy that goes to this path on this machine. */
  public OutputFile to(Path path) {
    return new OutputFile(shape, this.path, new OutputTarget.LocalPath(path), condition, presence);
  }

  /** Returns a copy that goes to this address. */
  public OutputFile to(URI uri) {
    return new OutputFile(shape, path, new OutputTarget.Remote(uri), condition, presence);
  }

  /** Returns a copy that is delivered under this condition. */
  public OutputFile when(Condition condition) {
    return new OutputFile(shape, path, target, condition, presence);
  }

  /** Returns a copy whose absence does not fail the job. */
  public OutputFile optional() {
    return new OutputFile(shape, path, target, condition, Presence.OPTIONAL);
  }

  /**
   * Returns where {@code file}, a file that this output names, goes below a local target.
   *
   * @param base the path that the target names
   * @param file its path in the job's directory
   */
  public Path below(Path base, RelativePath file) {
    return switch (shape) {
      case FILE -> base;
      case GLOB -> file.below(base);
      case DIRECTORY ->
          base.resolve(path.equals(".") ? file.value() : file.value().substring(path.length() + 1));
    };
  }

  private static OutputFile of(Shape shape, String path) {
    return new OutputFile(
        shape, path, new OutputTarget.RunStore(), Condition.ON_SUCCESS, Presence.REQUIRED);
  }
}
