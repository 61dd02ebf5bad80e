package io.github.lighterman.azure;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.spi.FileFailure;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what nodes have uploaded of a job, and brings on what is to go to this machine. Safe for
 * use by several threads.
 */
final class Delivery {
  private final AzureMachinery machinery;
  private final RunLayout layout;

  Delivery(AzureMachinery machinery, RunLayout layout) {
    this.machinery = machinery;
    this.layout = layout;
  }

  /**
   * Delivers what the job promises after this ending, and returns it sorted by path. What went to
   * another container is not looked at: the service has told if it could not be brought there.
   * Nothing is taken away, so that it can be repeated until the end is on record.
   *
   * @throws StagingException if a required output is missing after a success, or can't be brought
   *     to this machine
   * @throws IOException if the storage account fails
   */
  List<DeliveredFile> deliver(JobSpec spec, OutputFile.Ending ending)
      throws IOException, StagingException {
    List<OutputFile> outputs = spec.outputs();
    List<StagedFile> stored =
        outputs.stream().anyMatch(it -> it.target() instanceof OutputTarget.RunStore)
            ? machinery.container.list(layout.store(spec.id()))
            : List.of();
    List<DeliveredFile> delivered = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      OutputFile output = outputs.get(i);
      if (!output.condition().holds(ending)) {
        continue;
      }
      int before = delivered.size();
      if (output.target() instanceof OutputTarget.RunStore) {
        add(output, layout.store(spec.id()), stored, delivered);
      } else if (isLocal(output.target())) {
        bring(output, layout.local(spec.id(), i), delivered);
      } else if (output.target() instanceof OutputTarget.Remote remote
          && !addRemote(output, remote.uri(), delivered)) {
        continue;
      }
      boolean required = output.presence() == OutputFile.Presence.REQUIRED;
      if (delivered.size() == before && required && ending == OutputFile.Ending.SUCCESS) {
        throw StagingException.missing(output);
      }
    }
    delivered.sort(Comparator.comparing(DeliveredFile::path));
    return List.copyOf(delivered);
  }

  /** Tells whether some output of a job goes on to this machine. */
  static boolean isLocal(JobSpec spec) {
    return spec.outputs().stream().map(OutputFile::target).anyMatch(Delivery::isLocal);
  }

  private static boolean isLocal(OutputTarget target) {
    return target instanceof OutputTarget.LocalPath
        || (target instanceof OutputTarget.Remote remote && BlobAddress.isLocal(remote.uri()));
  }

  /** Tells whether an output names the file with this path in the job's directory. */
  static boolean names(OutputFile output, String path) {
    return switch (output.shape()) {
      case FILE -> output.path().equals(path);
      case DIRECTORY -> output.path().equals(".") || path.startsWith(output.path() + "/");
      case GLOB -> Glob.of(output.path()).matches(path);
    };
  }

  private void add(
      OutputFile output, String prefix, List<StagedFile> found, List<DeliveredFile> delivered) {
    for (StagedFile file : found) {
      String path = file.path().value().substring(prefix.length());
      if (names(output, path)) {
        delivered.add(
            new DeliveredFile(
                RelativePath.of(path), machinery.container.url(file.path().value()), file.size()));
      }
    }
  }

  /** Returns false if it went to a container that is not ours. */
  private boolean addRemote(OutputFile output, URI uri, List<DeliveredFile> delivered)
      throws IOException {
    BlobAddress address = BlobAddress.of(uri, machinery.config.storageEndpoint());
    if (!address.isIn(machinery.container.url())) {
      return false;
    }
    if (output.shape() == OutputFile.Shape.FILE) {
      machinery
          .container
          .size(address.blob())
          .ifPresent(
              size -> delivered.add(new DeliveredFile(RelativePath.of(output.path()), uri, size)));
    } else {
      String prefix = address.prefix();
      add(output, prefix, machinery.container.list(prefix), delivered);
    }
    return true;
  }

  private void bring(OutputFile output, String prefix, List<DeliveredFile> delivered)
      throws IOException, StagingException {
    List<DeliveredFile> files = new ArrayList<>();
    add(output, prefix, machinery.container.list(prefix), files);
    Path base =
        output.target() instanceof OutputTarget.LocalPath local
            ? local.path()
            : Path.of(((OutputTarget.Remote) output.target()).uri());
    for (DeliveredFile file : files) {
      Path place = output.below(base, file.path());
      try {
        machinery.container.downloadAlone(prefix + file.path(), place);
      } catch (FileSystemException e) {
        throw new StagingException(
            FileFailure.of(
                FailureKind.STAGE_OUT,
                "output '" + file.path() + "' to " + place,
                e,
                place,
                file.size()),
            e);
      }
      delivered.add(new DeliveredFile(file.path(), place.toUri(), file.size()));
    }
  }
}
