package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One job: what to run, on what, and what is to become of its files. Immutable.
 *
 * <p>Building a spec checks only that nothing is null; {@link WorkflowRun#validate} and {@link
 * WorkflowRun#submit(List)} find everything else, and all of it at once.
 *
 * <p>Defaults: no image, nothing added to the environment, no secrets, no files, what {@link
 * WorkflowSpec#defaults} says of resources, retry and timeouts, no dependencies, priority 0, no
 * labels, exit code 0 alone accepted.
 */
public final class JobSpec {
  private final JobId id;
  private final Command command;
  private final Optional<String> image;
  private final Map<String, String> environment;
  private final Map<String, SecretRef> secrets;
  private final List<InputFile> inputs;
  private final List<OutputFile> outputs;
  private final Optional<Resources> resources;
  private final Optional<RetryPolicy> retry;
  private final Optional<Timeouts> timeouts;
  private final Set<JobId> dependencies;
  private final int priority;
  private final Map<String, String> labels;
  private final Set<Integer> acceptedExitCodes;

  private JobSpec(Builder builder) {
    id = builder.id;
    command = builder.command;
    image = builder.image;
    environment = Map.copyOf(builder.environment);
    secrets = Map.copyOf(builder.secrets);
    inputs = List.copyOf(builder.inputs);
    outputs = List.copyOf(builder.outputs);
    resources = builder.resources;
    retry = builder.retry;
    timeouts = builder.timeouts;
    dependencies = Set.copyOf(builder.dependencies);
    priority = builder.priority;
    labels = Map.copyOf(builder.labels);
    acceptedExitCodes = Set.copyOf(builder.acceptedExitCodes);
  }

  /** Returns a builder for the job {@code id}. */
  public static Builder builder(JobId id) {
    return new Builder(id);
  }

  /**
   * Returns a builder for the job {@code id}.
   *
   * @throws IllegalArgumentException if {@code id} is no legal {@link JobId}
   */
  public static Builder builder(String id) {
    return builder(JobId.of(id));
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder(id).command(command).environment(environment).labels(labels);
    builder.image = image;
    builder.secrets.putAll(secrets);
    builder.inputs.addAll(inputs);
    builder.outputs.addAll(outputs);
    builder.resources = resources;
    builder.retry = retry;
    builder.timeouts = timeouts;
    builder.dependencies.addAll(dependencies);
    return builder.priority(priority).acceptedExitCodes(acceptedExitCodes);
  }

  /** Returns the job's name in its run. */
  public JobId id() {
    return id;
  }

  /** Returns what to run. */
  public Command command() {
    return command;
  }

  /** Returns the container image to run in, if there is one. */
  public Optional<String> image() {
    return image;
  }

  /** Returns the variables that are added to the job's environment. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Returns the variables that hold secrets, and where these lie. */
  public Map<String, SecretRef> secrets() {
    return secrets;
  }

  /** Returns the files that the job finds when it starts. */
  public List<InputFile> inputs() {
    return inputs;
  }

  /** Returns the files that are kept when it ends. */
  public List<OutputFile> outputs() {
    return outputs;
  }

  /** Returns what it needs, if it says so. */
  public Optional<Resources> resources() {
    return resources;
  }

  /** Returns when it's tried again, if it says so. */
  public Optional<RetryPolicy> retry() {
    return retry;
  }

  /** Returns how long it may wait and run, if it says so. */
  public Optional<Timeouts> timeouts() {
    return timeouts;
  }

  /** Returns the jobs that must succeed first, without those that only an input names. */
  public Set<JobId> dependencies() {
    return dependencies;
  }

  /** Returns its rank among jobs that could run, -1,000 to 1,000, greater first. */
  public int priority() {
    return priority;
  }

  /** Returns what its owner wants to find it by. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Returns the exit codes that count as success. */
  public Set<Integer> acceptedExitCodes() {
    return acceptedExitCodes;
  }

  /** Returns every job that must succeed first: {@link #dependencies} and sources of inputs. */
  public Set<JobId> upstream() {
    Set<JobId> upstream = new TreeSet<>(dependencies);
    for (InputFile input : inputs) {
      if (input.source() instanceof InputSource.JobOutput output) {
        upstream.add(output.job());
      }
    }
    return upstream;
  }

  /** Returns this spec with what it leaves open filled in. */
  public JobSpec withDefaults(JobDefaults defaults) {
    Builder builder = toBuilder();
    builder.image = image.or(defaults::image);
    builder.environment.clear();
    builder.environment(defaults.environment()).environment(environment);
    builder.resources(resources.orElseGet(defaults::resources));
    builder.retry(retry.orElseGet(defaults::retry));
    builder.timeouts(timeouts.orElseGet(defaults::timeouts));
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobSpec that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, command);
  }

  @Override
  public String toString() {
    return "JobSpec[" + id + ", " + command.argv() + "]";
  }

  private List<Object> values() {
    return List.of(
        id,
        command,
        image,
        environment,
        secrets,
        inputs,
        outputs,
        resources,
        retry,
        timeouts,
        dependencies,
        priority,
        labels,
        acceptedExitCodes);
  }

  /** Builds a {@link JobSpec}. Not safe for use by several threads. */
  public static final class Builder {
    private final JobId id;
    private Command command = new Command(List.of());
    private Optional<String> image = Optional.empty();
    private final Map<String, String> environment = new TreeMap<>();
    private final Map<String, SecretRef> secrets = new LinkedHashMap<>();
    private final List<InputFile> inputs = new ArrayList<>();
    private final List<OutputFile> outputs = new ArrayList<>();
    private Optional<Resources> resources = Optional.empty();
    private Optional<RetryPolicy> retry = Optional.empty();
    private Optional<Timeouts> timeouts = Optional.empty();
    private final Set<JobId> dependencies = new LinkedHashSet<>();
    private int priority;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private Set<Integer> acceptedExitCodes = Set.of(0);

    private Builder(JobId id) {
      this.id = requireNonNull(id, "id");
    }

    /** Sets the program and its arguments; no shell reads them. */
    public Builder command(String program, String... arguments) {
      return command(Command.of(program, arguments));
    }

    /** Sets a script for {@code sh -c}. */
    public Builder shell(String script) {
      return command(Command.shell(script));
    }

    /** Sets the command. */
    public Builder command(Command command) {
      this.command = requireNonNull(command, "command");
      return this;
    }

    /** Sets the container image to run in. */
    public Builder image(String image) {
      this.image = Optional.of(image);
      return this;
    }

    /** Adds a variable to the job's environment. */
    public Builder environment(String name, String value) {
      return environment(Map.of(name, value));
    }

    /** Adds variables to the job's environment. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** Adds a variable that holds a secret. */
    public Builder secret(String name, SecretRef reference) {
      secrets.put(requireNonNull(name, "name"), requireNonNull(reference, "reference"));
      return this;
    }

    /** Adds an input. */
    public Builder input(InputFile input) {
      inputs.add(requireNonNull(input, "input"));
      return this;
    }

    /** Adds an output. */
    public Builder output(OutputFile output) {
      outputs.add(requireNonNull(output, "output"));
      return this;
    }

    /** Sets what it needs. */
    public Builder resources(Resources resources) {
      this.resources = Optional.of(resources);
      return this;
    }

    /** Sets when it's tried again. */
    public Builder retry(RetryPolicy retry) {
      this.retry = Optional.of(retry);
      return this;
    }

    /** Sets how long it may wait and run. */
    public Builder timeouts(Timeouts timeouts) {
      this.timeouts = Optional.of(timeouts);
      return this;
    }

    /** Adds jobs that must succeed first. */
    public Builder dependsOn(JobId... jobs) {
      dependencies.addAll(List.of(jobs));
      return this;
    }

    /** Sets the rank among jobs that could run, -1,000 to 1,000, greater first. */
    public Builder priority(int priority) {
      this.priority = priority;
      return this;
    }

    /** Adds a label. */
    public Builder label(String key, String value) {
      return labels(Map.of(key, value));
    }

    /** Adds labels. */
    public Builder labels(Map<String, String> labels) {
      this.labels.putAll(labels);
      return this;
    }

    /** Sets the exit codes that count as success, in place of 0 alone. */
    public Builder acceptedExitCodes(Set<Integer> codes) {
      this.acceptedExitCodes = requireNonNull(codes, "codes");
      return this;
    }

    /** Returns the spec. */
    public JobSpec build() {
      return new JobSpec(this);
    }
  }
}
