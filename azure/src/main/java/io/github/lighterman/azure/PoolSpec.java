package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A pool that is made when a job needs it. Immutable, and holds no secret: where one is needed, it
 * says where that lies.
 *
 * <p>Defaults: the name {@code main}, a slot for each core, {@link FillType#PACK}, {@link
 * PoolLifetime#RUN}, {@link PoolImage#found()}, no containers, the disks and the network that the
 * size has, no mounts, no start task, no tags. A size and a scale must be given.
 */
public final class PoolSpec implements PoolChoice {
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";

  private final String name;
  private final Map<String, String> labels;
  private final String vmSize;
  private final OptionalInt slotsPerNode;
  private final FillType fill;
  private final PoolScale scale;
  private final PoolLifetime lifetime;
  private final PoolImage image;
  private final ContainerSetup containers;
  private final PoolDisks disks;
  private final PoolNetwork network;
  private final List<PoolMount> mounts;
  private final Optional<StartTask> startTask;
  private final Map<String, String> tags;

  private PoolSpec(Builder builder) {
    name = builder.name;
    labels = builder.labels;
    vmSize = builder.vmSize;
    slotsPerNode = builder.slotsPerNode;
    fill = builder.fill;
    if (builder.scale == null) {
      throw new IllegalArgumentException(
          "pool '" + name + "' must have a scale; set one such as PoolScale.fixed(2, 0)");
    }
    scale = builder.scale;
    lifetime = builder.lifetime;
    image = builder.image;
    containers = builder.containers;
    disks = builder.disks;
    network = builder.network;
    mounts = builder.mounts;
    startTask = builder.startTask;
    tags = builder.tags;
    PoolContradictions.refuse(this);
  }

  /**
   * Returns the pool of dedicated machines of this size, and nothing beyond the defaults.
   *
   * @throws IllegalArgumentException if {@code nodes} is not 1 to 1,000
   */
  public static PoolSpec of(String vmSize, int nodes) {
    return builder(vmSize).scale(PoolScale.fixed(nodes, 0)).build();
  }

  /**
   * Returns a builder that starts with the defaults.
   *
   * @param vmSize the machines' size, such as {@code Standard_D4s_v5}
   * @throws IllegalArgumentException if no size can have that name
   */
  public static Builder builder(String vmSize) {
    return new Builder().vmSize(vmSize);
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.labels = labels;
    builder.vmSize = vmSize;
    builder.slotsPerNode = slotsPerNode;
    builder.fill = fill;
    builder.scale = scale;
    builder.lifetime = lifetime;
    builder.image = image;
    builder.containers = containers;
    builder.disks = disks;
    builder.network = network;
    builder.mounts = mounts;
    builder.startTask = startTask;
    builder.tags = tags;
    return builder;
  }

  /** Returns a copy with so many slots on each machine, 1 to 256. */
  public PoolSpec withSlotsPerNode(int slotsPerNode) {
    return toBuilder().slotsPerNode(slotsPerNode).build();
  }

  /** Returns a copy for jobs that run in containers, every one of them. */
  public PoolSpec withContainers() {
    return toBuilder().containers(ContainerSetup.required()).build();
  }

  /** Returns the name by which jobs ask for it. */
  public String name() {
    return name;
  }

  /** Returns the labels by which jobs ask for it, in the order of their keys. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Returns the machines' size. */
  public String vmSize() {
    return vmSize;
  }

  /** Returns how many slots a machine has; empty for one a core. */
  public OptionalInt slotsPerNode() {
    return slotsPerNode;
  }

  /** Returns on which machine the next job is started. */
  public FillType fill() {
    return fill;
  }

  /** Returns how many machines it has. */
  public PoolScale scale() {
    return scale;
  }

  /** Returns how long it lives. */
  public PoolLifetime lifetime() {
    return lifetime;
  }

  /** Returns what machines start from. */
  public PoolImage image() {
    return image;
  }

  /** Returns whether and how jobs run in containers. */
  public ContainerSetup containers() {
    return containers;
  }

  /** Returns the machines' disks. */
  public PoolDisks disks() {
    return disks;
  }

  /** Returns how machines are reached and what they reach. */
  public PoolNetwork network() {
    return network;
  }

  /** Returns the file systems that each machine mounts, at most 10. */
  public List<PoolMount> mounts() {
    return mounts;
  }

  /** Returns what each machine runs before its first job. */
  public Optional<StartTask> startTask() {
    return startTask;
  }

  /** Returns the tags of the machines and what belongs to them, in the order of their names. */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * Returns 16 hexadecimal digits that are the same for equal specifications, in every process. No
   * secret and no signature goes into them.
   */
  String fingerprint() {
    return Hashing.sha256()
        .hashString(toString(), StandardCharsets.UTF_8)
        .toString()
        .substring(0, 16);
  }

  /** Returns everything by its name. Its text is the same for equal values, in every process. */
  private Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("name", name);
    parts.put("labels", labels);
    parts.put("vmSize", vmSize);
    parts.put("slotsPerNode", slotsPerNode);
    parts.put("fill", fill);
    parts.put("scale", scale);
    parts.put("lifetime", lifetime);
    parts.put("image", image);
    parts.put("containers", containers);
    parts.put("disks", disks);
    parts.put("network", network);
    parts.put("mounts", mounts);
    parts.put("startTask", startTask);
    parts.put("tags", tags);
    return parts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PoolSpec spec && parts().equals(spec.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  @Override
  public String toString() {
    return "PoolSpec" + parts();
  }

  /** Builds a {@link PoolSpec}. Not safe for use by several threads. */
  public static final class Builder {
    private String name = "main";
    private Map<String, String> labels = Map.of();
    private String vmSize = "";
    private OptionalInt slotsPerNode = OptionalInt.empty();
    private FillType fill = FillType.PACK;
    private @Nullable PoolScale scale;
    private PoolLifetime lifetime = PoolLifetime.RUN;
    private PoolImage image = PoolImage.found();
    private ContainerSetup containers = ContainerSetup.none();
    private PoolDisks disks = PoolDisks.ofDefaults();
    private PoolNetwork network = PoolNetwork.ofDefaults();
    private List<PoolMount> mounts = List.of();
    private Optional<StartTask> startTask = Optional.empty();
    private Map<String, String> tags = Map.of();

    private Builder() {}

    /**
     * Sets the name by which jobs ask for it, with the hint {@code azure-batch.pool}. Default:
     * {@code main}.
     *
     * @param name 1 to 20 lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if it's something else
     */
    public Builder name(String name) {
      this.name =
          PoolRules.text(
              "the name of a pool to be made",
              name,
              "[a-z0-9-]{1,20}",
              "1 to 20 lower-case letters, digits and '-'");
      return this;
    }

    /**
     * Adds a label, or another value in place of one. A job asks for it with the hint {@code
     * azure-batch.label.<key>}, and gets only pools with all that it asks for.
     *
     * @param key 1 to 63 letters, digits, {@code . _ -}, a letter or digit at both ends
     * @param value the same
     * @throws IllegalArgumentException if one is something else
     */
    public Builder label(String key, String value) {
      String rule = "1 to 63 letters, digits, '.', '_' and '-', a letter or digit at both ends";
      PoolRules.text("the key of a label", key, LABEL, rule);
      PoolRules.text("the value of label " + key, value, LABEL, rule);
      labels = with(labels, key, value);
      return this;
    }

    /**
     * Sets the machines' size, such as {@code Standard_D4s_v5}.
     *
     * @throws IllegalArgumentException if no size can have that name
     */
    public Builder vmSize(String vmSize) {
      this.vmSize =
          PoolRules.text("vmSize", vmSize, "[A-Za-z0-9_-]{1,64}", "a name such as Standard_D4s_v5");
      return this;
    }

    /**
     * Sets how many slots a machine has, 1 to 256, at most four a core (<a
     * href="https://learn.microsoft.com/azure/batch/batch-parallel-node-tasks">Batch's page on
     * them</a>). Default: one a core if the size is known, else one.
     *
     * @throws IllegalArgumentException if it's out of this range
     */
    public Builder slotsPerNode(int slots) {
      slotsPerNode = OptionalInt.of(PoolRules.range("slotsPerNode", slots, 1, 256));
      return this;
    }

    /** Sets on which machine the next job is started. Default: {@link FillType#PACK}. */
    public Builder fill(FillType fill) {
      this.fill = requireNonNull(fill, "fill");
      return this;
    }

    /** Sets how many machines it has. */
    public Builder scale(PoolScale scale) {
      this.scale = requireNonNull(scale, "scale");
      return this;
    }

    /** Sets how long it lives. Default: {@link PoolLifetime#RUN}. */
    public Builder lifetime(PoolLifetime lifetime) {
      this.lifetime = requireNonNull(lifetime, "lifetime");
      return this;
    }

    /** Sets what machines start from. Default: {@link PoolImage#found()}. */
    public Builder image(PoolImage image) {
      this.image = requireNonNull(image, "image");
      return this;
    }

    /** Sets whether and how jobs run in containers. Default: they don't. */
    public Builder containers(ContainerSetup containers) {
      this.containers = requireNonNull(containers, "containers");
      return this;
    }

    /** Sets the machines' disks. Default: those of the size and the image. */
    public Builder disks(PoolDisks disks) {
      this.disks = requireNonNull(disks, "disks");
      return this;
    }

    /** Sets how machines are reached. Default: {@link PoolNetwork#ofDefaults()}. */
    public Builder network(PoolNetwork network) {
      this.network = requireNonNull(network, "network");
      return this;
    }

    /** Adds a file system that each machine mounts; there may be 10, each with its own path. */
    public Builder mount(PoolMount mount) {
      List<PoolMount> all = new ArrayList<>(mounts);
      all.add(requireNonNull(mount, "mount"));
      mounts = List.copyOf(all);
      return this;
    }

    /** Sets what each machine runs before its first job. Default: nothing. */
    public Builder startTask(StartTask task) {
      startTask = Optional.of(task);
      return this;
    }

    /**
     * Adds a tag of the machines and what belongs to them, or another value in place of one; there
     * may be 50. <a href="https://learn.microsoft.com/rest/api/batchservice/pool/add">Batch takes
     * tags</a> only in accounts whose pools are allocated in the user's subscription.
     *
     * @param name 1 to 512 characters without {@code < > % & \ ? /} (<a
     *     href="https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources">Azure's
     *     page on tags</a>)
     * @param value at most 256 characters
     * @throws IllegalArgumentException if one is something else
     */
    public Builder tag(String name, String value) {
      PoolRules.text(
          "the name of a tag", name, "[^<>%&\\\\?/]{1,512}", "1 to 512 characters but <>%&\\?/");
      PoolRules.text("the value of tag " + name, value, "(?s).{0,256}", "at most 256 characters");
      tags = with(tags, name, value);
      return this;
    }

    /**
     * Returns the specification.
     *
     * @throws IllegalArgumentException if there is no scale, or something does not go with another
     */
    public PoolSpec build() {
      return new PoolSpec(this);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
      Map<String, String> all = new HashMap<>(map);
      all.put(key, value);
      return PoolRules.sorted(all);
    }
  }
}
