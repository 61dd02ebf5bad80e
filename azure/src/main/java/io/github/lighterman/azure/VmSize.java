package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import java.util.OptionalDouble;

/**
 * What is known of a size of virtual machines.
 *
 * @param name in Azure's words, such as {@code Standard_D4s_v5}; case does not matter
 * @param cores processors, as Azure counts them, 1 to 2,000
 * @param memory all of it, 1 byte to 1 PiB; the system keeps some of it for itself
 * @param tempDisk the disk that comes with the machine and holds the files of tasks, 0 bytes to 1
 *     PiB; 0 if there is none
 * @param gpus whole gpus, 0 to 64
 * @param architecture for which programs it is
 * @param price what an hour costs, as far as somebody looked it up
 */
public record VmSize(
    String name,
    int cores,
    DataSize memory,
    DataSize tempDisk,
    int gpus,
    Architecture architecture,
    Price price) {
  private static final DataSize MOST = DataSize.ofGibibytes(1 << 20);

  /**
   * What an hour of a whole machine costs: a hint by which sizes are ranked and costs estimated,
   * and no bill. All prices that are compared must be in one currency; those of the built-in table
   * are in US dollars.
   *
   * @param dedicated of a machine that is ours until we give it back, more than 0, if known
   * @param spot of one that can be taken away, more than 0, if known
   */
  public record Price(OptionalDouble dedicated, OptionalDouble spot) {
    private static final Price UNKNOWN = new Price(OptionalDouble.empty(), OptionalDouble.empty());

    /**
     * Checks the prices.
     *
     * @throws IllegalArgumentException if one is 0 or less, or not finite
     */
    public Price {
      require("dedicated", dedicated);
      require("spot", spot);
    }

    /** Returns what is known of a price if nothing is. */
    public static Price unknown() {
      return UNKNOWN;
    }

    private static void require(String name, OptionalDouble price) {
      if (price.isPresent() && !(price.getAsDouble() > 0 && price.getAsDouble() < 1e9)) {
        throw new IllegalArgumentException(
            "the "
                + name
                + " price of an hour must be more than 0, not "
                + price.getAsDouble()
                + "; leave it out if it's not known");
      }
    }
  }

  /**
   * Checks that there can be such a machine.
   *
   * @throws IllegalArgumentException if the name is none of Azure's, or a number is out of its
   *     range
   */
  public VmSize {
    if (!requireNonNull(name, "name").matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "the name of a size must be 1 to 64 letters, digits, '-' and '_', as Standard_D4s_v5, not '"
              + name
              + "'");
    }
    requireRange(name, "cores", cores, 1, 2_000);
    requireRange(name, "gpus", gpus, 0, 64);
    if (memory.bytes() == 0 || memory.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "memory of " + name + " must be 1 byte to 1 PiB, not " + memory);
    }
    if (tempDisk.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "tempDisk of " + name + " must be at most 1 PiB, not " + tempDisk);
    }
    requireNonNull(architecture, "architecture");
    requireNonNull(price, "price");
  }

  /**
   * Returns a size for programs of {@link Architecture#X64} without temporary disk, gpus or price.
   *
   * @param cores 1 to 2,000
   * @param memory 1 byte to 1 PiB
   * @throws IllegalArgumentException if the name is none of Azure's, or a number is out of its
   *     range
   */
  public static VmSize of(String name, int cores, DataSize memory) {
    return new VmSize(
        name, cores, memory, DataSize.ofBytes(0), 0, Architecture.X64, Price.unknown());
  }

  /** Returns a copy with this temporary disk, 0 bytes to 1 PiB. */
  public VmSize withTempDisk(DataSize tempDisk) {
    return new VmSize(name, cores, memory, tempDisk, gpus, architecture, price);
  }

  /** Returns a copy with so many gpus, 0 to 64. */
  public VmSize withGpus(int gpus) {
    return new VmSize(name, cores, memory, tempDisk, gpus, architecture, price);
  }

  /** Returns a copy for programs of this architecture. */
  public VmSize withArchitecture(Architecture architecture) {
    return new VmSize(name, cores, memory, tempDisk, gpus, architecture, price);
  }

  /** Returns a copy of which a dedicated machine costs this much an hour, more than 0. */
  public VmSize withPrice(double dedicated) {
    Price changed = new Price(OptionalDouble.of(dedicated), price.spot());
    return new VmSize(name, cores, memory, tempDisk, gpus, architecture, changed);
  }

  /** Returns a copy of which a machine that can be taken away costs this much an hour. */
  public VmSize withSpotPrice(double spot) {
    Price changed = new Price(price.dedicated(), OptionalDouble.of(spot));
    return new VmSize(name, cores, memory, tempDisk, gpus, architecture, changed);
  }

  private static void requireRange(String size, String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " of " + size + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
