package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.staging.RelativePath;
import java.net.URI;
import java.util.List;

/**
 * A job that needs nothing more from where it was submitted.
 *
 * @param submission what was accepted
 * @param directory where its command will find its files
 * @param inputs the files that were staged, below {@code directory}
 */
public record StagedJob(Submission submission, URI directory, List<RelativePath> inputs) {
  /** Copies the list. */
  public StagedJob {
    requireNonNull(submission, "submission");
    requireNonNull(directory, "directory");
    inputs = List.copyOf(inputs);
  }
}
