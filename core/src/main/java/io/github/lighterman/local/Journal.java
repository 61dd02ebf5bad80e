package io.github.lighterman.local;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.SummedLines;
import io.github.lighterman.spi.TaskReport;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
  // Both guarded by this.
  private final SummedLines lines;
  private List<Entry> found;

  /** One line: a job that was accepted, the wish to cancel one, or the end of an attempt. */
  private record Entry(
      Optional<JobSpec> accepted,
      Optional<Instant> at,
      Optional<JobId> cancel,
      Optional<TaskReport> ended) {}

  private Journal(FileChannel file, SummedLines lines, List<Entry> found) {
    this.file = file;
    this.lines = lines;
    this.found = found;
  }

  /**
   * Opens the journal to append to it, and takes away a last line that was never finished.
   *
   * @throws IOException if it's damaged
   */
  static Journal open(Path path, RunJson json) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long end = endOfLastLine(file);
      file.truncate(end);
      file.position(end);
      SummedLines lines = new SummedLines(json);
      return new Journal(file, lines, read(path, lines));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  void accepted(List<Submission> submissions) throws IOException {
    append(
        submissions.stream()
            .map(
                submission ->
                    new Entry(
                        Optional.of(submission.spec()),
                        Optional.of(submission.acceptedAt()),
                        Optional.empty(),
                        Optional.empty()))
            .toList());
  }

  void cancel(JobId job) throws IOException {
    append(
        List.of(new Entry(Optional.empty(), Optional.empty(), Optional.of(job), Optional.empty())));
  }

  void ended(TaskReport report) throws IOException {
    append(
        List.of(
            new Entry(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(report))));
  }

  /** Tells a paused lifecycle everything that was there when this was opened, in order, once. */
  void replay(JobLifecycle lifecycle) {
    List<Entry> entries;
    synchronized (this) {
      entries = found;
      found = List.of();
    }
    for (Entry entry : entries) {
      entry.accepted().ifPresent(spec -> lifecycle.restore(spec, entry.at().orElse(Instant.EPOCH)));
      entry.cancel().ifPresent(lifecycle::restoreCancel);
      entry.ended().ifPresent(lifecycle::report);
    }
  }

  private static List<Entry> read(Path path, SummedLines lines) throws IOException {
    List<Entry> entries = new ArrayList<>();
    byte[] all = Files.readAllBytes(path);
    for (int start = 0, end; (end = lineBreak(all, start)) >= 0; start = end + 1) {
      try {
        entries.add(lines.read(Arrays.copyOfRange(all, start, end), Entry.class));
      } catch (IOException e) {
        throw new IOException(
            "the journal "
                + path
                + " is damaged at line "
                + (entries.size() + 1)
                + " ("
                + e.getMessage()
                + "); restore the file, or give the run up and delete its directory",
            e);
      }
    }
    return entries;
  }

  private static int lineBreak(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private synchronized void append(List<Entry> entries) throws IOException {
    long start = file.position();
    int before = lines.sum();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    entries.forEach(entry -> text.writeBytes(lines.write(entry)));
    ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      lines.goOn(before);
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
