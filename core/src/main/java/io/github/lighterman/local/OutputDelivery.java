package io.github.lighterman.local;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputTarget;
import io.github.lighterman.spi.FileFailure;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.staging.FileTree;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Brings the outputs of an attempt from its sandbox to where they were promised. Nothing is
 * delivered unless everything required is there. The sandbox keeps what it has, so that a driver
 * that dies in between leaves enough for the next one to do all of it again.
 */
final class OutputDelivery {
  private record Found(OutputFile output, RelativePath path, Path real) {}

  private final JobSpec spec;
  private final Path work;
  private final Path store;

  OutputDelivery(JobSpec spec, Path work, Path store) {
    this.spec = spec;
    this.work = work;
    this.store = store;
  }

  List<DeliveredFile> deliver(OutputFile.Ending ending) throws StagingException {
    if (spec.outputs().isEmpty()) {
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    for (OutputFile output : spec.outputs()) {
      if (output.condition().holds(ending)) {
        find(output, ending, found);
      }
    }
    // What an earlier attempt delivered must not mix with what this one does.
    if (Files.exists(store)) {
      new Removal(store).delete();
    }
    List<DeliveredFile> delivered = new ArrayList<>();
    for (Found file : found) {
      delivered.add(deliver(file));
    }
    delivered.sort(Comparator.comparing(DeliveredFile::path));
    return delivered;
  }

  private void find(OutputFile output, OutputFile.Ending ending, List<Found> found)
      throws StagingException {
    List<String> paths;
    try {
      paths = paths(output);
    } catch (IOException e) {
      throw new StagingException(
          FileFailure.of(FailureKind.STAGE_OUT, describe(output), e, work, 0), e);
    }
    boolean required = output.presence() == OutputFile.Presence.REQUIRED;
    if (paths.isEmpty() && required && ending == OutputFile.Ending.SUCCESS) {
      throw StagingException.missing(output);
    }
    for (String path : paths) {
      Path real = inside(output, path);
      try {
        found.add(new Found(output, RelativePath.of(path), real));
      } catch (IllegalArgumentException e) {
        throw failure(output, String.valueOf(e.getMessage()));
      }
    }
  }

  private List<String> paths(OutputFile output) throws IOException {
    String path = output.path();
    return switch (output.shape()) {
      case FILE -> Files.isRegularFile(work.resolve(path)) ? List.of(path) : List.of();
      case DIRECTORY -> all(Selection.below(path));
      case GLOB -> all(Selection.matching(path));
    };
  }

  private List<String> all(Selection wanted) throws IOException {
    return new FileTree(work).files(FileTree.Links.FOLLOW_INSIDE, wanted);
  }

  private Path inside(OutputFile output, String path) throws StagingException {
    try {
      Path real = work.resolve(path).toRealPath();
      if (!real.startsWith(work.toRealPath())) {
        throw failure(
            output,
            "'"
                + path
                + "' leads out of the job's directory by a link, to "
                + real
                + "; copy what it leads to, as cp -L does");
      }
      return real;
    } catch (IOException e) {
      throw new StagingException(
          FileFailure.of(FailureKind.STAGE_OUT, describe(output), e, work, 0), e);
    }
  }

  private DeliveredFile deliver(Found file) throws StagingException {
    Path target = target(file);
    try {
      long size = Files.size(file.real());
      replace(file.real(), target, temporary(target));
      return new DeliveredFile(file.path(), target.toUri(), size);
    } catch (IOException e) {
      throw new StagingException(
          FileFailure.of(
              FailureKind.STAGE_OUT,
              describe(file.output()) + " to " + target,
              e,
              requireNonNull(target.getParent(), "parent"),
              file.real().toFile().length()),
          e);
    }
  }

  private Path target(Found file) {
    OutputTarget target = file.output().target();
    if (target instanceof OutputTarget.RunStore) {
      return file.path().below(store);
    }
    Path path =
        target instanceof OutputTarget.LocalPath local
            ? local.path()
            : Path.of(((OutputTarget.Remote) target).uri());
    return file.output().below(path, file.path());
  }

  /** The same each time, so that a driver that dies leaves nothing that the next does not find. */
  Path temporary(Path target) {
    byte[] name = (store + "\n" + target).getBytes(StandardCharsets.UTF_8);
    return target.resolveSibling(".staging-" + UUID.nameUUIDFromBytes(name));
  }

  /** Puts a file at its target in one step: a link where that can be, a copy elsewhere. */
  private static void replace(Path source, Path target, Path temporary) throws IOException {
    Files.createDirectories(requireNonNull(target.getParent(), "parent"));
    Files.deleteIfExists(temporary);
    try {
      linkOrCopy(source, temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void linkOrCopy(Path source, Path target) throws IOException {
    // A file with another name already, a shared input or an output that goes to two places, must
    // not change when its owner changes this one.
    if (Files.getAttribute(source, "unix:nlink").equals(1)) {
      try {
        Files.createLink(target, source);
        return;
      } catch (IOException | UnsupportedOperationException e) {
        // Another file system, one without links, or a file of another user.
      }
    }
    Files.copy(source, target);
  }

  private static StagingException failure(OutputFile output, String reason) {
    return new StagingException(
        JobFailure.of(FailureKind.STAGE_OUT, describe(output) + ": " + reason), null);
  }

  private static String describe(OutputFile output) {
    return "output '" + output.path() + "'";
  }
}
