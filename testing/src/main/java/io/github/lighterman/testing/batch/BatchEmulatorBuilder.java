package io.github.lighterman.testing.batch;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.batch.rest.Watcher;
import io.github.lighterman.testing.batch.state.EmulatorTime;
import io.github.lighterman.testing.batch.state.Settings;
import io.github.lighterman.testing.batch.state.Settings.Pace;
import io.github.lighterman.testing.batch.state.Settings.Quotas;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Says how an emulator is to be. Not safe for use by several threads. */
public final class BatchEmulatorBuilder {
  private InetAddress address = InetAddress.getLoopbackAddress();
  private int port;
  private String accountName = "lighterman";
  private String accountKey =
      Base64.getEncoder()
          .encodeToString("a key that everybody knows".getBytes(StandardCharsets.UTF_8));
  private final List<String> tokens = new ArrayList<>();
  private final List<FaultRule> faults = new ArrayList<>();
  private Quotas quotas = new Quotas(100, 300, 1000, 1000);
  private Pace pace =
      new Pace(
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ZERO,
          Optional.empty());
  private @Nullable ManualClock manual;
  private double speed = 1;
  private TaskExecution execution = ScriptedExecution.instant();
  private Watcher watcher = Watcher.NONE;

  BatchEmulatorBuilder() {}

  /**
   * Listens on this address; without, on the loopback address, which no other machine sees. Others
   * see the page and the state without a key, and with the key can run commands.
   */
  public BatchEmulatorBuilder address(InetAddress value) {
    this.address = requireNonNull(value, "value");
    return this;
  }

  /** Listens on this port, from 1 to 65535; 0, the default, is any free one. */
  public BatchEmulatorBuilder port(int value) {
    if (value < 0 || value > 65535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, not " + value);
    }
    this.port = value;
    return this;
  }

  /** Names the account; {@code lighterman} without. */
  public BatchEmulatorBuilder accountName(String value) {
    this.accountName = requireNonNull(value, "value");
    return this;
  }

  /**
   * Sets the account's key, in Base64.
   *
   * @throws IllegalArgumentException if it isn't Base64
   */
  public BatchEmulatorBuilder accountKey(String value) {
    if (Base64.getDecoder().decode(value).length == 0) {
      throw new IllegalArgumentException("the account's key must not be empty");
    }
    this.accountKey = value;
    return this;
  }

  /** Accepts a bearer token, too; without, only requests signed with the key are. */
  public BatchEmulatorBuilder acceptToken(String value) {
    tokens.add(requireNonNull(value, "value"));
    return this;
  }

  /** Lets the account have this many pools, 0 or more; 100 without. */
  public BatchEmulatorBuilder poolQuota(int value) {
    this.quotas =
        new Quotas(value, quotas.activeJobs(), quotas.dedicatedCores(), quotas.spotCores());
    return this;
  }

  /** Lets the account have this many jobs that aren't completed, 0 or more; 300 without. */
  public BatchEmulatorBuilder activeJobQuota(int value) {
    this.quotas = new Quotas(quotas.pools(), value, quotas.dedicatedCores(), quotas.spotCores());
    return this;
  }

  /** Lets dedicated nodes have this many cores together, 0 or more; 1000 without. */
  public BatchEmulatorBuilder dedicatedCoreQuota(int value) {
    this.quotas = new Quotas(quotas.pools(), quotas.activeJobs(), value, quotas.spotCores());
    return this;
  }

  /** Lets spot nodes have this many cores together, 0 or more; 1000 without. */
  public BatchEmulatorBuilder spotCoreQuota(int value) {
    this.quotas = new Quotas(quotas.pools(), quotas.activeJobs(), quotas.dedicatedCores(), value);
    return this;
  }

  /** Takes this long from a resize to the nodes that it brings, 0 or more; 0.2 s without. */
  public BatchEmulatorBuilder allocationTime(Duration value) {
    this.pace = new Pace(value, pace.boot(), pace.deletion(), pace.placement(), pace.recovery());
    return this;
  }

