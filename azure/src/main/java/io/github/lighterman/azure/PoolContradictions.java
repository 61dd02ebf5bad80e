package io.github.lighterman.azure;

import io.github.lighterman.Node;
import java.util.List;

/** What the parts of a {@link PoolSpec} forbid each other. */
final class PoolContradictions {
  // https://learn.microsoft.com/azure/batch/batch-quota-limit
  private static final int MOST_MOUNTS = 10;
  // https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
  private static final int MOST_TAGS = 50;
  // https://learn.microsoft.com/azure/batch/batch-quota-limit
  private static final int MOST_CONNECTED_NODES = 100;
  // https://learn.microsoft.com/azure/batch/create-pool-public-ip
  private static final int NODES_PER_ADDRESS = 100;

  private PoolContradictions() {}

  /** Throws an IllegalArgumentException that names the pool and the way out. */
  static void refuse(PoolSpec spec) {
    scale(spec);
    disks(spec);
    network(spec);
    mounts(spec, spec.mounts());
    refuse(spec, spec.tags().size() > MOST_TAGS, "Azure takes at most 50 tags; leave some out");
  }

  private static void scale(PoolSpec spec) {
    boolean stays =
        spec.scale() instanceof PoolScale.Fixed
            || (spec.scale() instanceof AutoScale auto && !auto.goesToZero());
    refuse(
        spec,
        spec.lifetime() == PoolLifetime.KEEP_WARM && stays,
        "a pool that is kept warm must go down to no machine by itself; give it a scale without a"
            + " least number, or another lifetime than KEEP_WARM");
  }

  private static void disks(PoolSpec spec) {
    PoolDisks disks = spec.disks();
    refuse(
        spec,
        disks.osDisk() == OsDisk.EPHEMERAL && mayHaveSpot(spec.scale()),
        "spot machines can't have an ephemeral OS disk; take a managed one, or no spot machines");
    boolean containers = spec.containers().kind() == Containers.REQUIRED;
    boolean moved = disks.dockerRoot() == DockerRoot.MOVED;
    refuse(
        spec,
        moved && !containers,
        "Docker's root can be moved only where jobs run in containers; leave it, or set"
            + " ContainerSetup.required()");
    refuse(
        spec,
        moved && !spec.containers().prefetch().isEmpty(),
        "Batch pulls images before Docker's root is moved, so that they'd be pulled again; leave"
            + " the root or the images to prefetch out");
    refuse(
        spec,
        !disks.data().isEmpty()
            && spec.startTask().filter(task -> task.elevation() != Elevation.ADMIN).isPresent(),
        "formatting data disks takes the rights of an administrator, and a node has one start task"
            + " alone; let yours have them too, with withElevation(Elevation.ADMIN)");
  }

  private static void network(PoolSpec spec) {
    int nodes = most(spec.scale(), Node.Lease.DEDICATED);
    int spotNodes = most(spec.scale(), Node.Lease.SPOT);
    refuse(
        spec,
        spec.network().betweenNodes() == InterNodeCommunication.ON
            && nodes + spotNodes > MOST_CONNECTED_NODES,
        "nodes that reach each other can be 100 at most; ask for fewer, or set"
            + " InterNodeCommunication.OFF");
    refuse(
        spec,
        spec.network().publicIp() instanceof PublicIp.Given given
            && Math.max(nodes, spotNodes) > NODES_PER_ADDRESS * given.resourceIds().size(),
        "a public address serves 100 dedicated and 100 spot machines; give more addresses, or ask"
            + " for fewer machines");
  }

  private static void mounts(PoolSpec spec, List<PoolMount> mounts) {
    refuse(spec, mounts.size() > MOST_MOUNTS, "a node takes at most 10 mounts; leave some out");
    for (int i = 0; i < mounts.size(); i++) {
      for (int j = 0; j < mounts.size(); j++) {
        String one = mounts.get(i).path();
        String other = mounts.get(j).path();
        refuse(
            spec,
            i != j && (other + "/").startsWith(one + "/"),
            "a mount at '"
                + one
                + "' hides another one at '"
                + other
                + "'; give each its own path");
      }
    }
  }

  private static boolean mayHaveSpot(PoolScale scale) {
    return most(scale, Node.Lease.SPOT) > 0;
  }

  /** Returns how many nodes of a kind there may be; what a user's formula does nobody knows. */
  private static int most(PoolScale scale, Node.Lease lease) {
    boolean spot = lease == Node.Lease.SPOT;
    if (scale instanceof PoolScale.Fixed fixed) {
      return spot ? fixed.spotNodes() : fixed.nodes();
    }
    return scale instanceof AutoScale auto ? (spot ? auto.spotNodes() : auto.nodes()).most() : 0;
  }

  private static void refuse(PoolSpec spec, boolean wrong, String why) {
    if (wrong) {
      throw new IllegalArgumentException("pool '" + spec.name() + "': " + why);
    }
  }
}
