package io.github.lighterman.testing.batch.state;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.execution.NodeFiles;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.fault.Faults;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The emulated account: all pools and jobs, and the parts that move them. */
public final class Account {
  final Engine engine;
  final Settings settings;
  final TaskExecution execution;
  private final Faults faults;
  final Map<String, Pool> pools = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final Map<String, Job> jobs = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final Capacity capacity = new Capacity(this);
  final Meter meter = new Meter(this);
  final Catalog catalog = new Catalog();
  final Orders orders = new Orders(this);
  final AuxiliaryTasks auxiliary = new AuxiliaryTasks(this);
  final Placement placement = new Placement(this);
  final TaskLife taskLife = new TaskLife(this);
  final JobPreparations preparations = new JobPreparations(this);
  final NodeLife nodeLife = new NodeLife(this);
  final Departures departures = new Departures(this);
  final Allocation allocation = new Allocation(this);
  final JobLife jobLife = new JobLife(this);
  final Autoscaling autoscaling = new Autoscaling(this);

  private final PoolActions poolActions = new PoolActions(this);
  private final NodeActions nodeActions = new NodeActions(this);
  private final JobActions jobActions = new JobActions(this);
  private final TaskActions taskActions = new TaskActions(this);
  private String url = "";
  private long count;
  private @Nullable Past past;

  /** Returns an account with nothing in it. */
  public Account(Engine engine, Settings settings, TaskExecution execution, Faults faults) {
    this.engine = requireNonNull(engine, "engine");
    this.settings = requireNonNull(settings, "settings");
    this.execution = new HaplessExecution(this, requireNonNull(execution, "execution"));
    this.faults = requireNonNull(faults, "faults");
  }

  /** Says under which URL the account is reached, as its tasks are told. */
  public void reachedAt(String accountUrl) {
    engine.run(() -> this.url = requireNonNull(accountUrl, "accountUrl"));
  }

  /** Returns the lock and the time. */
  public Engine engine() {
    return engine;
  }

  /** Returns the files of all nodes. They are read without the lock. */
  public NodeFiles files() {
    return execution.files();
  }

  /** Returns what can be done with pools. */
  public PoolActions pools() {
    return poolActions;
  }

  /** Returns what can be done with nodes. */
  public NodeActions nodes() {
    return nodeActions;
  }

  /** Returns what can be done with jobs. */
  public JobActions jobs() {
    return jobActions;
  }

  /** Returns what can be done with tasks. */
  public TaskActions tasks() {
    return taskActions;
  }

  /** Returns what goes wrong. */
  public Faults faults() {
    return faults;
  }

  /** Remembers from now on what lists show, at least for such a time. */
  public void remember(Duration time) {
    Past before = past;
    if (before == null || before.longest().compareTo(time) < 0) {
      Past next = new Past(this, time);
      past = next;
      engine.whenChanged(next::update);
    }
  }

  /** Remembers no more. */
  public void forget() {
    past = null;
    engine.whenChanged(() -> {});
  }

  /** Returns what lists have shown, or empty if that isn't remembered. */
  public Optional<Past> past() {
    return Optional.ofNullable(past);
  }

  /** Returns how many machines there are to be had. */
  public Capacity capacity() {
    return capacity;
  }

  /** Returns how long nodes have had machines. */
  public Meter meter() {
    return meter;
  }

  /** Returns what has become of images since the emulator was written. */
  public Catalog catalog() {
    return catalog;
  }

  Pool pool(String id) {
    Pool pool = pools.get(id);
    if (pool == null) {
      throw BatchException.of(ErrorCode.PoolNotFound);
    }
    return pool;
  }

  Job job(String id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw BatchException.of(ErrorCode.JobNotFound);
    }
    return job;
  }

  @Nullable Pool findPool(String id) {
    return pools.get(id);
  }

  long nextNumber() {
    return count++;
  }

  String url() {
    return url;
  }
}