  /** Takes this long from a new node until it can do something, 0 or more; 0.2 s without. */
  public BatchEmulatorBuilder bootTime(Duration value) {
    this.pace =
        new Pace(pace.allocation(), value, pace.deletion(), pace.placement(), pace.recovery());
    return this;
  }

  /** Takes this long to delete a job or a pool, 0 or more; 0.5 s without. */
  public BatchEmulatorBuilder deletionTime(Duration value) {
    this.pace = new Pace(pace.allocation(), pace.boot(), value, pace.placement(), pace.recovery());
    return this;
  }

  /** Takes this long until a task that could run is given to a node, 0 or more; 0 without. */
  public BatchEmulatorBuilder placementTime(Duration value) {
    this.pace = new Pace(pace.allocation(), pace.boot(), pace.deletion(), value, pace.recovery());
    return this;
  }

  /**
   * Gives a preempted node a machine again after this long, above 0, under the same id, and if
   * there is none then tries again as long after; without, it stays preempted until it is
   * {@linkplain BatchEmulator#restoreNode restored}.
   */
  public BatchEmulatorBuilder recoveryTime(Duration value) {
    this.pace =
        new Pace(
            pace.allocation(), pace.boot(), pace.deletion(), pace.placement(), Optional.of(value));
    return this;
  }

  /**
   * Goes by a clock that stands still until it is moved, instead of the real time. Clients may sign
   * with the clock's time or with the real one.
   */
  public BatchEmulatorBuilder clock(ManualClock value) {
    this.manual = requireNonNull(value, "value");
    return this;
  }

  /**
   * Lets time pass faster: a {@code factor} of 60 makes a minute of the emulator of each second,
   * counted from its start. Above 0; 1 without. Clients may sign with the real time all the same.
   */
  public BatchEmulatorBuilder speed(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("speed must be above 0, not " + factor);
    }
    this.speed = factor;
    return this;
  }

  /** Runs tasks so; without, each succeeds in no time. The emulator closes it. */
  public BatchEmulatorBuilder execution(TaskExecution value) {
    this.execution = requireNonNull(value, "value");
    return this;
  }

  /** Has something go wrong from the start, as {@link BatchEmulator#inject} does. */
  public BatchEmulatorBuilder inject(FaultRule rule) {
    faults.add(requireNonNull(rule, "rule"));
    return this;
  }

  /** Has this see what the service itself is asked and answers, before anything spoils it. */
  BatchEmulatorBuilder watcher(Watcher value) {
    this.watcher = requireNonNull(value, "value");
    return this;
  }

  /**
   * Starts the emulator.
   *
   * @throws IllegalArgumentException if a fault doesn't fit the operation that its rule names
   * @throws java.io.UncheckedIOException if it can't listen on its port
   */
  public BatchEmulator start() {
    if (manual != null) {
      return new BatchEmulator(this, new EmulatorTime(manual, manual, 1), () -> {});
    }
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "lighterman-batch-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    Clock clock = speed == 1 ? Clock.systemUTC() : new FastClock(Clock.systemUTC(), speed);
    try {
      return new BatchEmulator(this, new EmulatorTime(clock, timer, speed), timer::shutdownNow);
    } catch (RuntimeException e) {
      timer.shutdownNow();
      throw e;
    }
  }

  InetAddress address() {
    return address;
  }

  int port() {
    return port;
  }

  String accountName() {
    return accountName;
  }

  String accountKey() {
    return accountKey;
  }

  List<String> tokens() {
    return tokens;
  }

  List<FaultRule> faults() {
    return faults;
  }

  Settings account() {
    return new Settings(accountName, quotas, pace);
  }

  TaskExecution execution() {
    return execution;
  }

  Watcher watcher() {
    return watcher;
  }
}
