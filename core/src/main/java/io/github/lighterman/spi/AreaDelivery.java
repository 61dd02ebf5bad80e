package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Brings outputs to where they were promised, where a job's directory is a {@link StagingArea} and
 * the run's store is, too. The counterpart of {@link AreaStager}. Safe for use by several threads.
 */
public final class AreaDelivery {
  private record Found(OutputFile output, StagedFile file) {}

  private final StagingArea store;

  /** Creates the delivery to this store; what a job delivers lies below its id there. */
  public AreaDelivery(StagingArea store) {
    this.store = requireNonNull(store, "store");
  }

  /**
   * Delivers what the job promises after this ending, and returns it sorted by path. Each file is
   * delivered whole or not at all. Repeated for a later attempt, what an earlier one left in the
   * store goes.
   *
   * @throws StagingException if a required output is missing after a success, and nothing is
   *     delivered then; or if something can't be delivered, and a part may be
   */
  public List<DeliveredFile> deliver(JobSpec spec, OutputFile.Ending ending, StagingArea directory)
      throws StagingException {
    if (spec.outputs().isEmpty()) {
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    for (OutputFile output : spec.outputs()) {
      if (output.condition().holds(ending)) {
        find(output, ending, directory, found);
      }
    }
    try {
      store.deleteAll(spec.id() + "/");
    } catch (IOException e) {
      throw failure("outputs of an earlier attempt", e, Path.of(""));
    }
    List<DeliveredFile> delivered = new ArrayList<>();
    for (Found file : found) {
      delivered.add(deliver(spec, file, directory));
    }
    delivered.sort(Comparator.comparing(DeliveredFile::path));
    return List.copyOf(delivered);
  }

  private static void find(
      OutputFile output, OutputFile.Ending ending, StagingArea directory, List<Found> found)
      throws StagingException {
    List<StagedFile> files;
    try {
      files = files(output, directory);
    } catch (IOException e) {
      throw failure("output '" + output.path() + "'", e, Path.of(""));
    }
    boolean required = output.presence() == OutputFile.Presence.REQUIRED;
    if (files.isEmpty() && required && ending == OutputFile.Ending.SUCCESS) {
      throw StagingException.missing(output);
    }
    files.forEach(file -> found.add(new Found(output, file)));
  }

  private static List<StagedFile> files(OutputFile output, StagingArea directory)
      throws IOException {
    String path = output.path();
    return switch (output.shape()) {
      case FILE ->
          directory.list(path).stream().filter(file -> file.path().value().equals(path)).toList();
      case DIRECTORY -> directory.list(path.equals(".") ? "" : path + "/");
      case GLOB -> {
        Glob glob = Glob.of(path);
        yield directory.list("").stream()
            .filter(file -> glob.matches(file.path().value()))
            .toList();
      }
    };
  }

  private DeliveredFile deliver(JobSpec spec, Found found, StagingArea directory)
      throws StagingException {
    RelativePath path = found.file().path();
    OutputTarget target = found.output().target();
    if (target instanceof OutputTarget.RunStore) {
      RelativePath kept = RelativePath.of(spec.id() + "/" + path);
      try (InputStream bytes = directory.open(path)) {
        store.put(kept, bytes);
      } catch (IOException e) {
        throw failure("output '" + path + "' to the run's store", e, Path.of(""));
      }
      return delivered(found, store.location(kept));
    }
    Path base =
        target instanceof OutputTarget.LocalPath local
            ? local.path()
            : Path.of(((OutputTarget.Remote) target).uri());
    Path place = found.output().below(base, path);
    try {
      directory.get(path, place);
    } catch (IOException e) {
      throw failure("output '" + path + "' to " + place, e, place);
    }
    return delivered(found, place.toUri());
  }

  private static DeliveredFile delivered(Found found, URI location) {
    return new DeliveredFile(found.file().path(), location, found.file().size());
  }

  private static StagingException failure(String what, IOException e, Path target) {
    return new StagingException(FileFailure.of(FailureKind.STAGE_OUT, what, e, target, 0), e);
  }
}
