package io.github.lighterman.samples.survival;

import io.github.lighterman.WorkflowExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What comes after the end of a driver: another one goes on, and then it's seen what is there. */
final class Aftermath {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String fault;
  private final String place;

  Aftermath(String fault, String place) {
    this.fault = fault;
    this.place = place;
  }

  /**
   * Has another driver go on to the end.
   *
   * @param left tells what is still there then
   */
  Outcome of(Supplier<WorkflowExecutor> opening, FourStages work, Supplier<List<String>> left)
      throws IOException, InterruptedException {
    DriverThread next = new DriverThread(opening, work, new Logbook(work.directory(), () -> true));
    List<String> lost = new ArrayList<>();
    if (!next.await(PATIENCE)) {
      lost.add("no end within " + PATIENCE + ": " + next.unfinished());
      next.end();
    }
    lost.addAll(next.wrong());
    lost.addAll(work.missing());
    List<String> there = new ArrayList<>(left.get());
    there.addAll(work.strangers());
    return new Outcome(fault, place, work.jobs(), work.doubled(), lost, there, next.idleAfter());
  }
}
