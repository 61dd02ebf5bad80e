package io.github.lighterman.azure;

import io.github.lighterman.DataSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pool that the configuration speaks of.
 *
 * @param offer what it has for jobs
 * @param choice what it is
 */
record OfferedPool(PoolOffer offer, PoolChoice choice) {
  static final String MAIN = "main";
  private static final int SLOTS_PER_CORE = 4;

  /** Returns the pools of which the configuration speaks; asks for one that is there. */
  static List<OfferedPool> all(AzureBatchConfig config, BatchGateway gateway) throws IOException {
    if (config.pool() instanceof PoolChoice.Existing existing) {
      return List.of(existing(existing, config, gateway));
    }
    VmSizes sizes = config.poolPolicy().vmSizes();
    List<OfferedPool> pools = new ArrayList<>();
    for (PoolSpec spec : specs(config)) {
      PoolOffer offer = offer(spec, sizes);
      requireSlots(spec, offer);
      pools.add(new OfferedPool(offer, spec));
    }
    return pools;
  }

  // https://learn.microsoft.com/azure/batch/batch-parallel-node-tasks: 4 a core, 256 at most.
  private static void requireSlots(PoolSpec spec, PoolOffer offer) throws BatchException {
    int most = offer.machine().size().map(size -> SLOTS_PER_CORE * size.cores()).orElse(256);
    if (offer.slotsPerNode() > most) {
      throw new BatchException(
          BatchException.Kind.INVALID,
          "",
          "pool '"
              + spec.name()
              + "' has "
              + offer.slotsPerNode()
              + " slots per node, and Azure allows 4 for each core, which makes "
              + most
              + " on a "
              + spec.vmSize()
              + "; ask for fewer, or leave them out",
          null);
    }
  }

  /** Returns what is to be made. */
  PoolSpec spec() {
    return (PoolSpec) choice;
  }

  /** Returns what its machines are known to be. */
  Set<ImageChoice.Trait> traits() {
    Set<ImageChoice.Trait> traits = EnumSet.noneOf(ImageChoice.Trait.class);
    offer
        .machine()
        .size()
        .ifPresent(
            size -> {
              if (size.architecture() == Architecture.ARM64) {
                traits.add(ImageChoice.Trait.ARM64);
              }
              if (size.gpus() > 0) {
                traits.add(ImageChoice.Trait.GPU);
              }
            });
    return traits;
  }

  /** Returns with which options of the engine its containers are made. */
  String runOptions() {
    return choice instanceof PoolSpec spec
        ? spec.containers().options().line(spec.disks().mountPath())
        : ContainerOptions.ofDefaults().line(Optional.empty());
  }

  /** Returns the pools that are to be made. */
  static List<PoolSpec> specs(AzureBatchConfig config) {
    if (config.pool() instanceof PoolSpec spec) {
      return List.of(spec);
    }
    return config.pool() instanceof PoolChoice.Several several ? several.specs() : List.of();
  }

  /** Returns the offer of a pool to be made. */
  static PoolOffer offer(PoolSpec spec, VmSizes sizes) {
    PoolOffer.Machine machine = PoolOffer.Machine.of(spec.vmSize(), sizes);
    Optional<DataSize> disk = spec.disks().space();
    if (disk.isPresent()) {
      machine = machine.withDisk(disk.get());
    }
    return new PoolOffer(
        spec.name(),
        spec.labels(),
        machine,
        slots(spec, machine),
        lease(spec.scale()),
        spec.containers().kind());
  }

  private static int slots(PoolSpec spec, PoolOffer.Machine machine) {
    int cores = machine.size().map(VmSize::cores).orElse(1);
    return spec.slotsPerNode().orElse(Math.min(cores, 256));
  }

  private static PoolOffer.Lease lease(PoolScale scale) {
    if (scale instanceof PoolScale.Fixed fixed) {
      return lease(fixed.nodes(), fixed.spotNodes());
    }
    if (scale instanceof AutoScale auto) {
      return lease(auto.nodes().most(), auto.spotNodes().most());
    }
    return PoolOffer.Lease.UNKNOWN;
  }

  private static PoolOffer.Lease lease(int dedicated, int spot) {
    if (dedicated == 0 && spot == 0) {
      return PoolOffer.Lease.UNKNOWN;
    }
    if (spot == 0) {
      return PoolOffer.Lease.DEDICATED;
    }
    return dedicated == 0 ? PoolOffer.Lease.SPOT : PoolOffer.Lease.MIXED;
  }

  private static OfferedPool existing(
      PoolChoice.Existing choice, AzureBatchConfig config, BatchGateway gateway)
      throws BatchException {
    Optional<PoolView> view = gateway.pool(choice.poolId());
    if (view.isEmpty() || view.get().state() == PoolView.State.DELETING) {
      throw new BatchException(
          BatchException.Kind.NOT_FOUND,
          "PoolNotFound",
          "there is no pool '"
              + choice.poolId()
              + "' in the account at "
              + SignedUrls.redact(config.batchEndpoint())
              + "; check the name, or let the executor make one with PoolSpec",
          null);
    }
    PoolView pool = view.get();
    PoolView.Nodes nodes = pool.nodes();
    PoolOffer.Lease lease =
        pool.autoScale().isPresent()
            ? PoolOffer.Lease.UNKNOWN
            : lease(
                Math.max(nodes.dedicated(), nodes.targetDedicated()),
                Math.max(nodes.spot(), nodes.targetSpot()));
    PoolOffer offer =
        PoolOffer.of(
                MAIN,
                PoolOffer.Machine.of(pool.vmSize(), config.poolPolicy().vmSizes()),
                pool.slotsPerNode())
            .withLease(lease)
            .withContainers(pool.containers());
    return new OfferedPool(offer, choice);
  }
}
