package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobFailure;
import io.github.lighterman.SecretRef;
import io.github.lighterman.spi.SecretResolver;
import io.github.lighterman.spi.StagedJob;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.staging.FileTree;
import io.github.lighterman.staging.Glob;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.Selection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The arrow from {@link Submission} to {@link StagedInputs}: brings what lies on this machine to
 * the container, once, and says of everything where nodes get it, in addresses that are not signed
 * yet. What other jobs deliver need not be there yet. Safe for use by several threads.
 */
final class AzureStager {
  private static final int MOST_SINGLE_FILES = 50;

  private final BlobContainer container;
  private final RunLayout layout;
  private final InputStore inputs;
  private final Optional<String> identity;
  private final SecretResolver secrets;
  private final SecureRandom random = new SecureRandom();

  AzureStager(
      BlobContainer container,
      RunLayout layout,
      InputStore inputs,
      Optional<String> identity,
      SecretResolver secrets) {
    this.container = container;
    this.layout = layout;
    this.inputs = inputs;
    this.identity = identity;
    this.secrets = secrets;
  }

  /** What was found so far of one job. */
  private static final class Found {
    final List<ResourceFile> resources = new ArrayList<>();
    // Those of other jobs' outputs come first, in the order of the spec: a marker counts them.
    final List<TaskInputs.Move> handed = new ArrayList<>();
    final List<TaskInputs.Move> moves = new ArrayList<>();
    final List<String> directories = new ArrayList<>();
    final List<String> sources = new ArrayList<>();
    final List<String> readOnly = new ArrayList<>();
    final List<RelativePath> targets = new ArrayList<>();

    /** Returns a directory of ours for what a container brings. */
    String inbox() {
      return TaskScript.DIRECTORY + "/in-" + (handed.size() + moves.size());
    }

    void several(InputFile input) {
      if (input.access() == InputFile.Access.READ_ONLY) {
        readOnly.add(input.target());
      }
    }

    TaskInputs inputs() {
      List<TaskInputs.Move> all = new ArrayList<>(handed);
      all.addAll(moves);
      return new TaskInputs(directories, all, sources, readOnly);
    }
  }

  /**
   * Stages every input and secret of the job. Repeated for one submission, it does what is missing.
   *
   * @throws StagingException if it can't be, and never can
   * @throws IOException if the storage account fails
   */
  StagedInputs stage(Submission submission) throws IOException, StagingException {
    Found found = new Found();
    boolean many = singleFiles(submission) > MOST_SINGLE_FILES;
    List<InputStore.Member> together = new ArrayList<>();
    for (InputFile input : submission.spec().inputs()) {
      try {
        if (many && input.source() instanceof InputSource.LocalFile file) {
          requireFile(input, file.path());
          found.several(input);
          together.add(new InputStore.Member(input.target(), file.path()));
        } else {
          stage(input, found);
        }
      } catch (FileSystemException e) {
        throw failure(input, e);
      } catch (IllegalArgumentException e) {
        throw failed(input, String.valueOf(e.getMessage()));
      }
    }
    tree(together, ".", found);
    List<TaskScript.Secret> shares = secrets(submission, found);
    URI directory = URI.create("batch:" + TaskNames.task(submission.spec().id()));
    return new StagedInputs(
        new StagedJob(submission, directory, found.targets),
        found.resources,
        found.inputs(),
        shares,
        container.url());
  }

  private static long singleFiles(Submission submission) {
    return submission.spec().inputs().stream()
        .filter(input -> input.source() instanceof InputSource.LocalFile)
        .count();
  }

  private void stage(InputFile input, Found found) throws IOException, StagingException {
    InputSource source = input.source();
    if (source instanceof InputSource.LocalFile file) {
      local(input, file.path(), found);
    } else if (source instanceof InputSource.Content content) {
      String blob = inputs.put(content.text().getBytes(UTF_8));
      file(input, container.url(blob), mode(input, false), identity, found);
    } else if (source instanceof InputSource.Remote remote) {
      if (BlobAddress.isLocal(remote.uri())) {
        local(input, Path.of(remote.uri()), found);
      } else {
        remote(input, remote.uri(), found);
      }
    } else if (source instanceof InputSource.LocalDirectory directory) {
      found.several(input);
      if (!input.target().equals(".")) {
        found.directories.add(input.target());
      }
      tree(members(directory.path(), Selection.all()), input.target(), found);
    } else if (source instanceof InputSource.LocalGlob glob) {
      List<InputStore.Member> members =
          members(glob.directory(), Selection.matching(glob.pattern()));
      if (members.isEmpty()) {
        throw failed(input, "no file matches");
      }
      found.several(input);
      tree(members, input.target(), found);
    } else if (source instanceof InputSource.JobOutput output) {
      handOn(input, output, found);
    } else if (source instanceof InputSource.RunSources) {
      found.several(input);
      found.sources.add(input.target());
    }
  }

