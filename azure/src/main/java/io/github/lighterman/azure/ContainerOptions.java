package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the containers of a pool's jobs are made. Without an option the engine's own default holds.
 * Immutable. Each is an argument of <a
 * href="https://docs.docker.com/reference/cli/docker/container/create/">{@code docker create}</a>
 * which <a href="https://docs.podman.io/en/latest/markdown/podman-create.1.html">podman</a> takes
 * too, gpus since version 5.
 */
public final class ContainerOptions {
  private static final ContainerOptions NONE = builder().build();

  private final List<String> arguments;

  private ContainerOptions(Builder builder) {
    List<String> all = new ArrayList<>();
    if (builder.shmSize != null) {
      all.add("--shm-size=" + builder.shmSize.bytes() + "b");
    }
    if (builder.user != null) {
      all.add("--user=" + builder.user);
    }
    if (builder.network != null) {
      all.add("--network=" + builder.network.name().toLowerCase(Locale.ROOT));
    }
    if (builder.gpus != null) {
      all.add("--gpus=" + builder.gpus);
    }
    builder.limits.forEach((name, limit) -> all.add("--ulimit=" + name + "=" + limit));
    builder.rest.keySet().forEach(all::add);
    arguments = List.copyOf(all);
  }

  /** Returns the engine's own defaults. */
  public static ContainerOptions ofDefaults() {
    return NONE;
  }

  /** Returns a builder that starts with the engine's own defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the arguments for the engine's {@code create} as one line. The container goes when it
   * ends, so that nodes don't fill.
   *
   * @param mountPath a directory of the node's that it sees under the same path
   */
  String line(Optional<String> mountPath) {
    List<String> words = new ArrayList<>();
    words.add("--rm");
    words.addAll(arguments);
    mountPath
        .map(path -> "--volume=" + path + ":" + path)
        .filter(volume -> !words.contains(volume))
        .ifPresent(words::add);
    return CommandLines.quote(words);
  }

  /** Returns the arguments for the engine's {@code create}, each a word. */
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContainerOptions options && arguments.equals(options.arguments);
  }

  @Override
  public int hashCode() {
    return arguments.hashCode();
  }

  @Override
  public String toString() {
    return "ContainerOptions" + arguments;
  }

  /** Builds {@link ContainerOptions}. Not safe for use by several threads. */
  public static final class Builder {
    private static final String PATH = "/[^:,\\s]*";
    private static final String PATH_RULE = "an absolute path without blanks, ':' and ','";

    private @Nullable DataSize shmSize;
    private @Nullable String user;
    private @Nullable ContainerNetwork network;
    private @Nullable String gpus;
    private final Map<String, String> limits = new TreeMap<>();
    private final Map<String, Boolean> rest = new TreeMap<>();

    private Builder() {}

    /** Sets the size of {@code /dev/shm}, 1 byte or more. Default: the engine's, 64 MiB. */
    public Builder shmSize(DataSize size) {
      if (size.bytes() == 0) {
        throw new IllegalArgumentException("shmSize must be 1 byte or more");
      }
      shmSize = size;
      return this;
    }

    /**
     * Sets as whom the command runs.
     *
     * @param user a name or number, and a group behind a colon if need be, as {@code 1000:1000}
     * @throws IllegalArgumentException if it's neither
     */
    public Builder user(String user) {
      this.user =
          PoolRules.text(
              "user",
              user,
              "[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?",
              "a name or number, and a group behind a colon if need be");
      return this;
    }

    /** Sets which network it sees. Default: the engine's, {@link ContainerNetwork#BRIDGE}. */
    public Builder network(ContainerNetwork network) {
      this.network = requireNonNull(network, "network");
      return this;
    }

    /** Offers the first so many of the node's gpus, 1 to 1,000. */
    public Builder gpus(int count) {
      gpus = Integer.toString(PoolRules.range("gpus", count, 1, 1_000));
      return this;
    }

    /** Offers all the node's gpus. */
    public Builder allGpus() {
      gpus = "all";
      return this;
    }

    /** Sets how many files a process may have open, 1 to 1,048,576. */
    public Builder openFiles(int count) {
      PoolRules.range("openFiles", count, 1, 1_048_576);
      return limit("nofile", count, count);
    }

    /**
     * Sets a limit of the kernel's, in place of one set before under this name.
     *
     * @param name as {@code docker create --ulimit} knows it, such as {@code memlock}
     * @param soft what holds at first, 0 or more, or -1 for no limit
     * @param hard up to what it can be raised, {@code soft} or more, or -1 for no limit
     * @throws IllegalArgumentException if the engine would refuse it
     */
    public Builder limit(String name, long soft, long hard) {
      PoolRules.text(
          "the name of a limit",
          name,
          "core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime"
              + "|sigpending|stack",
          "one that the engine knows, such as nofile, memlock or stack");
      if (soft < -1 || hard < -1 || (hard != -1 && (soft == -1 || soft > hard))) {
        throw new IllegalArgumentException(
            "limit "
                + name
                + " must be -1 or more, and the soft one at most the hard one, not "
                + soft
                + " and "
                + hard);
      }
      limits.put(name, soft + ":" + hard);
      return this;
    }

    /**
     * Adds a capability of the kernel's, such as {@code SYS_PTRACE}. Given twice, it counts once.
     */
    public Builder capability(String name) {
      return add(
          "--cap-add=",
          PoolRules.text("a capability", name, "[A-Z][A-Z_]{1,30}", "a name such as SYS_PTRACE"));
    }

    /** Offers a device of the node's, such as {@code /dev/fuse}. Given twice, it counts once. */
    public Builder device(String path) {
      return add("--device=", PoolRules.text("a device", path, PATH, PATH_RULE));
    }

    /** Offers a directory of the node's, to read and to write. Given twice, it counts once. */
    public Builder volume(String nodePath, String containerPath) {
      return add("--volume=", volumeText(nodePath, containerPath));
    }

    /** Offers a directory of the node's, to read alone. Given twice, it counts once. */
    public Builder readOnlyVolume(String nodePath, String containerPath) {
      return add("--volume=", volumeText(nodePath, containerPath) + ":ro");
    }

    /** Starts a small first process that ends orphans and passes signals on. */
    public Builder init() {
      return add("--init", "");
    }

    /** Returns the options. */
    public ContainerOptions build() {
      return new ContainerOptions(this);
    }

    private static String volumeText(String nodePath, String containerPath) {
      return PoolRules.text("the path on the node", nodePath, PATH, PATH_RULE)
          + ":"
          + PoolRules.text("the path in the container", containerPath, PATH, PATH_RULE);
    }

    private Builder add(String option, String value) {
      rest.put(option + value, true);
      return this;
    }
  }
}
