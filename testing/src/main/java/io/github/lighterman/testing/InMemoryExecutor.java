package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Sources;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.SecretResolver;
import io.github.lighterman.staging.RelativePath;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An executor for tests: jobs do what {@link JobScript}s say, in memory, and everything else is as
 * on a real one: the checks, the states, the files that go in and out, retries, timeouts, logs,
 * cancels, detaching and attaching. Files of this machine that a job names as inputs are read, and
 * those that it names as targets are written.
 *
 * <p>With a {@link ManualClock} nothing goes on but inside {@link ManualClock#advance}, except for
 * what a call itself brings about: a cancelled job ends in the call that cancels it. Who waits for
 * a job, as {@link WorkflowRun#awaitIdle} does, waits for another thread to advance the clock.
 * Without one, jobs run in real time, those that take no time at once.
 */
public final class InMemoryExecutor implements WorkflowExecutor {
  private final InMemoryBackend backend;
  private final Set<InMemoryRun> open = new HashSet<>();
  private boolean closed;

  private InMemoryExecutor(InMemoryBackend backend) {
    this.backend = backend;
    backend.enter();
  }

  /** Returns an executor on which every job succeeds at once, in real time. */
  public static InMemoryExecutor create() {
    return builder().build();
  }

  /** Returns an executor on which every job succeeds as soon as {@code clock} lets it. */
  public static InMemoryExecutor on(ManualClock clock) {
    return builder().clock(clock).build();
  }

  /** Returns a builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns an executor on the same backend, as another process would have one; also after this one
   * was closed or has crashed. The caller closes it.
   */
  public InMemoryExecutor anotherDriver() {
    return new InMemoryExecutor(backend);
  }

  /**
   * Ends this executor as the death of its process does: nothing is told to anybody any more, and
   * what it has submitted goes on. Another driver can attach to its runs. Does nothing after {@link
   * #close}.
   */
  public void crash() {
    if (shut()) {
      leftOpen().forEach(InMemoryRun::die);
      backend.leave();
    }
  }

  @Override
  public ExecutorInfo info() {
    Set<Trait> traits = EnumSet.of(Trait.CONTAINERS, Trait.GPUS, Trait.LIVE_LOGS, Trait.ATTACH);
    if (backend.limited) {
      traits.add(Trait.PRIORITIES);
    }
    if (backend.dependencies == JobLifecycle.Dependencies.PUSHED_DOWN) {
      traits.add(Trait.RUNS_WITHOUT_DRIVER);
    }
    return new ExecutorInfo(InMemoryExecutorProvider.NAME, traits);
  }

  @Override
  public synchronized WorkflowRun start(WorkflowSpec spec) {
    requireOpen();
    RunRecord record = new RunRecord(backend, spec);
    spec.sources().ifPresent(sources -> take(sources, record.sources()));
    if (!backend.add(record)) {
      throw new RunInUseException(
          "run " + spec.id() + " exists already; attach to it, or give the new one another id");
    }
    InMemoryRun run = new InMemoryRun(backend, record, this::forget);
    record.take(run);
    open.add(run);
    return run.face();
  }

  @Override
  public synchronized WorkflowRun attach(RunId id, WorkflowListener... listeners) {
    requireOpen();
    RunRecord record =
        backend
            .find(id)
            .orElseThrow(
                () ->
                    new RunNotFoundException(
                        "there is no run " + id + " in this memory; there are " + backend.runs()));
    InMemoryRun run = new InMemoryRun(backend, record, this::forget);
    if (!record.take(run)) {
      throw new RunInUseException(
          "run " + id + " has a driver; close that one first, or let it crash");
    }
    run.resume(List.of(listeners));
    open.add(run);
    return run.face();
  }

  @Override
  public List<RunId> runs() {
    return backend.runs();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this was the last open executor of its backend, and a script
   *     was never used, unless {@link Builder#allowUnusedScripts} was called; it's closed then
   */
  @Override
  public void close() {
    if (shut()) {
      leftOpen().forEach(run -> run.face().close(ClosePolicy.DETACH));
      backend.leave();
      backend.requireScriptsUsed();
    }
  }

  @Override
  public String toString() {
    return "InMemoryExecutor" + backend.runs();
  }

  private synchronized boolean shut() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  private synchronized List<InMemoryRun> leftOpen() {
    return List.copyOf(open);
  }

  private synchronized void forget(InMemoryRun run) {
    open.remove(run);
  }

  private void requireOpen() {
    if (closed) {
      throw new RunClosedException("this executor is closed; open another one");
    }
  }

  private static void take(Sources sources, InMemoryStagingArea target) {
    try {
      for (String path : sources.files()) {
        target.put(RelativePath.of(path), sources.directory().resolve(path));
      }
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "the sources in "
              + sources.directory()
              + " can't be taken: "
              + e
              + "; check WorkflowSpec.sources",
          e);
    }
  }

  /**
   * Builds an {@link InMemoryExecutor}. Not safe for use by several threads. Defaults: real time,
   * every job succeeds at once, no limit to how many run at once or how large they are, the backend
   * starts what depends on others, 1,000,000 live jobs in each run, {@link
   * SecretResolver#ofDefaults}, no chaos.
   */
  public static final class Builder {
    private final ScriptBook scripts = new ScriptBook();
    private BackendTime time = BackendTime.real();
    private OptionalInt slots = OptionalInt.empty();
    private Optional<Resources> largestNode = Optional.empty();
    private JobLifecycle.Dependencies dependencies = JobLifecycle.Dependencies.PUSHED_DOWN;
    private int capacity = 1_000_000;
    private SecretResolver secrets = SecretResolver.ofDefaults();
    private Optional<Chaos> chaos = Optional.empty();

    private Builder() {}

    /** Sets the clock that time goes by. */
    public Builder clock(ManualClock clock) {
      time = BackendTime.of(clock);
      return this;
    }

    /**
     * Sets what the job with this id does, in every run.
     *
     * @throws IllegalArgumentException if {@code job} is no legal {@link JobId}, or has a script
     */
    public Builder script(String job, JobScript script) {
      scripts.add(JobId.of(job), requireNonNull(script, "script"));
      return this;
    }

    /** Sets what jobs with this label do. */
    public Builder scriptForLabel(String key, String value, JobScript script) {
      requireNonNull(value, "value");
      return add("label " + key + "=" + value, job -> value.equals(job.labels().get(key)), script);
    }

    /**
     * Sets what jobs do that {@code choice} takes, which is asked on any thread.
     *
     * @param name tells the choice from others in messages
     */
    public Builder scriptWhere(String name, Predicate<JobSpec> choice, JobScript script) {
      requireNonNull(choice, "choice");
      return add("choice '" + name + "'", choice, script);
    }

    /** Sets what all other jobs do, in place of {@link JobScript#succeed}. */
    public Builder scriptForOthers(JobScript script) {
      requireNonNull(script, "script");
      return scriptForOthers(job -> script);
    }

    /**
     * Sets what finds the script of each of all other jobs, in place of {@link JobScript#succeed}.
     * It's asked once for every attempt, on any thread.
     */
    public Builder scriptForOthers(Function<JobSpec, JobScript> scriptOf) {
      scripts.setOtherwise(requireNonNull(scriptOf, "scriptOf"));
      return this;
    }

    /**
     * Lets scripts be there that no job asks for, which {@link InMemoryExecutor#close} else
     * refuses.
     */
    public Builder allowUnusedScripts() {
      scripts.allowUnused();
      return this;
    }

    /** Sets how many jobs run at once, 1 or more; of those that wait, greater priority first. */
    public Builder slots(int slots) {
      require(slots >= 1, "slots must be 1 or more, not " + slots);
      this.slots = OptionalInt.of(slots);
      return this;
    }

    /** Sets what the largest node has; jobs that ask for more are refused. */
    public Builder largestNode(Resources node) {
      this.largestNode = Optional.of(node);
      return this;
    }

    /**
     * Lets the executor hold back jobs that depend on others, in place of the backend, so that a
     * run without a driver does not go on from stage to stage.
     */
    public Builder holdsDependencies() {
      dependencies = JobLifecycle.Dependencies.HELD;
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

    /** Lets what the backend tells come to the executor in disorder. */
    public Builder chaos(Chaos chaos) {
      this.chaos = Optional.of(chaos);
      return this;
    }

    /** Returns the executor, which the caller closes. */
    public InMemoryExecutor build() {
      return new InMemoryExecutor(new InMemoryBackend(this));
    }

    BackendTime time() {
      return time;
    }

    ScriptBook scripts() {
      return scripts;
    }

    OptionalInt slots() {
      return slots;
    }

    Optional<Resources> largestNode() {
      return largestNode;
    }

    JobLifecycle.Dependencies dependencies() {
      return dependencies;
    }

    int capacity() {
      return capacity;
    }

    SecretResolver secrets() {
      return secrets;
    }

    Optional<Chaos> chaos() {
      return chaos;
    }

    private Builder add(String words, Predicate<JobSpec> choice, JobScript script) {
      scripts.add(words, choice, requireNonNull(script, "script"));
      return this;
    }

    private static void require(boolean holds, String rule) {
      if (!holds) {
        throw new IllegalArgumentException(rule);
      }
    }
  }
}
