package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * What a job needs from the machine it runs on. An executor never starts a job where less is free.
 *
 * <p>Defaults: 1 cpu, no claim on memory or disk, no gpu, no spot machines, no hints.
 *
 * @param cpus processors, a decimal number from 0.001 to 10,000
 * @param memory main memory, 1 byte or more, or empty for no claim
 * @param disk space for the job's directory, 1 byte or more, or empty for no claim
 * @param gpus whole gpus, 0 to 1,000
 * @param spot whether a machine will do that can be taken away
 * @param hints what one backend understands and others pass over; keys start with the backend's
 *     name and a dot, such as {@code azure-batch.pool}
 */
public record Resources(
    double cpus,
    Optional<DataSize> memory,
    Optional<DataSize> disk,
    int gpus,
    Spot spot,
    Map<String, String> hints) {
  private static final Resources DEFAULTS = builder().build();

  /**
   * Checks every number.
   *
   * @throws IllegalArgumentException if a number is out of its range, or a hint's key has no dot
   */
  public Resources {
    if (!(cpus >= 0.001 && cpus <= 10_000)) {
      throw new IllegalArgumentException("cpus must be 0.001 to 10,000, not " + cpus);
    }
    if (gpus < 0 || gpus > 1_000) {
      throw new IllegalArgumentException("gpus must be 0 to 1,000, not " + gpus);
    }
    requirePositive("memory", memory);
    requirePositive("disk", disk);
    requireNonNull(spot, "spot");
    hints = Map.copyOf(hints);
    for (String key : hints.keySet()) {
      if (key.indexOf('.') < 1) {
        throw new IllegalArgumentException(
            "hint '" + key + "' must start with a backend's name and a dot, as azure-batch.pool");
      }
    }
  }

  /** Returns the defaults. */
  public static Resources ofDefaults() {
    return DEFAULTS;
  }

  /** Returns the defaults with this many cpus, 0.001 to 10,000. */
  public static Resources of(double cpus) {
    return builder().cpus(cpus).build();
  }

  /** Returns the defaults with this many cpus, 0.001 to 10,000, and this much memory. */
  public static Resources of(double cpus, DataSize memory) {
    return builder().cpus(cpus).memory(memory).build();
  }

  /** Returns a builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cpus = cpus;
    builder.memory = memory;
    builder.disk = disk;
    builder.gpus = gpus;
    builder.spot = spot;
    builder.hints = hints;
    return builder;
  }

  private static void requirePositive(String name, Optional<DataSize> size) {
    if (size.isPresent() && size.get().bytes() == 0) {
      throw new IllegalArgumentException(
          name + " must be 1 byte or more; leave it out for no claim");
    }
  }

  /** Builds {@link Resources}. Not safe for use by several threads. */
  public static final class Builder {
    private double cpus = 1;
    private Optional<DataSize> memory = Optional.empty();
    private Optional<DataSize> disk = Optional.empty();
    private int gpus;
    private Spot spot = Spot.NEVER;
    private Map<String, String> hints = Map.of();

    private Builder() {}

    /** Sets the processors, a decimal number from 0.001 to 10,000. */
    public Builder cpus(double cpus) {
      this.cpus = cpus;
      return this;
    }

    /** Sets the main memory, 1 byte or more. */
    public Builder memory(DataSize memory) {
      this.memory = Optional.of(memory);
      return this;
    }

    /** Sets the space for the job's directory, 1 byte or more. */
    public Builder disk(DataSize disk) {
      this.disk = Optional.of(disk);
      return this;
    }

    /** Sets the gpus, 0 to 1,000. */
    public Builder gpus(int gpus) {
      this.gpus = gpus;
      return this;
    }

    /** Sets whether a machine will do that can be taken away. */
    public Builder spot(Spot spot) {
      this.spot = spot;
      return this;
    }

    /** Sets all hints, in place of those set before. */
    public Builder hints(Map<String, String> hints) {
      this.hints = hints;
      return this;
    }

    /**
     * Returns the resources.
     *
     * @throws IllegalArgumentException if a number is out of its range, or a hint's key has no dot
     */
    public Resources build() {
      return new Resources(cpus, memory, disk, gpus, spot, hints);
    }
  }
}
