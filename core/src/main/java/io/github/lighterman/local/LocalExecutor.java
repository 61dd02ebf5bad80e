package io.github.lighterman.local;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.Sources;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.SecretResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs jobs on this machine: as processes, or in containers if an engine is named. Needs Linux or
 * macOS with a POSIX shell, and nothing else.
 *
 * <ul>
 *   <li><b>Admission</b>: a job starts when its cpus, memory and gpus are free; greater priority
 *       first, runs take turns, and small jobs overtake a large one a bounded number of times only.
 *       Cpus and memory are counted, not enforced, unless the job runs in a container.
 *   <li><b>Directory</b>: each attempt has one of its own, with its inputs in it, which is its
 *       working directory. It's emptied when the attempt has succeeded, and goes when the run is
 *       closed and cleaned. Standard output and error are files beside it, and stay as long as the
 *       run.
 *   <li><b>Environment</b>: that of this process, the spec's variables, and {@code LIGHTERMAN_RUN},
 *       {@code LIGHTERMAN_JOB}, {@code LIGHTERMAN_ATTEMPT}, {@code LIGHTERMAN_CPUS}, {@code
 *       LIGHTERMAN_MEMORY} (bytes, if claimed) and {@code LIGHTERMAN_DIRECTORY}; with gpus, {@code
 *       CUDA_VISIBLE_DEVICES}. A container has all but the first. Standard input is empty.
 *   <li><b>End</b>: when a command has ended, has run out of time or is cancelled, every process it
 *       started is ended, too: asked first, and killed after a grace.
 *   <li><b>Crash</b>: if this process dies, running commands run on and what they leave is kept.
 *       {@link #attach} finds them, and what had not started.
 * </ul>
 */
public final class LocalExecutor implements WorkflowExecutor {
  static final String NAME = "local";

  private final LocalMachinery machinery;
  private final Set<LocalRun> open = new HashSet<>();
  private boolean closed;

  private LocalExecutor(LocalMachinery machinery) {
    this.machinery = machinery;
  }

  /**
   * Returns an executor with the defaults that {@link Builder} lists.
   *
   * @throws WorkflowException if this machine has no POSIX shell
   */
  public static LocalExecutor ofDefaults() {
    return builder().build();
  }

  /** Returns a builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ExecutorInfo info() {
    Set<Trait> traits = EnumSet.of(Trait.LIVE_LOGS, Trait.PRIORITIES, Trait.ATTACH, Trait.USAGE);
    if (machinery.images == Images.RUN) {
      traits.add(Trait.CONTAINERS);
    }
    if (machinery.machine.gpus() > 0) {
      traits.add(Trait.GPUS);
    }
    return new ExecutorInfo(NAME, traits);
  }

  @Override
  public WorkflowRun start(WorkflowSpec spec) {
    requireOpen();
    try {
      RunDirectory directory = RunDirectory.create(machinery.root, spec.id());
      try {
        if (spec.sources().isPresent()) {
          takeSources(spec.sources().get(), directory.sources());
        }
        directory.begin(spec, machinery.json);
        return register(spec, directory).face();
      } catch (IOException | RuntimeException e) {
        directory.close();
        new Removal(directory.root()).delete();
        throw e;
      }
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "run "
              + spec.id()
              + " can't be started in "
              + machinery.root
              + ": "
              + e
              + "; the executor's setting 'directory' can point elsewhere",
          e);
    }
  }

  @Override
  public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
    requireOpen();
    try {
      RunDirectory directory = RunDirectory.open(machinery.root, id);
      try {
        LocalRun run = register(directory.readSpec(machinery.json), directory);
        run.resume(List.of(listeners));
        return run.face();
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "the record of run " + id + " in " + machinery.root + " can't be read: " + e,
          e);
    }
  }

  @Override
  public List<RunId> runs() {
    try {
      return RunDirectory.list(machinery.root);
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.CAN_HELP, machinery.root + " can't be read: " + e, e);
    }
  }

  @Override
  public void close() {
    List<LocalRun> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(open);
    }
    left.forEach(run -> run.face().close(ClosePolicy.DETACH));
    machinery.close();
  }

  @Override
  public String toString() {
    return "LocalExecutor[" + machinery.root + "]";
  }

  private LocalRun register(WorkflowSpec spec, RunDirectory directory) throws IOException {
    Journal journal = Journal.open(directory.journal(), machinery.json);
    LocalRun run = new LocalRun(machinery, spec, directory, journal, this::unregister);
    synchronized (this) {
      requireOpen();
      open.add(run);
    }
    return run;
  }

  private synchronized void unregister(LocalRun run) {
    open.remove(run);
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new RunClosedException("this executor is closed; open another one");
    }
  }

  private void takeSources(Sources sources, Path target) throws IOException {
    Path from = sources.directory().normalize();
    try {
      for (String path : sources.files()) {
        // Runs may lie below the sources, this one among them.
        if (!from.resolve(path).startsWith(machinery.root)) {
          Path copy = target.resolve(path);
          Files.createDirectories(requireNonNull(copy.getParent(), "parent"));
          Files.copy(from.resolve(path), copy);
        }
      }
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "the sources in " + from + " can't be taken: " + e + "; check WorkflowSpec.sources",
          e);
    }
  }

  /**
   * Builds a {@link LocalExecutor}. Not safe for use by several threads. Defaults:
   *
   * <ul>
   *   <li>directory: {@code lighterman} in {@code $XDG_STATE_HOME}, or else in {@code
   *       ~/.local/state};
   *   <li>cpus, memory: what this machine, or the container that this process runs in, has;
   *   <li>gpus: as many devices as {@code /dev/nvidia0} and following;
   *   <li>no container engine, and jobs with an image are refused;
   *   <li>kill grace: 10 seconds;
   *   <li>capacity: 1,000,000 live jobs in each run;
   *   <li>secrets: {@link SecretResolver#ofDefaults}.
   * </ul>
   */
  public static final class Builder {
    private Path directory = defaultDirectory();
    private Machine machine = Machine.detect();
    private Optional<Images> images = Optional.empty();
    private Optional<String> engine = Optional.empty();
    private Optional<String> network = Optional.empty();
    private Duration killGrace = Duration.ofSeconds(10);
    private int capacity = 1_000_000;
    private SecretResolver secrets = SecretResolver.ofDefaults();

    private Builder() {}

    /** Sets where runs lie, one directory each. It's made when the first run starts. */
    public Builder directory(Path directory) {
      this.directory = directory.toAbsolutePath().normalize();
      return this;
    }

    /** Sets how many processors may be used at once, 0.001 to 10,000. */
    public Builder cpus(double cpus) {
      require(cpus >= 0.001 && cpus <= 10_000, "cpus must be 0.001 to 10,000, not " + cpus);
      machine = new Machine((long) (cpus * 1000), machine.memory(), machine.gpus());
      return this;
    }

    /** Sets how much memory may be claimed at once. */
    public Builder memory(DataSize memory) {
      machine = new Machine(machine.milliCpus(), requireNonNull(memory, "memory"), machine.gpus());
      return this;
    }

    /** Sets how many gpus there are, 0 to 1,000, numbered from 0. */
    public Builder gpus(int gpus) {
      require(gpus >= 0 && gpus <= 1_000, "gpus must be 0 to 1,000, not " + gpus);
      machine = new Machine(machine.milliCpus(), machine.memory(), gpus);
      return this;
    }

    /**
     * Names the container engine, {@code docker} or {@code podman} or a path to one of them, and
     * with it {@link Images#RUN} unless {@link #images} says otherwise.
     */
    public Builder containerEngine(String engine) {
      this.engine = Optional.of(engine);
      return this;
    }

    /** Sets the network that containers join, as {@code host}, in place of the engine's default. */
    public Builder containerNetwork(String network) {
      this.network = Optional.of(network);
      return this;
    }

    /** Sets what is done with a job that has an image. */
    public Builder images(Images images) {
      this.images = Optional.of(images);
      return this;
    }

    /** Sets how long a process has, after it was asked to end, before it's killed; 0 to 1 hour. */
    public Builder killGrace(Duration killGrace) {
      require(
          !killGrace.isNegative() && killGrace.compareTo(Duration.ofHours(1)) <= 0,
          "kill grace must be 0 to 1 hour, not " + killGrace);
      this.killGrace = killGrace;
      return this;
    }

    /** Sets how many jobs of one run may be live at once, 1 to 10,000,000. */
    public Builder capacity(int capacity) {
      require(
          capacity >= 1 && capacity <= 10_000_000,
          "capacity must be 1 to 10,000,000, not " + capacity);
      this.capacity = capacity;
      return this;
    }

    /** Sets what fetches secrets. */
    public Builder secrets(SecretResolver secrets) {
      this.secrets = requireNonNull(secrets, "secrets");
      return this;
    }

    /**
     * Returns the executor, which the caller closes.
     *
     * @throws IllegalArgumentException if images are to be run and no engine is named, or the
     *     directory's path holds a line break
     */
    public LocalExecutor build() {
      require(
          images() != Images.RUN || engine.isPresent(),
          "images can't be run without a container engine; name docker or podman");
      require(
          directory.toString().indexOf('\n') < 0,
          "directory must be a path without a line break, not " + directory);
      return new LocalExecutor(new LocalMachinery(this));
    }

    Path directory() {
      return directory;
    }

    Machine machine() {
      return machine;
    }

    Images images() {
      return images.orElse(engine.isPresent() ? Images.RUN : Images.REFUSE);
    }

    Optional<ContainerEngine> engine() {
      return engine.map(program -> new ContainerEngine(program, network));
    }

    Duration killGrace() {
      return killGrace;
    }

    int capacity() {
      return capacity;
    }

    SecretResolver secrets() {
      return secrets;
    }

    private static void require(boolean holds, String rule) {
      if (!holds) {
        throw new IllegalArgumentException(rule);
      }
    }

    private static Path defaultDirectory() {
      String state = System.getenv("XDG_STATE_HOME");
      Path parent =
          state == null || state.isEmpty()
              ? Path.of(System.getProperty("user.home", "."), ".local", "state")
              : Path.of(state);
      return parent.resolve("lighterman").toAbsolutePath().normalize();
    }
  }
}
