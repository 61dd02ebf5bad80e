package io.github.lighterman.local;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskReport;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a run's jobs, one line of JSON each, in order: enough to tell a new driver all
 * that the old one knew. Only ever appended to. Safe for use by several threads.
 *
 * <p>Written to the system at once, so that it survives the end of this process, and not forced to
 * the disk, so that the last moments before a power cut can be missing; then jobs that ended in
 * them are finished once more from what lies in their directories.
 */
final class Journal implements Closeable {
  private final FileChannel file;
  private final RunJson json;

  /** One line: a job that was accepted, the wish to cancel one, or the end of an attempt. */
  private record Entry(
      Optional<JobSpec> accepted,
      Optional<Instant> at,
      Optional<JobId> cancel,
      Optional<TaskReport> ended) {}

  private Journal(FileChannel file, RunJson json) {
    this.file = file;
    this.json = json;
  }

  /** Opens the journal to append to it, and takes away a last line that was never finished. */
  static Journal open(Path path, RunJson json) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long end = endOfLastLine(file);
      file.truncate(end);
      file.position(end);
      return new Journal(file, json);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  void accepted(List<Submission> submissions) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Submission submission : submissions) {
      line(
          lines,
          new Entry(
              Optional.of(submission.spec()),
              Optional.of(submission.acceptedAt()),
              Optional.empty(),
              Optional.empty()));
    }
    append(lines);
  }

  void cancel(JobId job) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    line(lines, new Entry(Optional.empty(), Optional.empty(), Optional.of(job), Optional.empty()));
    append(lines);
  }

  void ended(TaskReport report) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    line(
        lines,
        new Entry(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(report)));
    append(lines);
  }

  /** Tells a paused lifecycle everything, in order. */
  static void replay(Path path, RunJson json, JobLifecycle lifecycle) throws IOException {
    try (var lines = Files.newBufferedReader(path)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Entry entry = json.read(line.getBytes(StandardCharsets.UTF_8), Entry.class);
        entry
            .accepted()
            .ifPresent(spec -> lifecycle.restore(spec, entry.at().orElse(Instant.EPOCH)));
        entry.cancel().ifPresent(lifecycle::restoreCancel);
        entry.ended().ifPresent(lifecycle::report);
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void line(ByteArrayOutputStream lines, Entry entry) throws IOException {
    lines.write(json.write(entry));
    lines.write('\n');
  }

  private synchronized void append(ByteArrayOutputStream lines) throws IOException {
    long start = file.position();
    ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      // Half a line must not stand before the next one.
      file.truncate(start);
      throw e;
    }
  }

  private static long endOfLastLine(FileChannel file) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = file.size(); end > 0; end--) {
      one.clear();
      file.read(one, end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }
}
