package io.github.lighterman.azure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** Moves of several files side by side. */
final class Transfers {
  /** What is done with each file. */
  @FunctionalInterface
  interface Transfer<T> {
    void of(T file) throws IOException;
  }

  private Transfers() {}

  /**
   * Does something with each of these on the threads of {@code threads}, which must not be the
   * caller's, and returns when all are done. After one that fails no other is begun.
   *
   * @throws IOException the first failure
   */
  static <T> void all(Executor threads, List<T> files, Transfer<T> transfer) throws IOException {
    if (files.size() == 1) {
      transfer.of(files.get(0));
      return;
    }
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (T file : files) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                transfer.of(file);
                return null;
              });
      tasks.add(task);
      threads.execute(task);
    }
    try {
      for (FutureTask<Void> task : tasks) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted during a transfer");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      tasks.forEach(task -> task.cancel(false));
    }
  }
}