  private void local(InputFile input, Path path, Found found) throws IOException, StagingException {
    requireFile(input, path);
    String blob = inputs.put(path);
    String mode = mode(input, Files.isExecutable(path));
    file(input, container.url(blob), mode, identity, found);
  }

  /** An identity is shown to our own container alone. */
  private void remote(InputFile input, URI uri, Found found) throws IOException {
    boolean ours = uri.toString().startsWith(container.url() + "/");
    file(input, uri, mode(input, true), ours ? identity : Optional.empty(), found);
  }

  private void handOn(InputFile input, InputSource.JobOutput output, Found found)
      throws IOException {
    String store = layout.store(output.job());
    if (Glob.isPattern(output.path())) {
      String inbox = found.inbox();
      found.resources.add(several(store, inbox, "0777"));
      found.several(input);
      found.handed.add(
          new TaskInputs.Move(inbox + "/" + store, input.target(), Optional.of(output.path())));
    } else {
      String blob = store + output.path();
      file(input, container.url(blob), mode(input, true), identity, found);
    }
  }

  private static void file(
      InputFile input, URI url, String mode, Optional<String> identity, Found found) {
    found.targets.add(RelativePath.of(input.target()));
    found.resources.add(
        new ResourceFile(ResourceFile.Source.FILE, url, "", input.target(), mode, identity));
  }

  private void tree(List<InputStore.Member> members, String target, Found found)
      throws IOException {
    for (boolean executable : new boolean[] {false, true}) {
      List<InputStore.Member> part =
          members.stream().filter(it -> Files.isExecutable(it.file()) == executable).toList();
      if (!part.isEmpty()) {
        String tree = inputs.putAll(part);
        String inbox = found.inbox();
        found.resources.add(several(tree, inbox, executable ? "0777" : "0666"));
        found.moves.add(new TaskInputs.Move(inbox + "/" + tree, target, Optional.empty()));
        part.forEach(
            it ->
                found.targets.add(
                    RelativePath.of(target.equals(".") ? it.path() : target + "/" + it.path())));
      }
    }
  }

  private ResourceFile several(String prefix, String directory, String mode) throws IOException {
    return new ResourceFile(
        ResourceFile.Source.CONTAINER, container.url(), prefix, directory, mode, identity);
  }

  private static List<InputStore.Member> members(Path directory, Selection wanted)
      throws IOException {
    return new FileTree(directory)
        .files(FileTree.Links.FOLLOW, wanted).stream()
            .map(path -> new InputStore.Member(path, directory.resolve(path)))
            .toList();
  }

  /** Puts one share of each secret where the node fetches it; the other one goes with the task. */
  private List<TaskScript.Secret> secrets(Submission submission, Found found)
      throws IOException, StagingException {
    Map<String, SecretRef> references = submission.spec().secrets();
    List<TaskScript.Secret> shares = new ArrayList<>();
    for (Map.Entry<String, String> secret :
        new TreeMap<>(secrets.resolveAll(references)).entrySet()) {
      SecretShares split = SecretShares.split(secret.getValue(), random);
      String blob = layout.secrets(submission.task()) + shares.size();
      container.upload(blob, split.file().getBytes(UTF_8));
      String path = TaskScript.secretFile(shares.size());
      found.resources.add(
          new ResourceFile(
              ResourceFile.Source.FILE, container.url(blob), "", path, "0600", identity));
      shares.add(new TaskScript.Secret(secret.getKey(), split.pad()));
    }
    return shares;
  }

  private static String mode(InputFile input, boolean executable) {
    boolean readOnly = input.access() == InputFile.Access.READ_ONLY;
    return readOnly ? (executable ? "0555" : "0444") : executable ? "0777" : "0666";
  }

  private static void requireFile(InputFile input, Path path) throws StagingException {
    if (!Files.isRegularFile(path)) {
      throw failed(input, path + (Files.exists(path) ? " is no file" : " does not exist"));
    }
  }

  private static StagingException failure(InputFile input, FileSystemException e) {
    FailureKind kind =
        e instanceof AccessDeniedException ? FailureKind.ACCESS_DENIED : FailureKind.STAGE_IN;
    return new StagingException(
        JobFailure.of(
            kind,
            "input '"
                + input.target()
                + "' from "
                + input.source()
                + ": "
                + e.getClass().getSimpleName()
                + ": "
                + SignedUrls.redact(String.valueOf(e.getMessage()))),
        e);
  }

  private static StagingException failed(InputFile input, String reason) {
    return new StagingException(
        JobFailure.of(
            FailureKind.STAGE_IN,
            "input '" + input.target() + "' from " + input.source() + ": " + reason),
        null);
  }
}
