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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
  // Guarded by this.
  private final SummedLines lines;

  /** One line: a job that was accepted, the wish to cancel one, or the end of an attempt. */
  private record Entry(
      Optional<JobSpec> accepted,
      Optional<Instant> at,
      Optional<JobId> cancel,
      Optional<TaskReport> ended) {}

  private Journal(FileChannel file, SummedLines lines) {
    this.file = file;
    this.lines = lines;
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
      return new Journal(file, read(path, json, entry -> {}));
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

  /** Tells a paused lifecycle everything, in order. */
  static void replay(Path path, RunJson json, JobLifecycle lifecycle) throws IOException {
    var unused =
        read(
            path,
            json,
            entry -> {
              entry
                  .accepted()
                  .ifPresent(spec -> lifecycle.restore(spec, entry.at().orElse(Instant.EPOCH)));
              entry.cancel().ifPresent(lifecycle::restoreCancel);
              entry.ended().ifPresent(lifecycle::report);
            });
  }

  /** Reads all finished lines, and returns how to go on behind them. */
  private static SummedLines read(Path path, RunJson json, Consumer<Entry> entries)
      throws IOException {
    SummedLines lines = new SummedLines(json);
    byte[] all = Files.readAllBytes(path);
    int number = 0;
    for (int start = 0, end; (end = lineBreak(all, start)) >= 0; start = end + 1) {
      number++;
      Entry entry;
      try {
        entry = lines.read(Arrays.copyOfRange(all, start, end), Entry.class);
      } catch (IOException e) {
        throw new IOException(
            "the journal "
                + path
                + " is damaged at line "
                + number
                + " ("
                + e.getMessage()
                + "); restore the file, or give the run up and delete its directory",
            e);
      }
      entries.accept(entry);
    }
    return lines;
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
