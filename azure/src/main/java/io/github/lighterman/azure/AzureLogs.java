package io.github.lighterman.azure;

import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.spi.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Reads logs: from the node while a task runs, from the container afterwards. */
final class AzureLogs {
  private final AzureMachinery machinery;
  private final RunLayout layout;
  private final RunJobs jobs;

  AzureLogs(AzureMachinery machinery, RunLayout layout, RunJobs jobs) {
    this.machinery = machinery;
    this.layout = layout;
    this.jobs = jobs;
  }

  /** Reads a piece of the log of an attempt that has not ended, as far as it's there by now. */
  LogChunk live(Optional<TrackedTask> task, LogStream stream, long offset, int maxBytes) {
    if (task.isEmpty() || task.get().place() != TrackedTask.Place.AT_BATCH) {
      return chunk(new byte[0], offset, false);
    }
    String file = RunLayout.logFile(stream);
    TrackedTask there = task.get();
    try (InputStream in =
        machinery.gateway.openTaskFile(
            jobs.id(there.generation()), there.batchId(), file, offset, maxBytes)) {
      return chunk(in.readNBytes(maxBytes), offset, false);
    } catch (BatchException e) {
      // Before it runs, and between two nodes, there is no file.
      if (e.kind() == BatchException.Kind.NOT_FOUND || e.kind() == BatchException.Kind.CONFLICT) {
        return chunk(new byte[0], offset, false);
      }
      throw unavailable(there.id(), e);
    } catch (IOException e) {
      throw unavailable(there.id(), e);
    }
  }

  /** Reads a piece of the log of an attempt that has ended. */
  LogChunk ended(TaskId task, LogStream stream, long offset, int maxBytes) {
    String blob = layout.log(task, stream);
    try (InputStream in = machinery.container.open(blob, offset, maxBytes + 1L)) {
      byte[] bytes = in.readNBytes(maxBytes);
      return chunk(bytes, offset, in.read() < 0);
    } catch (NoSuchFileException e) {
      throw new LogUnavailableException(
          "there is no log of "
              + task
              + ": it never ran, its node was lost, or its run is deleted");
    } catch (IOException e) {
      throw unavailable(task, e);
    }
  }

  private static LogChunk chunk(byte[] bytes, long offset, boolean end) {
    return new LogChunk(ByteBuffer.wrap(bytes), offset + bytes.length, end);
  }

  private static LogUnavailableException unavailable(TaskId task, IOException e) {
    return new LogUnavailableException(
        "the log of "
            + task
            + " can't be read now: "
            + SignedUrls.redact(String.valueOf(e.getMessage())));
  }
}
