package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.spi.TaskId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which files the service uploads after a task, and where to. */
final class OutputPlan {
  private final RunLayout layout;
  private final URI storage;
  private final Optional<String> identity;

  /**
   * Creates a plan for a run.
   *
   * @param storage the Blob service's address
   * @param identity with which nodes write, if it's one
   */
  OutputPlan(RunLayout layout, URI storage, Optional<String> identity) {
    this.layout = layout;
    this.storage = storage;
    this.identity = identity;
  }

  /** Returns all uploads of an attempt, the last ones being its logs and the script's marker. */
  List<OutputUpload> of(TaskId task, JobSpec spec, URI delivery) {
    List<OutputUpload> uploads = new ArrayList<>();
    for (int i = 0; i < spec.outputs().size(); i++) {
      OutputFile output = spec.outputs().get(i);
      if (output.target() instanceof OutputTarget.Remote remote
          && !BlobAddress.isLocal(remote.uri())) {
        BlobAddress address = BlobAddress.of(remote.uri(), storage);
        // Ours is signed by us; whatever else is signed by whoever named it.
        URI container = address.isIn(delivery) ? delivery : address.container();
        if (output.shape() == OutputFile.Shape.FILE) {
          // One file is called what the address says.
          String pattern = patterns(output).get(0);
          uploads.add(
              new OutputUpload(pattern, container, address.blob(), condition(output), identity));
        } else {
          add(uploads, output, container, address.prefix());
        }
      } else {
        String directory =
            output.target() instanceof OutputTarget.RunStore
                ? layout.store(spec.id())
                : layout.local(spec.id(), i);
        add(uploads, output, delivery, directory);
      }
    }
    uploads.add(
        new OutputUpload(
            "../std*.txt",
            delivery,
            trim(layout.logs(task)),
            OutputUpload.Condition.COMPLETION,
            identity));
    return uploads;
  }

  /** Returns the upload of the script's marker. */
  OutputUpload marker(TaskId task, URI delivery) {
    return new OutputUpload(
        "../" + TaskEndMarker.FILE,
        delivery,
        layout.logs(task) + TaskEndMarker.FILE,
        OutputUpload.Condition.COMPLETION,
        identity);
  }

  private void add(List<OutputUpload> uploads, OutputFile output, URI container, String directory) {
    for (String pattern : patterns(output)) {
      uploads.add(
          new OutputUpload(
              pattern, container, trim(directory + fixed(pattern)), condition(output), identity));
    }
  }

  private static OutputUpload.Condition condition(OutputFile output) {
    return switch (output.condition()) {
      case ON_SUCCESS -> OutputUpload.Condition.SUCCESS;
      case ON_FAILURE -> OutputUpload.Condition.FAILURE;
      case ALWAYS -> OutputUpload.Condition.COMPLETION;
    };
  }

  private static List<String> patterns(OutputFile output) {
    String exactly = ShellGlob.literal(output.path());
    return ShellGlob.filePatterns(
        switch (output.shape()) {
          case FILE -> exactly;
          case GLOB -> output.path();
          case DIRECTORY -> output.path().equals(".") ? "**" : exactly + "/**";
        });
  }

  /**
   * Returns what a pattern says before its first wildcard, up to a slash: the service names a blob
   * after what comes behind that. All of it if there is no wildcard, for then the name is as given.
   */
  private static String fixed(String pattern) {
    int wildcard = 0;
    while (wildcard < pattern.length() && "*?[".indexOf(pattern.charAt(wildcard)) < 0) {
      wildcard++;
    }
    return wildcard == pattern.length()
        ? pattern
        : pattern.substring(0, pattern.lastIndexOf('/', wildcard) + 1);
  }

  private static String trim(String directory) {
    return directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
  }
}
