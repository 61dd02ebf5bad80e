package io.github.lighterman.samples.survival;

import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of {@link FourStages} with few jobs on emulated Azure, of which many go through the same
 * {@link Weather} at once. A driver that had to give up, or could not delete all, is followed by
 * one in good weather.
 */
final class AzureStorms implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EmulatedAccount account;
  private final AzureBatchExecutor executor;
  private int runs;

  private AzureStorms(EmulatedAccount account, AzureBatchConfig config) {
    this.account = account;
    this.executor = AzureBatchExecutor.open(config);
  }

  /** Emulators whose faults all strike what asks them. */
  static AzureStorms direct() throws IOException {
    return direct(EmulatedAccount.Pools.GIVEN);
  }

  /** The same with pools of the runs' own, whose nodes come and go. */
  static AzureStorms onTroubledPools() throws IOException {
    return direct(EmulatedAccount.Pools.TROUBLED);
  }

  private static AzureStorms direct(EmulatedAccount.Pools pools) throws IOException {
    EmulatedAccount account = new EmulatedAccount(pools, Storage.ours());
    return new AzureStorms(
        account,
        account.patient().toBuilder()
            .batchEndpoint(account.batch().endpoint())
            .storageEndpoint(account.storage().endpoint())
            .build());
  }

  /** The emulator of Batch, and Azurite, which is installed there, behind a wire. */
  static AzureStorms onWire(Path azurite) throws IOException {
    EmulatedAccount account =
        new EmulatedAccount(EmulatedAccount.Pools.GIVEN, Storage.azurite(azurite));
    return new AzureStorms(account, account.patient());
  }

  /** Has some runs go through a storm, and returns what came of each. */
  List<Outcome> through(Weather weather) throws IOException, InterruptedException {
    weather.begin(account);
    List<FourStages> works = new ArrayList<>();
    List<DriverThread> drivers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      runs++;
      FourStages work =
          new FourStages(
              RunId.of("storm-" + runs), Scratch.create(), FourStages.Size.FEW, account.going());
      account.nodes().add(work);
      works.add(work);
      drivers.add(
          new DriverThread(
              () -> new Shared(executor), work, new Logbook(work.directory(), () -> true)));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (DriverThread driver : drivers) {
      driver.await(Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime())));
    }
    weather.end(account);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Outcome outcome = after(weather, works.get(i), drivers.get(i));
      outcomes.add(outcome);
      account.nodes().remove(works.get(i));
      if (outcome.isGood()) {
        Scratch.delete(works.get(i).directory());
      }
    }
    return outcomes;
  }

  private Outcome after(Weather weather, FourStages work, DriverThread driver)
      throws IOException, InterruptedException {
    List<String> lost = new ArrayList<>();
    if (!driver.await(PATIENCE)) {
      lost.add(
          "a driver does not come to an end, a storm having passed: "
              + driver.unfinished()
              + "; at Batch: "
              + account.tasks(work.id()));
    }
    driver.wrong().stream()
        .filter(it -> !it.startsWith(DriverProgram.CLOSE))
        .filter(it -> driver.failure().filter(e -> e instanceof WorkflowException).isEmpty())
        .forEach(lost::add);
    Duration took = driver.idleAfter();
    Outcome outcome =
        new Aftermath(weather.fault(), weather.name())
            .of(() -> new Shared(executor), work, () -> account.left(work.id()));
    lost.addAll(outcome.lost());
    return new Outcome(
        outcome.fault(),
        outcome.place(),
        outcome.in(),
        outcome.doubled(),
        lost,
        outcome.left(),
        took.compareTo(outcome.recovery()) > 0 ? took : outcome.recovery());
  }

  /** One that others use, too, and that nobody of them closes. */
  private record Shared(WorkflowExecutor executor) implements WorkflowExecutor {
    @Override
    public ExecutorInfo info() {
      return executor.info();
    }

    @Override
    public WorkflowRun start(WorkflowSpec spec) {
      return executor.start(spec);
    }

    @Override
    public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
      return executor.attach(id, listeners);
    }

    @Override
    public List<RunId> runs() {
      return executor.runs();
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() throws IOException {
    executor.close();
    account.close();
  }
}
