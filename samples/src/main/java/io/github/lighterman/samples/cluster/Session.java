package io.github.lighterman.samples.cluster;

import io.github.lighterman.JobHandle;
import io.github.lighterman.WorkflowRun;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of a directory's clients as long as a driver lives. */
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ClusterDirectory directory;
  private final WorkflowRun run;
  private final InitCommand.Place place;
  private final Duration idle;
  private final StatusFiles statuses;
  private final Set<String> inHand = ConcurrentHashMap.newKeySet();
  private final ExecutorService clerks =
      Executors.newCachedThreadPool(
          task -> {
            Thread clerk = new Thread(task, "clerk");
            clerk.setDaemon(true);
            return clerk;
          });
  private volatile boolean stopping;

  Session(ClusterDirectory directory, WorkflowRun run, InitCommand.Place place, Duration idle) {
    this.directory = directory;
    this.run = run;
    this.place = place;
    this.idle = idle;
    this.statuses = new StatusFiles(directory);
  }

  ClusterDirectory directory() {
    return directory;
  }

  WorkflowRun run() {
    return run;
  }

  InitCommand.Place place() {
    return place;
  }

  StatusFiles statuses() {
    return statuses;
  }

  /** Lets the driver end once what is in hand is answered. */
  void stop() {
    stopping = true;
  }

  void serve() throws IOException, InterruptedException {
    run.addListener(statuses);
    run.jobs().forEach(statuses::start);
    deleteLeftovers();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      directory.in().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      directory.write(directory.driver(), Self.stamp() + "\n");
      Files.deleteIfExists(directory.starting());
      answerUntilIdle(watch);
    } finally {
      Files.deleteIfExists(directory.driver());
      clerks.shutdownNow();
    }
  }

  private void answerUntilIdle(WatchService watch) throws IOException, InterruptedException {
    long busy = System.nanoTime();
    while (!stopping) {
      WatchKey key = watch.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
      takeRequests();
      statuses.writeLeft();
      if (!inHand.isEmpty() || run.jobs().stream().anyMatch(Session::isLive)) {
        busy = System.nanoTime();
      }
      stopping |= System.nanoTime() - busy > idle.toNanos();
    }
    // Who saw the driver there until now is answered; who comes later starts another one.
    Files.deleteIfExists(directory.driver());
    takeRequests();
    clerks.shutdown();
    boolean unused = clerks.awaitTermination(2, TimeUnit.SECONDS);
  }

  private void takeRequests() throws IOException {
    try (Stream<Path> waiting = Files.list(directory.in())) {
      waiting
          .map(file -> file.getFileName().toString())
          .filter(this::takeInHand)
          .forEach(name -> clerks.execute(() -> answer(name)));
    }
  }

  /** A list may still name what was answered since it was begun; its file is gone by then. */
  private boolean takeInHand(String name) {
    if (!inHand.add(name)) {
      return false;
    }
    boolean waits = Files.exists(directory.in().resolve(name));
    if (!waits) {
      inHand.remove(name);
    }
    return waits;
  }

  private void answer(String name) {
    try {
      new Request(this, name).answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (IOException | RuntimeException e) {
      log.warn("Request {} could not be answered", name, e);
    }
    inHand.remove(name);
  }

  /** Deletes what clients have left that were killed. */
  private void deleteLeftovers() throws IOException {
    Instant old = Instant.now().minus(Duration.ofHours(1));
    try (Stream<Path> requests = Files.list(directory.spool())) {
      for (Path request : requests.toList()) {
        boolean waits = Files.exists(directory.in().resolve(request.getFileName()));
        if (!waits && Files.getLastModifiedTime(request).toInstant().isBefore(old)) {
          for (String part : List.of("argv", "out", "err", "code.unfinished", "code")) {
            Files.deleteIfExists(request.resolve(part));
          }
          Files.deleteIfExists(request);
        }
      }
    }
  }

  private static boolean isLive(JobHandle job) {
    return !job.status().state().isTerminal();
  }
}
