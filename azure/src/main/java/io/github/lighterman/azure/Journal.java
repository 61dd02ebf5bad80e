package io.github.lighterman.azure;

import com.google.common.util.concurrent.MoreExecutors;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.spi.RunJson;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.SummedLines;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import io.github.lighterman.staging.StagedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to a run's jobs, in the run's part of the container: enough to tell a new driver
 * all that the old one knew. It consists of numbered blobs with lines of JSON, each created once
 * and never changed; a number that is taken by somebody else's blob means that another driver has
 * the run. Safe for use by several threads.
 */
final class Journal {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /**
   * One line, which is one thing that happened.
   *
   * @param accepted a job that was accepted
   * @param at when it was
   * @param cancel a job that is to be cancelled
   * @param requeued an attempt that lost its node and is ended for that
   * @param ended the end of an attempt
   * @param driver the driver that has taken the run over
   */
  record Entry(
      Optional<JobSpec> accepted,
      Optional<Instant> at,
      Optional<JobId> cancel,
      Optional<Requeued> requeued,
      Optional<TaskReport> ended,
      Optional<UUID> driver) {
    /** What stands behind the last one of a blob. */
    static final Entry END =
        new Entry(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static Entry accepted(Submission submission) {
      return new Entry(
          Optional.of(submission.spec()),
          Optional.of(submission.acceptedAt()),
          END.cancel,
          END.requeued,
          END.ended,
          END.driver);
    }

    static Entry cancel(JobId job) {
      return new Entry(END.accepted, END.at, Optional.of(job), END.requeued, END.ended, END.driver);
    }

    static Entry requeued(TaskId task, JobFailure why) {
      Requeued requeued = new Requeued(task, why);
      return new Entry(
          END.accepted, END.at, END.cancel, Optional.of(requeued), END.ended, END.driver);
    }

    static Entry ended(TaskReport report) {
      return new Entry(
          END.accepted, END.at, END.cancel, END.requeued, Optional.of(report), END.driver);
    }

    static Entry driver(UUID driver) {
      return new Entry(
          END.accepted, END.at, END.cancel, END.requeued, END.ended, Optional.of(driver));
    }
  }

  /**
   * An attempt that lost its node and is ended for that.
   *
   * @param task which one
   * @param why what it fails with
   */
  record Requeued(TaskId task, JobFailure why) {}

  /** What is to be written, and what is to be done once it is. */
  private record Waiting(Entry entry, Runnable written) {}

  private final BlobContainer container;
  private final RunLayout layout;
  private final RunJson json;
  private final Executor writer;
  private final Consumer<Runnable> later;
  // Both guarded by the list.
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean scheduled;
  private volatile boolean closed;
  // Touched by the writer alone, which does one thing after the other.
  private int next;
  // What may have been written without an answer, under the present number.
  private byte @Nullable [] unsure;

  /**
   * Creates the journal of a run.
   *
   * @param next the number of the next blob
   * @param threads where it's written
   * @param later does something after a while
   */
  Journal(
      BlobContainer container,
      RunLayout layout,
      RunJson json,
      int next,
      Executor threads,
      Consumer<Runnable> later) {
    this.container = container;
    this.layout = layout;
    this.json = json;
    this.next = next;
    this.later = later;
    this.writer = MoreExecutors.newSequentialExecutor(threads);
  }

  /**
   * Reads all of it, in order, and returns the number of the next blob.
   *
   * @throws IOException if it's damaged
   */
  static int read(BlobContainer container, RunLayout layout, RunJson json, Consumer<Entry> consumer)
      throws IOException {
    int next = 1;
    for (StagedFile piece : container.list(layout.journal())) {
      String name = piece.path().value();
      if (!name.equals(name(layout, next))) {
        throw damaged(layout, name, "blob " + name(layout, next) + " should be there before it");
      }
      try (var in = container.open(name)) {
        entries(layout, name, in.readAllBytes(), json).forEach(consumer);
      }
      next++;
    }
    return next;
  }

  /**
   * Reads all of it as {@link #read} does, and takes the next number, so that whatever an earlier
   * driver may still write, or may have on its way, is refused to it from then on.
   */
  static int takeOver(
      BlobContainer container, RunLayout layout, RunJson json, Consumer<Entry> consumer)
      throws IOException {
    int next = read(container, layout, json, consumer);
    byte[] mine = text(List.of(Entry.driver(UUID.randomUUID())), json);
    while (container.create(name(layout, next), mine).isEmpty()) {
      String name = name(layout, next);
      byte[] there = container.read(name).map(Versioned::bytes).orElse(new byte[0]);
      if (Arrays.equals(there, mine)) {
        break;
      }
      entries(layout, name, there, json).forEach(consumer);
      next++;
    }
    return next + 1;
  }

  private static IOException damaged(RunLayout layout, String blob, String why) {
    return new IOException(
        "the journal of run "
            + layout.run()
            + " is damaged in blob '"
            + blob
            + "': "
            + why
            + "; restore the blob, or give the run up and delete its blobs");
  }

  private static List<Entry> entries(RunLayout layout, String blob, byte[] bytes, RunJson json)
      throws IOException {
    try {
      return entries(bytes, json);
    } catch (IOException e) {
      throw damaged(layout, blob, String.valueOf(e.getMessage()));
    }
  }

  /** The last line says that nothing is missing behind it. */
  private static List<Entry> entries(byte[] bytes, RunJson json) throws IOException {
    SummedLines lines = new SummedLines(json);
    List<Entry> entries = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        entries.add(lines.read(Arrays.copyOfRange(bytes, start, end), Entry.class));
        start = end + 1;
      }
    }
    boolean ended =
        start == bytes.length
            && !entries.isEmpty()
            && entries.remove(entries.size() - 1).equals(Entry.END);
    if (!ended || entries.contains(Entry.END)) {
      throw new IOException("its end is missing");
    }
    return entries;
  }

  /** Writes these, with all that waits, and returns when they're there. */
  void write(List<Entry> entries) throws IOException {
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () -> {
              try {
                writeNow(entries);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            writer);
    Transfers.await(written, "the run's journal was written");
  }

  /** Writes this soon, together with others. */
  void writeSoon(Entry entry) {
    writeSoon(entry, () -> {});
  }

  /**
   * Writes this soon, together with others, and again and again if that fails.
   *
   * @param written is run, by one thread after the other and in the order of these calls, as soon
   *     as it's there, and never if this driver has lost the run or lets go of it before
   */
  void writeSoon(Entry entry, Runnable written) {
    synchronized (waiting) {
      waiting.add(new Waiting(entry, written));
    }
    writeSoon();
  }

  private void writeSoon() {
    synchronized (waiting) {
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    in(
        () -> {
          synchronized (waiting) {
            scheduled = false;
          }
          try {
            writeNow(List.of());
          } catch (IOException e) {
            if (!closed) {
              log.warn("The journal of run {} can't be written; it's tried again", layout.run(), e);
              later.accept(this::writeSoon);
            }
          }
        });
  }

  /** Writes nothing any more. */
  void close() {
    closed = true;
  }

  /** Writes all that waits, and returns when it's there. */
  void flush() throws IOException {
    write(List.of());
  }

  private void writeNow(List<Entry> urgent) throws IOException {
    List<Waiting> earlier;
    synchronized (waiting) {
      earlier = new ArrayList<>(waiting);
    }
    List<Entry> all = new ArrayList<>(earlier.stream().map(Waiting::entry).toList());
    all.addAll(urgent);
    if (all.isEmpty()) {
      return;
    }
    if (closed) {
      throw new IOException("run " + layout.run() + " is closed here");
    }
    byte[] bytes = text(all, json);
    try {
      create(bytes);
    } catch (IOException e) {
      unsure = unsure == null ? bytes : unsure;
      throw e;
    }
    synchronized (waiting) {
      waiting.subList(0, earlier.size()).clear();
    }
    earlier.forEach(it -> it.written().run());
  }

  private static byte[] text(List<Entry> entries, RunJson json) {
    SummedLines lines = new SummedLines(json);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    entries.forEach(entry -> text.writeBytes(lines.write(entry)));
    text.writeBytes(lines.write(Entry.END));
    return text.toByteArray();
  }

  private String name() {
    return name(layout, next);
  }

  private static String name(RunLayout layout, int number) {
    return layout.journal() + String.format(Locale.ROOT, "%08d", number);
  }

  private void in(Runnable work) {
    try {
      writer.execute(work);
    } catch (RejectedExecutionException e) {
      log.debug("The journal of run {} ends: the executor is closed", layout.run());
    }
  }

  private void create(byte[] bytes) throws IOException {
    while (container.create(name(), bytes).isEmpty()) {
      // It may be ours, of which the answer was lost; else what is ours comes after it.
      byte[] there = container.read(name()).map(Versioned::bytes).orElse(new byte[0]);
      boolean same = Arrays.equals(there, bytes);
      if (!same && !Arrays.equals(there, unsure)) {
        throw new IOException("another driver writes the journal of run " + layout.run());
      }
      if (same) {
        break;
      }
      next++;
    }
    next++;
    unsure = null;
  }
}
