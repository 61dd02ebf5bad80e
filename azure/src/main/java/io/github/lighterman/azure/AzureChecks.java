package io.github.lighterman.azure;

import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowSpec;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What Azure has, or would have, against a job, said before it's accepted. Asks nobody. */
final class AzureChecks {
  private final AzureMachinery machinery;
  private final WorkflowSpec workflow;

  AzureChecks(AzureMachinery machinery, WorkflowSpec workflow) {
    this.machinery = machinery;
    this.workflow = workflow;
  }

  List<Problem> check(JobSpec spec) {
    List<Problem> problems = new ArrayList<>();
    String job = "job " + spec.id();
    Resources resources = spec.resources().orElseGet(Resources::ofDefaults);
    problems.addAll(machinery.placement.check(job, Placing.demand(spec, resources)));
    for (String name : spec.secrets().keySet()) {
      if (!TaskScript.isLegal(name)) {
        problems.add(
            unsupported(
                job + ": secret variable '" + name + "'",
                "has a name that shells keep for themselves",
                "Rename it"));
      }
    }
    signature(spec, job).ifPresent(problems::add);
    spec.inputs().forEach(input -> input(job, input, problems));
    spec.outputs().forEach(output -> output(job, output, problems));
    return problems;
  }

  /** Nodes have no signature but the configuration's own, if it's one, and none outlasts that. */
  private Optional<Problem> signature(JobSpec spec, String job) {
    if (!(machinery.config.storageAuth() instanceof AzureAuth.Sas)) {
      return Optional.empty();
    }
    Duration queue = spec.timeouts().flatMap(Timeouts::queue).orElse(Duration.ZERO);
    Duration run = spec.timeouts().flatMap(Timeouts::run).orElse(Duration.ZERO);
    Instant latest = machinery.clock.instant().plus(queue).plus(run);
    return machinery
        .access
        .goodUntil()
        .filter(end -> end.isBefore(latest))
        .map(
            end ->
                unsupported(
                    job,
                    "may end at "
                        + latest.truncatedTo(ChronoUnit.SECONDS)
                        + " by its timeouts, and the shared access signature for storage ends at "
                        + end,
                    "Open the executor with one that is good for longer, with a key or with an"
                        + " identity, or shorten the timeouts"));
  }

  private void input(String job, InputFile input, List<Problem> problems) {
    InputSource source = input.source();
    if (source instanceof InputSource.LocalFile file) {
      local(job, file.path(), Kind.FILE, problems);
    } else if (source instanceof InputSource.LocalDirectory directory) {
      local(job, directory.path(), Kind.DIRECTORY, problems);
    } else if (source instanceof InputSource.LocalGlob glob) {
      local(job, glob.directory(), Kind.DIRECTORY, problems);
    } else if (source instanceof InputSource.Remote remote) {
      remote(job, remote, problems);
    } else if (source instanceof InputSource.RunSources && workflow.sources().isEmpty()) {
      problems.add(
          invalid(
              job + ": input '" + input.target() + "'",
              "asks for the run's sources, and the run has none",
              "Call WorkflowSpec.withSources"));
    }
  }

  /** What a path must lead to. */
  private enum Kind {
    FILE,
    DIRECTORY
  }

  private static void local(String job, Path path, Kind kind, List<Problem> problems) {
    String thing = job + ": input " + path;
    if (!Files.exists(path)) {
      problems.add(invalid(thing, "does not exist", "Check the path"));
    } else if (!Files.isReadable(path)) {
      problems.add(invalid(thing, "can't be read", "Grant the right to read it"));
    } else if (Files.isDirectory(path) != (kind == Kind.DIRECTORY)) {
      boolean file = kind == Kind.FILE;
      problems.add(
          invalid(
              thing,
              file ? "is a directory" : "is no directory",
              file ? "Use InputFile.directory" : "Use InputFile.file"));
    }
  }

  private static void remote(String job, InputSource.Remote remote, List<Problem> problems) {
    String scheme = scheme(remote.uri());
    String thing = job + ": input " + remote;
    if (scheme.equals("file")) {
      try {
        local(job, Path.of(remote.uri()), Kind.FILE, problems);
      } catch (IllegalArgumentException e) {
        problems.add(invalid(thing, "is no path on this machine", "Write it as file:///path"));
      }
    } else if (!scheme.equals("http") && !scheme.equals("https")) {
      problems.add(
          unsupported(thing, "has a scheme that Azure Batch can't read", "Use https: or file:"));
    } else if (remote.uri().getHost() == null) {
      problems.add(invalid(thing, "names no host", "Write it as https://host/path"));
    }
  }

  private void output(String job, OutputFile output, List<Problem> problems) {
    if (output.shape() == OutputFile.Shape.GLOB) {
      try {
        List<String> unused = ShellGlob.filePatterns(output.path());
      } catch (IllegalArgumentException e) {
        problems.add(
            unsupported(
                job + ": output '" + output.path() + "'",
                "can't be told to Batch: " + e.getMessage(),
                "Use a simpler pattern, or several outputs"));
      }
    }
    if (output.target() instanceof OutputTarget.LocalPath local) {
      target(job, output.shape(), local.path(), problems);
    } else if (output.target() instanceof OutputTarget.Remote remote) {
      String thing = job + ": output target " + remote;
      String scheme = scheme(remote.uri());
      if (scheme.equals("file")) {
        try {
          target(job, output.shape(), Path.of(remote.uri()), problems);
        } catch (IllegalArgumentException e) {
          problems.add(invalid(thing, "is no path on this machine", "Write it as file:///path"));
        }
      } else if (!scheme.equals("https") && !scheme.equals("http")) {
        problems.add(
            unsupported(
                thing, "has a scheme that Azure Batch can't write", "Use a blob's address"));
      } else {
        blob(thing, remote.uri(), problems);
      }
    }
  }

  private void blob(String thing, URI uri, List<Problem> problems) {
    BlobAddress address;
    try {
      address = BlobAddress.of(uri, machinery.config.storageEndpoint());
    } catch (IllegalArgumentException e) {
      problems.add(
          invalid(
              thing, "names no blob in a container", "Write it as https://host/container/name"));
      return;
    }
    boolean readable =
        address.isIn(machinery.container.url())
            || uri.getRawQuery() != null
            || machinery.config.nodeIdentity().isPresent();
    if (!readable) {
      problems.add(
          unsupported(
              thing,
              "is in a container that nodes have no right to write to",
              "Sign the address, use the executor's own container, or set nodeIdentity"));
    }
  }

  private static void target(
      String job, OutputFile.Shape shape, Path path, List<Problem> problems) {
    boolean file = shape == OutputFile.Shape.FILE;
    if (Files.exists(path) && file == Files.isDirectory(path)) {
      problems.add(
          invalid(
              job + ": output target " + path,
              file ? "is a directory" : "is no directory",
              file ? "Name the file itself" : "Name a directory"));
    }
  }

  private static String scheme(URI uri) {
    return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
  }

  private static Problem invalid(String thing, String rule, String remedy) {
    return new Problem(Problem.Kind.INVALID, thing, rule, remedy);
  }

  private static Problem unsupported(String thing, String rule, String remedy) {
    return new Problem(Problem.Kind.UNSUPPORTED, thing, rule, remedy);
  }
}
