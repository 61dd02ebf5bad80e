package io.github.lighterman.azure;

import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether a job may run in a pool, and if not, on what it breaks. Pure. */
final class PoolMatch {
  /** What a job can ask for, in the order in which it's looked at. */
  enum Claim {
    POOL,
    VM_SIZE,
    LABELS,
    ARCHITECTURE,
    CONTAINERS,
    LEASE,
    CPUS,
    MEMORY,
    DISK,
    GPUS;

    /** Tells whether it's something that a larger machine would have. */
    boolean isOfSize() {
      return switch (this) {
        case CPUS, MEMORY, DISK, GPUS -> true;
        case POOL, VM_SIZE, LABELS, ARCHITECTURE, CONTAINERS, LEASE -> false;
      };
    }
  }

  private final boolean onlyArm;

  PoolMatch(List<PoolOffer> offers) {
    this.onlyArm = offers.stream().allMatch(PoolMatch::isArm);
  }

  /** Returns the first claim that the pool does not satisfy; null if it does all of them. */
  @Nullable Claim broken(PoolOffer offer, JobDemand demand, Spot.Preference spot) {
    Claim claim = brokenByKind(offer, demand, spot);
    if (claim != null || offer.slots(demand.resources()) <= offer.slotsPerNode()) {
      return claim;
    }
    Resources resources = demand.resources();
    int most = offer.slotsPerNode();
    if (offer.slotsForCpus(resources.cpus()) > most) {
      return Claim.CPUS;
    }
    if (resources.memory().filter(size -> offer.slotsForMemory(size) > most).isPresent()) {
      return Claim.MEMORY;
    }
    return offer.slotsForGpus(resources.gpus()) > most ? Claim.GPUS : Claim.DISK;
  }

  /** Returns the same of the claims that no larger machine would satisfy. */
  @Nullable Claim brokenByKind(PoolOffer offer, JobDemand demand, Spot.Preference spot) {
    PoolWish wish = demand.wish();
    if (wish.pool().isPresent() && !wish.pool().get().equals(offer.name())) {
      return Claim.POOL;
    }
    if (wish.vmSize().isPresent()
        && !wish.vmSize().get().equalsIgnoreCase(offer.machine().vmSize())) {
      return Claim.VM_SIZE;
    }
    if (!wish.labels().isEmpty()
        && !offer.labels().entrySet().containsAll(wish.labels().entrySet())) {
      return Claim.LABELS;
    }
    if (!runsOn(offer, wish)) {
      return Claim.ARCHITECTURE;
    }
    if (demand.containers() != offer.containers()) {
      return Claim.CONTAINERS;
    }
    return isHad(offer.lease(), spot) ? null : Claim.LEASE;
  }

  /**
   * A job that does not say which architecture it's for is taken to be for X64, unless it names a
   * pool or a size, or no pool has X64: the cheapest machines are often Arm's, on which it would
   * fail.
   */
  private boolean runsOn(PoolOffer offer, PoolWish wish) {
    Optional<VmSize> size = offer.machine().size();
    if (wish.architecture().isPresent()) {
      return size.isEmpty() || size.get().architecture() == wish.architecture().get();
    }
    return !isArm(offer) || onlyArm || wish.pool().isPresent() || wish.vmSize().isPresent();
  }

  private static boolean isArm(PoolOffer offer) {
    Optional<VmSize> size = offer.machine().size();
    return size.isPresent() && size.get().architecture() == Architecture.ARM64;
  }

  /** Tells whether a job with this wish may run on nodes that are had so. */
  static boolean isHad(PoolOffer.Lease lease, Spot.Preference spot) {
    if (lease == PoolOffer.Lease.UNKNOWN) {
      return true;
    }
    return switch (spot) {
      case NEVER -> lease == PoolOffer.Lease.DEDICATED;
      case REQUIRE -> lease == PoolOffer.Lease.SPOT;
      case ALLOW, FIRST_ATTEMPTS -> true;
    };
  }
}
