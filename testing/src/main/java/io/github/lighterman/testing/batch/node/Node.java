package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that was booted and not lost. Safe for use by several threads. */
final class Node {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final Path home;
  private final NodeDirectory directory;
  private final AtomicLong names = new AtomicLong();
  private final Set<StopSignal> running = new HashSet<>();
  private boolean lost;

  /** Makes one whose files are all below {@code home}, where there is nothing yet. */
  Node(Path home) {
    this.home = home;
    this.directory = new NodeDirectory(home.resolve("tasks"));
  }

  NodeDirectory directory() {
    return directory;
  }

  /** Returns a path of which nothing has been heard, in a directory that tasks don't see. */
  Path scratch() {
    return directory.own().resolve(Long.toString(names.incrementAndGet()));
  }

  synchronized boolean isLost() {
    return lost;
  }

  /**
   * Takes work on, by what stops it; returns false if the node is lost, so that it must not begin.
   */
  synchronized boolean begin(StopSignal work) {
    return !lost && running.add(work);
  }

  /** Lets work go that is over. */
  synchronized void finish(StopSignal work) {
    running.remove(work);
    notifyAll();
  }

  /** Moves a directory out of everybody's sight, so that a new one can take its place at once. */
  Optional<Path> discard(String path) throws IOException {
    Path trash = scratch();
    try {
      Files.move(directory.root().resolve(path), trash);
      return Optional.of(trash);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Says that no work begins any more, and none is reported. */
  synchronized void lose() {
    lost = true;
  }

  /** Ends all that runs here, waits until it has ended, and removes all files. */
  void clear(Duration grace) throws InterruptedException {
    List<StopSignal> work;
    synchronized (this) {
      work = new ArrayList<>(running);
    }
    work.forEach(StopSignal::stop);
    synchronized (this) {
      while (!running.isEmpty()) {
        wait();
      }
    }
    endProcesses(grace);
    delete(home);
  }

  /** Ends what start tasks have left behind. */
  void endProcesses(Duration grace) {
    if (!new ProcessGroup(directory.root(), Optional.empty()).end(grace)) {
      log.warn("A process that a task has left behind below {} can't be ended", directory.root());
    }
  }

  /** Deletes what nobody needs any more, and says so if something stays. */
  static void delete(Path path) {
    try {
      FileTree.delete(path);
    } catch (IOException e) {
      log.warn("Files of an emulated node stay below {}", path, e);
    }
  }

  /** Writes a line into the node's own log. */
  void say(String line) {
    log.debug("{}", line);
    try {
      Files.writeString(
          directory.log(),
          Instant.now() + " " + line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      log.warn("An emulated node can't write its log", e);
    }
  }
}
