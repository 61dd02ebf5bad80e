package io.github.lighterman.samples.functions;

import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.AreaStager;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.staging.DirectoryStagingArea;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a run: its sources, its store, and a directory for each attempt. */
record RunFiles(Path root) {
  /**
   * Makes the directory of a new run.
   *
   * @throws java.nio.file.FileAlreadyExistsException if somebody has a run of this name there
   */
  static RunFiles create(Path directory, WorkflowSpec spec) throws IOException {
    RunFiles files = new RunFiles(directory.resolve(spec.id().value()));
    Files.createDirectories(directory);
    Files.createDirectory(files.root());
    if (spec.sources().isPresent()) {
      Sources sources = spec.sources().get();
      for (String path : sources.files()) {
        files.area("sources").put(RelativePath.of(path), sources.directory().resolve(path));
      }
    }
    return files;
  }

  /** Returns the arrow from a submission to a staged job, ready made. */
  AreaStager stager() {
    return new AreaStager(this::area, store(), area("sources"));
  }

  StagingArea store() {
    return area("store");
  }

  StagingArea area(TaskId task) {
    return area("jobs/" + task);
  }

  Path directory(TaskId task) {
    return root.resolve("jobs/" + task);
  }

  /** Deletes all of it, and returns what can't be deleted, with the reason. */
  List<String> delete() {
    List<String> failed = new ArrayList<>();
    try (var files = Files.walk(root)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      failed.add(root + ": " + e);
    }
    return failed;
  }

  private StagingArea area(String name) {
    return DirectoryStagingArea.of(root.resolve(name));
  }
}
