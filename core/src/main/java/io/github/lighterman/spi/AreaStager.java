package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobFailure;
import io.github.lighterman.staging.Downloads;
import io.github.lighterman.staging.FileTree;
import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.Selection;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Stages inputs where a job's directory is a {@link StagingArea}, and the run's store and sources
 * are, too: the short way to an executor that runs jobs where this process is. Every input is a
 * copy of its own, so that a job that changes it changes nothing else.
 *
 * <p>Safe for use by several threads. Areas know no directories, so that an empty one is not there.
 */
public final class AreaStager implements Stager {
  /** Tells which area is the directory of an attempt. */
  @FunctionalInterface
  public interface Directories {
    /** Returns the area, which belongs to this attempt alone. */
    StagingArea of(TaskId task);
  }

  private final Directories directories;
  private final StagingArea store;
  private final StagingArea sources;
  private final Downloads downloads = new Downloads();

  /**
   * Creates the stager of a run.
   *
   * @param directories where jobs find their inputs
   * @param store what jobs delivered, as {@link AreaDelivery} leaves it
   * @param sources the run's sources, unpacked; empty if it has none
   */
  public AreaStager(Directories directories, StagingArea store, StagingArea sources) {
    this.directories = requireNonNull(directories, "directories");
    this.store = requireNonNull(store, "store");
    this.sources = requireNonNull(sources, "sources");
  }

  @Override
  public StagedJob stage(Submission submission) throws StagingException {
    StagingArea directory = directories.of(submission.task());
    Set<RelativePath> staged = new LinkedHashSet<>();
    for (InputFile input : submission.spec().inputs()) {
      try {
        stage(input, directory, staged);
      } catch (IllegalArgumentException e) {
        // The name of a file in a directory breaks a rule for paths.
        throw failure(input, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new StagingException(
            FileFailure.of(
                FailureKind.STAGE_IN,
                "input '" + input.target() + "' from " + input.source(),
                e,
                Path.of(""),
                0),
            e);
      }
    }
    return new StagedJob(
        submission, directory.location(RelativePath.of("job")).resolve("."), List.copyOf(staged));
  }

  private void stage(InputFile input, StagingArea directory, Set<RelativePath> staged)
      throws IOException, StagingException {
    InputSource source = input.source();
    if (source instanceof InputSource.LocalFile file) {
      copy(input, file.path(), input.target(), directory, staged);
    } else if (source instanceof InputSource.Content content) {
      byte[] bytes = content.text().getBytes(StandardCharsets.UTF_8);
      directory.put(free(input, input.target(), staged), new ByteArrayInputStream(bytes));
    } else if (source instanceof InputSource.Remote remote) {
      if (Downloads.supports(remote.uri())) {
        download(input, remote, directory, staged);
      } else {
        copy(input, Path.of(remote.uri()), input.target(), directory, staged);
      }
    } else if (source instanceof InputSource.LocalDirectory all) {
      copyAll(input, all.path(), Selection.all(), directory, staged);
    } else if (source instanceof InputSource.LocalGlob glob) {
      Selection matching = Selection.matching(glob.pattern());
      requireSome(copyAll(input, glob.directory(), matching, directory, staged), input);
    } else if (source instanceof InputSource.RunSources) {
      for (StagedFile file : sources.list("")) {
        hand(input, sources, file.path(), file.path().value(), directory, staged);
      }
    } else if (source instanceof InputSource.JobOutput output) {
      handOn(input, output, directory, staged);
    }
  }

  private void handOn(
      InputFile input,
      InputSource.JobOutput output,
      StagingArea directory,
      Set<RelativePath> staged)
      throws IOException, StagingException {
    RelativePath of = RelativePath.of(output.job().value());
    if (!Glob.isPattern(output.path())) {
      RelativePath path = of.resolve(output.path());
      if (!store.exists(path)) {
        throw failure(input, "job " + output.job() + " did not deliver '" + output.path() + "'");
      }
      try (InputStream bytes = store.open(path)) {
        directory.put(free(input, input.target(), staged), bytes);
      }
      return;
    }
    Glob glob = Glob.of(output.path());
    int count = 0;
    for (StagedFile file : store.list(of + "/")) {
      String path = file.path().value().substring(of.value().length() + 1);
      if (glob.matches(path)) {
        hand(input, store, file.path(), path, directory, staged);
        count++;
      }
    }
    requireSome(count, input);
  }

  private static void hand(
      InputFile input,
      StagingArea from,
      RelativePath source,
      String path,
      StagingArea directory,
      Set<RelativePath> staged)
      throws IOException, StagingException {
    try (InputStream bytes = from.open(source)) {
      directory.put(free(input, below(input, path), staged), bytes);
    }
  }

  private static int copyAll(
      InputFile input, Path from, Selection wanted, StagingArea directory, Set<RelativePath> staged)
      throws IOException, StagingException {
    List<String> found = new FileTree(from).files(FileTree.Links.FOLLOW, wanted);
    for (String path : found) {
      copy(input, from.resolve(path), below(input, path), directory, staged);
    }
    return found.size();
  }

  private static void copy(
      InputFile input, Path source, String target, StagingArea directory, Set<RelativePath> staged)
      throws IOException, StagingException {
    if (!Files.isRegularFile(source)) {
      throw failure(input, source + (Files.exists(source) ? " is no file" : " does not exist"));
    }
    directory.put(free(input, target, staged), source);
  }

  private void download(
      InputFile input, InputSource.Remote remote, StagingArea directory, Set<RelativePath> staged)
      throws IOException, StagingException {
    RelativePath target = free(input, input.target(), staged);
    Path temporary = Files.createTempFile("lighterman-", ".download");
    try {
      downloads.fetch(remote.uri(), temporary);
      directory.put(target, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String below(InputFile input, String path) {
    return input.target().equals(".") ? path : input.target() + "/" + path;
  }

  /** Takes a path for an input, unless another one has taken it, or part of it, already. */
  private static RelativePath free(InputFile input, String target, Set<RelativePath> staged)
      throws StagingException {
    RelativePath path = RelativePath.of(target);
    List<String> ways = new ArrayList<>();
    for (int slash = target.indexOf('/'); slash > 0; slash = target.indexOf('/', slash + 1)) {
      ways.add(target.substring(0, slash));
    }
    for (String way : ways) {
      if (staged.contains(RelativePath.of(way))) {
        throw failure(input, "another input has put a file at '" + way + "' already");
      }
    }
    if (!staged.add(path)) {
      throw failure(input, "another input has put something at '" + path + "' already");
    }
    return path;
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
