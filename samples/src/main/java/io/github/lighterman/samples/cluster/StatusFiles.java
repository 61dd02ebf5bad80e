package io.github.lighterman.samples.cluster;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.WorkflowListener;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes for each job the word that engines want: running, success or failed. */
final class StatusFiles implements WorkflowListener {
  private static final Logger log = LoggerFactory.getLogger(StatusFiles.class);
  static final String RUNNING = "running";

  private final ClusterDirectory directory;
  private final Map<JobId, String> left = new ConcurrentHashMap<>();

  StatusFiles(ClusterDirectory directory) {
    this.directory = directory;
  }

  static String word(JobResult result) {
    return result.succeeded() ? "success" : "failed";
  }

  /** Writes what became of a job while nobody listened. */
  void start(JobHandle job) {
    job.resultNow().filter(result -> !isWritten(result)).ifPresent(result -> onResult(job, result));
  }

  /** Writes that a job is about to be there, before its id is told to anybody. */
  void expect(JobId id) throws IOException {
    directory.write(directory.jobs().resolve(id.value()), RUNNING + "\n");
  }

  /** Takes back what {@link #expect} wrote. */
  void refuse(JobId id) throws IOException {
    Files.deleteIfExists(directory.jobs().resolve(id.value()));
  }

  @Override
  public void onResult(JobHandle job, JobResult result) {
    left.put(job.id(), word(result));
    writeLeft();
  }

  private boolean isWritten(JobResult result) {
    try {
      String written = directory.read(directory.jobs().resolve(result.id().value()));
      return written.equals(word(result));
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes again what could not be written, since a disk was full. */
  synchronized void writeLeft() {
    left.forEach(
        (id, word) -> {
          try {
            directory.write(directory.jobs().resolve(id.value()), word + "\n");
            left.remove(id);
          } catch (IOException e) {
            log.warn("It could not be written that job {} is over: {}", id, e.toString());
          }
        });
  }
}
