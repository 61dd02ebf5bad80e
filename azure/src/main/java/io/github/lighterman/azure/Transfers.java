package io.github.lighterman.azure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Moves of several files side by side, and waiting for such things. */
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
        await(task, "files were transferred");
      }
    } finally {
      tasks.forEach(task -> task.cancel(false));
    }
  }

  /**
   * Waits for something that may fail like a transfer.
   *
   * @param what goes on meanwhile, for who is interrupted
   * @throws IOException if it failed
   */
  static <T> T await(Future<T> future, String what) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + what);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
