package io.github.lighterman.report;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.staging.Glob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How many bytes jobs found in their inputs. Backends don't tell, so it's added up from what can be
 * known without them: text, single files on this machine, and what other jobs delivered.
 */
final class InputBytes {
  private final Map<JobId, JobResult> results = new HashMap<>();

  /**
   * What single files on this machine hold.
   *
   * @param bytes of those that are there
   * @param unknown how many are not, and how many inputs are of a kind that nobody counts
   */
  record Files(long bytes, int unknown) {}

  InputBytes(List<JobHandle> jobs) {
    for (JobHandle job : jobs) {
      job.resultNow().ifPresent(result -> results.put(result.id(), result));
    }
  }

  /** Looks up files when a job is first heard of: later they may have changed. */
  static Files ofFiles(JobSpec spec) {
    long bytes = 0;
    int unknown = 0;
    for (InputFile input : spec.inputs()) {
      long size = size(input.source());
      bytes += Math.max(0, size);
      unknown += size < 0 ? 1 : 0;
    }
    return new Files(bytes, unknown);
  }

  /** Returns these and what other jobs delivered. */
  Files of(JobSpec spec, Files files) {
    long bytes = files.bytes();
    int unknown = files.unknown();
    for (InputFile input : spec.inputs()) {
      if (input.source() instanceof InputSource.JobOutput output) {
        JobResult from = results.get(output.job());
        bytes += from == null ? 0 : delivered(from, output.path());
        unknown += from == null ? 1 : 0;
      }
    }
    return new Files(bytes, unknown);
  }

  private static long delivered(JobResult from, String path) {
    Predicate<String> wanted = Glob.isPattern(path) ? Glob.of(path)::matches : path::equals;
    return from.outputs().stream()
        .filter(file -> wanted.test(file.path().value()))
        .mapToLong(DeliveredFile::size)
        .sum();
  }

  private static long size(InputSource source) {
    if (source instanceof InputSource.Content content) {
      return content.text().getBytes(StandardCharsets.UTF_8).length;
    }
    if (source instanceof InputSource.LocalFile file) {
      return size(file.path());
    }
    return source instanceof InputSource.JobOutput ? 0 : -1;
  }

  private static long size(Path file) {
    try {
      return java.nio.file.Files.size(file);
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }
}
