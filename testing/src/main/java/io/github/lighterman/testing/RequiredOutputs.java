package io.github.lighterman.testing;

import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.staging.Glob;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What {@link JobScript#succeed} leaves, where the script does not say it. */
final class RequiredOutputs {
  private final JobSpec spec;
  private final InMemoryStagingArea directory;

  RequiredOutputs(JobSpec spec, InMemoryStagingArea directory) {
    this.spec = spec;
    this.directory = directory;
  }

  void fill(ScriptedJob job) {
    for (OutputFile output : spec.outputs()) {
      if (output.presence() == OutputFile.Presence.REQUIRED
          && output.condition().holds(OutputFile.Ending.SUCCESS)
          && isMissing(output)) {
        write(job, example(output));
      }
    }
  }

  private boolean isMissing(OutputFile output) {
    String path = output.path();
    return switch (output.shape()) {
      case FILE -> !directory.paths().contains(path);
      case DIRECTORY ->
          directory.paths().stream()
              .noneMatch(file -> path.equals(".") || file.startsWith(path + "/"));
      case GLOB -> {
        Glob glob = Glob.of(path);
        yield directory.paths().stream().noneMatch(glob::matches);
      }
    };
  }

  private static String example(OutputFile output) {
    String path = output.path();
    return switch (output.shape()) {
      case FILE -> path;
      case DIRECTORY -> path.equals(".") ? "file" : path + "/file";
      case GLOB ->
          path.replace("**/", "")
              .replace("**", "x")
              .replace('*', 'x')
              .replace('?', 'x')
              .replaceAll("\\{([^,}]*)[^}]*}", "$1")
              .replaceAll("\\[([^]])[^]]*]", "$1");
    };
  }

  private static void write(ScriptedJob job, String path) {
    try {
      job.write(path, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
