package io.github.lighterman.local;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobFailure;
import io.github.lighterman.spi.FileFailure;
import io.github.lighterman.spi.StagedJob;
import io.github.lighterman.spi.Stager;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.staging.Downloads;
import io.github.lighterman.staging.FileTree;
import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.Selection;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts every input of a job into its sandbox. */
final class LocalStager implements Stager {
  private final RunDirectory directory;
  private final InputCopier copier;
  private final Downloads downloads;
  private final SpentSandboxes spent;

  LocalStager(
      RunDirectory directory, InputCopier copier, Downloads downloads, SpentSandboxes spent) {
    this.spent = spent;
    this.directory = directory;
    this.copier = copier;
    this.downloads = downloads;
  }

  @Override
  public StagedJob stage(Submission submission) throws IOException, StagingException {
    Sandbox sandbox = directory.sandbox(submission.task());
    try {
      sandbox.create(spent.take());
    } catch (IOException e) {
      throw new StagingException(
          FileFailure.of(FailureKind.STAGE_IN, "the job's directory", e, sandbox.root(), 0), e);
    }
    List<RelativePath> staged = new ArrayList<>();
    for (InputFile input : submission.spec().inputs()) {
      try {
        stage(input, sandbox.work(), staged);
      } catch (IllegalArgumentException e) {
        // The name of a file in a directory breaks a rule for paths.
        throw failure(input, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new StagingException(
            FileFailure.of(
                FailureKind.STAGE_IN,
                "input '" + input.target() + "' from " + input.source(),
                e,
                sandbox.work(),
                0),
            e);
      }
    }
    return new StagedJob(submission, sandbox.work().toUri(), staged);
  }

  private void stage(InputFile input, Path work, List<RelativePath> staged)
      throws IOException, StagingException {
    InputSource source = input.source();
    if (source instanceof InputSource.LocalFile file) {
      place(input, file.path(), RelativePath.of(input.target()), work, staged);
    } else if (source instanceof InputSource.Content content) {
      Path target = free(RelativePath.of(input.target()), work, staged);
      Files.writeString(target, content.text());
      protect(input, target);
    } else if (source instanceof InputSource.Remote remote) {
      RelativePath path = RelativePath.of(input.target());
      if (Downloads.supports(remote.uri())) {
        Path target = free(path, work, staged);
        downloads.fetch(remote.uri(), target);
        protect(input, target);
      } else {
        place(input, Path.of(remote.uri()), path, work, staged);
      }
    } else if (source instanceof InputSource.LocalDirectory all) {
      placeAll(input, all.path(), Selection.all(), work, staged);
    } else if (source instanceof InputSource.RunSources) {
      placeAll(input, directory.sources(), Selection.all(), work, staged);
    } else if (source instanceof InputSource.LocalGlob glob) {
      Selection matching = Selection.matching(glob.pattern());
      requireSome(placeAll(input, glob.directory(), matching, work, staged), input);
    } else if (source instanceof InputSource.JobOutput output) {
      Path store = directory.store(output.job());
      if (Glob.isPattern(output.path())) {
        Selection matching = Selection.matching(output.path());
        boolean any = Files.isDirectory(store);
        requireSome(any ? placeAll(input, store, matching, work, staged) : 0, input);
      } else {
        place(input, store.resolve(output.path()), RelativePath.of(input.target()), work, staged);
      }
    }
  }

  private int placeAll(
      InputFile input, Path from, Selection wanted, Path work, List<RelativePath> staged)
      throws IOException, StagingException {
    List<String> found = new FileTree(from).files(FileTree.Links.FOLLOW, wanted);
    if (found.isEmpty() && !input.target().equals(".")) {
      // A job may count on the directory itself, whatever is in it.
      makeDirectories(RelativePath.of(input.target()), work);
    }
    for (String path : found) {
      String target = input.target().equals(".") ? path : input.target() + "/" + path;
      place(input, from.resolve(path), RelativePath.of(target), work, staged);
    }
    return found.size();
  }

  private void place(
      InputFile input, Path source, RelativePath path, Path work, List<RelativePath> staged)
      throws IOException, StagingException {
    if (!Files.isRegularFile(source)) {
      throw failure(input, source + (Files.exists(source) ? " is no file" : " does not exist"));
    }
    Path target = free(path, work, staged);
    try {
      if (input.access() == InputFile.Access.READ_ONLY) {
        copier.link(source, target);
      } else {
        copier.copy(source, target);
      }
    } catch (FileAlreadyExistsException e) {
      throw failure(input, "another input has put something at '" + path + "' already");
    }
  }

  /** Returns where a path leads, with its parents made, none of them a link. */
  private static Path free(RelativePath path, Path work, List<RelativePath> staged)
      throws IOException {
    Path target = path.below(work);
    Path parent = requireNonNull(target.getParent(), "parent");
    if (!parent.equals(work)) {
      makeDirectories(RelativePath.of(work.relativize(parent).toString()), work);
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("another input has put something at '" + path + "' already");
    }
    staged.add(path);
    return target;
  }

  private static void makeDirectories(RelativePath path, Path work) throws IOException {
    try {
      Files.createDirectories(path.below(work));
    } catch (FileAlreadyExistsException e) {
      throw new FileAlreadyExistsException(
          e.getFile(), null, "another input has put a file there, so there is no '" + path + "'");
    }
  }

  private static void protect(InputFile input, Path file) throws IOException {
    if (input.access() == InputFile.Access.READ_ONLY) {
      InputCopier.forbidWriting(file);
    }
  }

  private static void requireSome(int count, InputFile input) throws StagingException {
    if (count == 0) {
      throw failure(input, "no file matches");
    }
  }

  private static StagingException failure(InputFile input, String reason) {
    return new StagingException(
        JobFailure.of(
            FailureKind.STAGE_IN,
            "input '" + input.target() + "' from " + input.source() + ": " + reason),
        null);
  }
}
