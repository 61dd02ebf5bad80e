package io.github.lighterman.samples.survival;

import io.github.lighterman.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Drivers of {@link FourStages} on this machine, each a process, that are killed at some moment,
 * and others that go on after them.
 */
final class LocalCrashes {
  /** How long at most from a line in the logbook to the end of the process, so that all is hit. */
  private record Span(String note, Duration longest) {}

  private static final List<Span> SPANS =
      List.of(
          new Span(DriverProcess.READY, Duration.ofMillis(150)),
          new Span("started", Duration.ofMillis(40)),
          new Span("submitted the first", Duration.ofMillis(30)),
          new Span("asked", Duration.ofMillis(30)),
          new Span("submitted the second", Duration.ofMillis(400)),
          new Span("told", Duration.ofMillis(600)),
          new Span("closing", Duration.ofMillis(60)));

  private LocalCrashes() {}

  /**
   * Has a driver die, and another one go on. Returns nothing if the driver had done all before.
   *
   * @param number which of many runs with this seed it is, from 0
   */
  static Optional<Outcome> kill(long seed, int number) throws IOException, InterruptedException {
    Random random = new Random(seed + number);
    Span span = SPANS.get(number % SPANS.size());
    FourStages work = new FourStages(RunId.of("run-" + number), Scratch.create());
    try (DriverProcess.Handle driver = DriverProcess.onThisMachine(work, List.of())) {
      driver.await(span.note());
      LockSupport.parkNanos((long) (random.nextDouble() * span.longest().toNanos()));
    }
    Logbook log = new Logbook(work.directory(), () -> true);
    if (log.has(DriverProgram.CLOSED)) {
      Scratch.delete(work.directory());
      return Optional.empty();
    }
    return Optional.of(goOn(work, "driver killed on this machine", log.last()));
  }

  /**
   * Has a driver end at a change of a file, and does the same.
   *
   * @throws IllegalStateException if a driver that got there by itself had not done all
   */
  static Optional<Outcome> cut(Point point) throws IOException, InterruptedException {
    FourStages work = new FourStages(RunId.of("run"), Scratch.create());
    Optional<String> place;
    try (DriverProcess.Handle driver = start(work, point)) {
      place = driver.await(CutFiles.CUT);
      driver.awaitEnd();
    }
    if (place.isEmpty()) {
      if (!new Logbook(work.directory(), () -> true).has(DriverProgram.CLOSED)) {
        throw new IllegalStateException("a driver failed by itself: " + work.directory());
      }
      Scratch.delete(work.directory());
      return Optional.empty();
    }
    String fault = "driver here ended " + point.side().word();
    return Optional.of(goOn(work, fault, place.get()));
  }

  /** Returns how many changes of files a driver makes. */
  static long changes() throws IOException {
    FourStages work = new FourStages(RunId.of("run"), Scratch.create());
    try (DriverProcess.Handle driver = start(work, CutWire.NEVER)) {
      return Long.parseLong(driver.await(CutFiles.CHANGES).orElseThrow());
    } finally {
      Scratch.delete(work.directory());
    }
  }

  private static DriverProcess.Handle start(FourStages work, Point point) throws IOException {
    return DriverProcess.onThisMachine(work, CutFiles.options(work.directory(), point));
  }

  private static Outcome goOn(FourStages work, String fault, String place)
      throws IOException, InterruptedException {
    Outcome outcome =
        new Aftermath(fault, place).of(() -> DriverProcess.local(work), work, () -> left(work));
    if (outcome.isGood()) {
      Scratch.delete(work.directory());
    }
    return outcome;
  }

  private static List<String> left(FourStages work) {
    List<String> left = new ArrayList<>();
    try {
      if (Files.exists(DriverProcess.runs(work))) {
        try (Stream<Path> all = Files.walk(DriverProcess.runs(work))) {
          all.skip(1).forEach(file -> left.add("file " + file));
        }
      }
      ProcessHandle.allProcesses()
          .filter(process -> isIn(process, work.directory()))
          .forEach(process -> left.add("process " + process.pid()));
    } catch (IOException e) {
      left.add("what can't be seen: " + e);
    }
    return left;
  }

  /** Where there is no such file system, no process is found. */
  private static boolean isIn(ProcessHandle process, Path directory) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
          .startsWith(directory);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
