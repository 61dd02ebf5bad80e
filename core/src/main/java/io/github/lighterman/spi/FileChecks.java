package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.Problem;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.staging.Downloads;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this machine's files have against a job: inputs that are not there, targets in the way,
 * addresses that neither {@link Downloads} nor a file system knows. For executors that read and
 * write files where they are asked for them.
 */
public final class FileChecks {
  private static final String NO_PATH = "is no path on this machine";
  private static final String WRITE_FILE = "Write it as file:///path";

  private final WorkflowSpec workflow;

  /** Creates the checks for the jobs of a workflow. */
  public FileChecks(WorkflowSpec workflow) {
    this.workflow = requireNonNull(workflow, "workflow");
  }

  /** Returns every problem of the job's inputs and outputs. Looks at the files as they are now. */
  public List<Problem> check(JobSpec spec) {
    List<Problem> problems = new ArrayList<>();
    for (InputFile input : spec.inputs()) {
      input(spec, input, problems);
    }
    for (OutputFile output : spec.outputs()) {
      output(spec, output, problems);
    }
    return problems;
  }

  private void input(JobSpec spec, InputFile input, List<Problem> problems) {
    InputSource source = input.source();
    if (source instanceof InputSource.LocalFile file) {
      file(spec, file.path(), problems);
    } else if (source instanceof InputSource.LocalDirectory directory) {
      directory(spec, directory.path(), problems);
    } else if (source instanceof InputSource.LocalGlob glob) {
      directory(spec, glob.directory(), problems);
    } else if (source instanceof InputSource.Remote remote) {
      remote(spec, remote, problems);
    } else if (source instanceof InputSource.RunSources && workflow.sources().isEmpty()) {
      problems.add(
          invalid(
              spec,
              "input '" + input.target() + "'",
              "asks for the run's sources, and the run has none",
              "Call WorkflowSpec.withSources"));
    }
  }

  private static void remote(JobSpec spec, InputSource.Remote remote, List<Problem> problems) {
    if (isFile(remote.uri())) {
      Optional<Path> path = path(remote.uri());
      path.ifPresentOrElse(
          it -> file(spec, it, problems),
          () -> problems.add(invalid(spec, "input " + remote, NO_PATH, WRITE_FILE)));
    } else if (!Downloads.supports(remote.uri())) {
      problems.add(
          problem(
              Problem.Kind.UNSUPPORTED,
              spec,
              "input " + remote,
              "has a scheme that this executor can't read",
              "Use file:, http: or https:"));
    } else if (remote.uri().getHost() == null) {
      problems.add(
          invalid(
              spec, "input " + remote, "names no host", "Write it as http://host/path, or https"));
    }
  }

  private static void file(JobSpec spec, Path path, List<Problem> problems) {
    if (Files.isDirectory(path)) {
      problems.add(invalid(spec, "input " + path, "is a directory", "Use InputFile.directory"));
    } else {
      readable(spec, path, problems);
    }
  }

  private static boolean isFile(URI uri) {
    return "file".equalsIgnoreCase(uri.getScheme());
  }

  /** Returns what a file: address means here; empty if nothing. */
  private static Optional<Path> path(URI uri) {
    try {
      return Optional.of(Path.of(uri));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void readable(JobSpec spec, Path path, List<Problem> problems) {
    if (!Files.exists(path)) {
      problems.add(invalid(spec, "input " + path, "does not exist", "Check the path"));
    } else if (!Files.isReadable(path)) {
      problems.add(invalid(spec, "input " + path, "can't be read", "Grant the right to read it"));
    }
  }

  private static void directory(JobSpec spec, Path path, List<Problem> problems) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      problems.add(invalid(spec, "input " + path, "is no directory", "Use InputFile.file"));
    } else {
      readable(spec, path, problems);
    }
  }

  private static void output(JobSpec spec, OutputFile output, List<Problem> problems) {
    if (output.target() instanceof OutputTarget.LocalPath local) {
      target(spec, output.shape(), local.path(), problems);
    } else if (output.target() instanceof OutputTarget.Remote remote) {
      if (isFile(remote.uri())) {
        path(remote.uri())
            .ifPresentOrElse(
                it -> target(spec, output.shape(), it, problems),
                () -> problems.add(invalid(spec, "output target " + remote, NO_PATH, WRITE_FILE)));
      } else {
        problems.add(
            problem(
                Problem.Kind.UNSUPPORTED,
                spec,
                "output target " + remote,
                "has a scheme that this executor can't write",
                "Use file:, or a local path"));
      }
    }
  }

  private static void target(
      JobSpec spec, OutputFile.Shape shape, Path path, List<Problem> problems) {
    boolean file = shape == OutputFile.Shape.FILE;
    if (Files.exists(path) && file == Files.isDirectory(path)) {
      problems.add(
          invalid(
              spec,
              "output target " + path,
              file ? "is a directory" : "is no directory",
              file ? "Name the file itself" : "Name a directory"));
    }
  }

  private static Problem invalid(JobSpec spec, String thing, String rule, String remedy) {
    return problem(Problem.Kind.INVALID, spec, thing, rule, remedy);
  }

  private static Problem problem(
      Problem.Kind kind, JobSpec spec, String thing, String rule, String remedy) {
    return new Problem(kind, "job " + spec.id() + ": " + thing, rule, remedy);
  }
}
