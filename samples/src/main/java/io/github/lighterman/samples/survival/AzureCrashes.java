package io.github.lighterman.samples.survival;

import io.github.lighterman.RunId;
import io.github.lighterman.azure.AzureBatchExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Drivers of {@link FourStages} on emulated Azure that die at a request, and others that go on
 * after them. A driver dies by being cut off from both services for good, so that nothing of what
 * it still does gets out; or it's a process, and is killed at that moment, too.
 */
final class AzureCrashes implements AutoCloseable {
  private static final long PAUSE_MILLIS = 20;

  private final EmulatedAccount account;
  private int runs;

  AzureCrashes(EmulatedAccount.Pools pools) throws IOException {
    account = new EmulatedAccount(pools, Storage.ours());
  }

  /**
   * Has a driver die, and another one go on. Returns what came of it, or nothing if the driver had
   * done all before.
   *
   * @throws IllegalStateException if a driver that was not cut off failed
   */
  Optional<Outcome> cut(Point point) throws IOException, InterruptedException {
    FourStages work = work();
    CutWire wire = account.wire();
    wire.arm(point);
    DriverThread driver =
        new DriverThread(
            () -> AzureBatchExecutor.open(account.hasty()),
            work,
            new Logbook(work.directory(), () -> !wire.isCut()));
    while (driver.isAlive() && !wire.awaitCut(PAUSE_MILLIS)) {
      // It's one or the other.
    }
    if (!wire.isCut()) {
      if (!driver.wrong().isEmpty()) {
        throw new IllegalStateException("a driver that was not cut off: " + driver.wrong());
      }
      forget(work);
      return Optional.empty();
    }
    driver.end();
    return Optional.of(goOn(work, "driver cut off ", point));
  }

  /** Does the same with a driver that is a process of its own, which is killed. */
  Optional<Outcome> kill(Point point) throws IOException, InterruptedException {
    FourStages work = work();
    account.wire().arm(point);
    try (DriverProcess.Handle driver = DriverProcess.onAzure(account.access(), work)) {
      while (driver.isAlive() && !account.wire().awaitCut(PAUSE_MILLIS)) {
        // It's one or the other.
      }
    }
    if (!account.wire().isCut()) {
      forget(work);
      return Optional.empty();
    }
    return Optional.of(goOn(work, "driver killed ", point));
  }

  private Outcome goOn(FourStages work, String fault, Point point)
      throws IOException, InterruptedException {
    CutWire wire = account.wire();
    wire.awaitQuiet();
    String place = wire.place().orElse("");
    wire.mend();
    Outcome outcome =
        new Aftermath(fault + point.side().word(), place)
            .of(
                () -> AzureBatchExecutor.open(account.patient()),
                work,
                () -> account.left(work.id()));
    if (outcome.isGood()) {
      forget(work);
    }
    return outcome;
  }

  /** Returns how many requests a driver makes that is not cut off. */
  long requests() throws IOException, InterruptedException {
    cut(CutWire.NEVER);
    return account.wire().count();
  }

  private FourStages work() throws IOException {
    runs++;
    Path directory = Scratch.create();
    FourStages work = new FourStages(RunId.of("run-" + runs), directory);
    account.nodes().add(work);
    return work;
  }

  private void forget(FourStages work) throws IOException {
    account.nodes().remove(work);
    Scratch.delete(work.directory());
  }

  @Override
  public void close() throws IOException {
    account.close();
  }
}
