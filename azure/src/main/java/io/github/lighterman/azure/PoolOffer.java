package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import io.github.lighterman.Resources;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a pool has for jobs: how many slots a node has, and what a slot stands for. The service
 * counts slots and nothing else, so that a job takes as many as the greatest of its claims needs:
 * then neither cores, memory, disk nor gpus of a node are promised twice.
 *
 * <p>What is not known of a machine holds no job back. Of a size that no table has, a job takes a
 * slot for each cpu, and all slots of a node if it wants gpus; claims on memory and disk count for
 * nothing then.
 *
 * @param name by which jobs ask for it
 * @param labels by which jobs ask for it, too
 * @param machine what its nodes are
 * @param slotsPerNode <a href="https://learn.microsoft.com/azure/batch/batch-parallel-node-tasks">1
 *     to 256</a>
 * @param lease on which terms nodes are had
 * @param containers whether its jobs run in containers
 */
record PoolOffer(
    String name,
    Map<String, String> labels,
    Machine machine,
    int slotsPerNode,
    Lease lease,
    Containers containers) {
  // More than a pool can have.
  private static final int TOO_MANY = Integer.MAX_VALUE;
  // What decimal fractions of cpus lose in binary ones is no reason for a slot.
  private static final double ROUNDING = 1e-9;

  /** On which terms a pool has its nodes. */
  enum Lease {
    /** They are ours until we give them back. */
    DEDICATED,
    /** Any of them can be taken away. */
    SPOT,
    /** Some of both, and nobody can say which of them a job gets. */
    MIXED,
    /** Somebody else decides, or a formula: whoever chose such a pool knows. */
    UNKNOWN
  }

  PoolOffer {
    requireNonNull(name, "name");
    labels = Map.copyOf(labels);
    requireNonNull(machine, "machine");
    if (slotsPerNode < 1 || slotsPerNode > 256) {
      throw new IllegalArgumentException(
          "slotsPerNode of pool " + name + " must be 1 to 256, not " + slotsPerNode);
    }
    requireNonNull(lease, "lease");
    requireNonNull(containers, "containers");
  }

  /** Returns the offer of a pool without labels, containers or nodes that can be taken away. */
  static PoolOffer of(String name, Machine machine, int slotsPerNode) {
    return new PoolOffer(name, Map.of(), machine, slotsPerNode, Lease.DEDICATED, Containers.NONE);
  }

  PoolOffer withLabels(Map<String, String> labels) {
    return new PoolOffer(name, labels, machine, slotsPerNode, lease, containers);
  }

  PoolOffer withLease(Lease lease) {
    return new PoolOffer(name, labels, machine, slotsPerNode, lease, containers);
  }

  PoolOffer withContainers(Containers containers) {
    return new PoolOffer(name, labels, machine, slotsPerNode, lease, containers);
  }

  /** Returns how many slots a job takes, 1 or more; empty if no node can ever run it. */
  OptionalInt slotsFor(Resources resources) {
    int slots = slots(resources);
    return slots > slotsPerNode ? OptionalInt.empty() : OptionalInt.of(slots);
  }

  /** Returns the same as {@link #slotsFor}, and more than a node has if no node can run it. */
  int slots(Resources resources) {
    int slots = Math.max(slotsForCpus(resources.cpus()), slotsForGpus(resources.gpus()));
    if (resources.memory().isPresent()) {
      slots = Math.max(slots, slotsForMemory(resources.memory().get()));
    }
    if (resources.disk().isPresent()) {
      slots = Math.max(slots, slotsForDisk(resources.disk().get()));
    }
    return slots;
  }

  int slotsForCpus(double cpus) {
    if (machine.size().isEmpty()) {
      return Math.max(1, (int) Math.ceil(cpus - ROUNDING));
    }
    int cores = machine.size().get().cores();
    return cpus > cores
        ? TOO_MANY
        : Math.max(1, (int) Math.ceil(cpus * slotsPerNode / cores - ROUNDING));
  }

  int slotsForGpus(int gpus) {
    if (machine.size().isEmpty()) {
      return gpus == 0 ? 1 : slotsPerNode;
    }
    return part(gpus, machine.size().get().gpus());
  }

  int slotsForMemory(DataSize memory) {
    return machine.size().isEmpty() ? 1 : part(memory.bytes(), machine.usableMemory());
  }

  int slotsForDisk(DataSize disk) {
    return machine.disk().isEmpty() ? 1 : part(disk.bytes(), machine.usableDisk());
  }

  /** Both far below 32 PiB, so that nothing overflows. */
  private int part(long claim, long whole) {
    if (claim > whole) {
      return TOO_MANY;
    }
    return claim == 0 ? 1 : (int) ((claim * slotsPerNode + whole - 1) / whole);
  }

  /**
   * Returns the price of an hour of a node, if it's known. Of a pool in which some nodes are spot
   * ones it's that of the others, and so it is if nobody knows the price of spot nodes.
   */
  OptionalDouble price() {
    if (machine.size().isEmpty()) {
      return OptionalDouble.empty();
    }
    VmSize.Price price = machine.size().get().price();
    return lease == Lease.SPOT && price.spot().isPresent() ? price.spot() : price.dedicated();
  }

  /** Returns which claim of a job is not checked, for nobody knows what the machine has. */
  Optional<String> unchecked(Resources resources) {
    boolean memory = machine.size().isEmpty() && resources.memory().isPresent();
    boolean disk = machine.disk().isEmpty() && resources.disk().isPresent();
    if (!memory && !disk) {
      return Optional.empty();
    }
    return Optional.of(
        "how much "
            + (memory ? (disk ? "memory and disk" : "memory") : "disk")
            + " a "
            + machine.vmSize()
            + " has for jobs is not known, so that pool "
            + name
            + " can promise too much of it"
            + (machine.size().isEmpty() ? "; tell it with VmSizes.with" : "; give it a data disk"));
  }

  /**
   * A node's machine.
   *
   * @param vmSize the name of its size
   * @param size what is known of that
   * @param disk what the files of tasks are on, at most 4 PiB, if it's known: data disks, or else
   *     the temporary disk
   */
  record Machine(String vmSize, Optional<VmSize> size, Optional<DataSize> disk) {
    // An estimate, on the safe side: the kernel keeps a 64th of the memory to list its pages, and
    // the
    // system, the agent and a container engine take some hundred MiB.
    private static final long KEPT_MEMORY = 512L << 20;
    private static final int KEPT_PART_OF_MEMORY = 50;
    // What file systems take for themselves: as much as ext4 keeps for the superuser.
    private static final int KEPT_PART_OF_DISK = 20;
    private static final long MOST_DISK = 4L << 50;

    Machine {
      requireNonNull(vmSize, "vmSize");
      requireNonNull(size, "size");
      if (disk.isPresent() && disk.get().bytes() > MOST_DISK) {
        throw new IllegalArgumentException(
            "the disk of a " + vmSize + " must be at most 4 PiB, not " + disk.get());
      }
    }

    /** Returns the machine of a size, of which the table may know something. */
    static Machine of(String vmSize, VmSizes sizes) {
      Optional<VmSize> size = sizes.find(vmSize);
      // Without a temporary disk tasks are on the system's, and how large that is depends.
      return new Machine(vmSize, size, size.map(VmSize::tempDisk).filter(disk -> disk.bytes() > 0));
    }

    /** Returns this machine with data disks of so much space, on which tasks have their files. */
    Machine withDisk(DataSize disk) {
      return new Machine(vmSize, size, Optional.of(disk));
    }

    /**
     * Returns how many bytes of memory jobs can have, of a known size: all but 512 MiB and a 50th.
     */
    long usableMemory() {
      long bytes = size.orElseThrow().memory().bytes();
      return Math.max(0, bytes - KEPT_MEMORY - bytes / KEPT_PART_OF_MEMORY);
    }

    /** Returns how many bytes of a known disk jobs can have: all but a 20th. */
    long usableDisk() {
      long bytes = disk.orElseThrow().bytes();
      return bytes - bytes / KEPT_PART_OF_DISK;
    }
  }
}
