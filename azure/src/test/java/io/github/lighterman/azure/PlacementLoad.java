package io.github.lighterman.azure;

import io.github.lighterman.DataSize;
import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pools and jobs of all kinds, the same for the same seed. */
final class PlacementLoad {
  private static final List<PoolOffer.Lease> LEASES = List.of(PoolOffer.Lease.values());
  private static final List<Spot> SPOTS =
      List.of(Spot.NEVER, Spot.NEVER, Spot.ALLOW, Spot.REQUIRE, Spot.firstAttempts(2));

  private final Random random;
  private final List<VmSize> sizes = VmSizes.builtIn().all();

  PlacementLoad(long seed) {
    this.random = new Random(seed);
  }

  /** Returns pools of different sizes; one in ten is of a size that nobody knows. */
  List<PoolOffer> offers(int count) {
    List<PoolOffer> offers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      VmSize size = sizes.get(random.nextInt(sizes.size()));
      boolean known = random.nextInt(10) > 0;
      PoolOffer.Machine machine =
          PoolOffer.Machine.of(known ? size.name() : "Standard_X" + i, VmSizes.builtIn());
      int slots = random.nextInt(4) > 0 ? Math.min(256, size.cores()) : 1 + random.nextInt(8);
      offers.add(
          PoolOffer.of("pool-" + i, machine, slots)
              .withLabels(random.nextInt(3) > 0 ? Map.of() : Map.of("team", team()))
              .withLease(LEASES.get(random.nextInt(LEASES.size())))
              .withContainers(random.nextInt(3) > 0 ? Containers.NONE : Containers.REQUIRED));
    }
    return offers;
  }

  /** Returns a job, of which some fit nowhere. */
  JobDemand demand(int pools) {
    Resources.Builder job = Resources.builder().cpus(cpus());
    if (random.nextInt(3) > 0) {
      job.memory(DataSize.ofMebibytes(256L << random.nextInt(10)));
    }
    if (random.nextInt(5) == 0) {
      job.disk(DataSize.ofGibibytes(1L << random.nextInt(10)));
    }
    if (random.nextInt(10) == 0) {
      job.gpus(1 + random.nextInt(4));
    }
    job.spot(SPOTS.get(random.nextInt(SPOTS.size()))).hints(hints(pools));
    return JobDemand.of(job.build(), random.nextInt(3) > 0 ? Containers.NONE : Containers.REQUIRED);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  private double cpus() {
    return random.nextBoolean() ? 1 << random.nextInt(7) : (1 + random.nextInt(200)) / 10.0;
  }

  private Map<String, String> hints(int pools) {
    return switch (random.nextInt(20)) {
      case 0 -> Map.of(PoolWish.POOL, "pool-" + random.nextInt(pools));
      case 1 -> Map.of(PoolWish.LABEL + "team", team());
      case 2 -> Map.of(PoolWish.ARCHITECTURE, "arm64");
      case 3 -> Map.of(PoolWish.VM_SIZE, sizes.get(random.nextInt(sizes.size())).name());
      default -> Map.of();
    };
  }

  private String team() {
    return random.nextBoolean() ? "red" : "blue";
  }
}
