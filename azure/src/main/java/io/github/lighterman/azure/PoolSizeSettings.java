package io.github.lighterman.azure;

import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import java.time.Duration;
import java.util.List;

/** The settings that say how many machines a pool has that is made, and for how long. */
final class PoolSizeSettings {
  private static final Setting<Integer> NODES =
      nodes("pool-nodes", "How many dedicated machines that pool has, always. Default: 0");
  private static final Setting<Integer> SPOT_NODES =
      nodes(
          "pool-spot-nodes",
          "How many machines that pool has, always, that can be taken away. Default: 0");
  private static final Setting<Integer> MIN_NODES =
      nodes(
          "pool-min-nodes",
          "How many dedicated machines that pool keeps if it follows the jobs. Default: 0");
  private static final Setting<Integer> MAX_NODES =
      nodes(
          "pool-max-nodes",
          "Up to how many dedicated machines that pool grows with the jobs, instead of pool-nodes."
              + " Default: 0");
  private static final Setting<Integer> MAX_SPOT_NODES =
      nodes(
          "pool-max-spot-nodes",
          "Up to how many machines that can be taken away that pool grows with the jobs, instead of"
              + " pool-spot-nodes. Default: 0");
  private static final Setting<Duration> IDLE_TIME =
      Setting.duration(
          "pool-idle-time",
          "How long a machine that nobody needs stays in a pool that follows the jobs. Default:"
              + " PoolScale's own");
  private static final Setting<Integer> SLOTS =
      Setting.integer(
          "pool-slots-per-node",
          1,
          256,
          "How many jobs of one cpu a machine of that pool runs at once. Default: one for each core"
              + " if the size is known, else 1");
  private static final Setting<FillType> FILL =
      Setting.choice(
          "pool-fill",
          FillType.class,
          "Whether jobs go to the machine with the most free slots, or fill one after the other."
              + " Default: pack");
  private static final Setting<PoolLifetime> LIFETIME =
      Setting.choice(
          "pool-lifetime",
          PoolLifetime.class,
          "Whether that pool is made and deleted with a run, kept for later ones, or made and"
              + " deleted by Batch itself. Default: run");

  static final List<Setting<?>> ALL =
      List.of(
          NODES,
          SPOT_NODES,
          MIN_NODES,
          MAX_NODES,
          MAX_SPOT_NODES,
          IDLE_TIME,
          SLOTS,
          FILL,
          LIFETIME);
  private static final List<Setting<?>> FIXED = List.of(NODES, SPOT_NODES);
  private static final List<Setting<?>> AUTO =
      List.of(MIN_NODES, MAX_NODES, MAX_SPOT_NODES, IDLE_TIME);

  private final ExecutorSettings settings;
  private final List<String> problems;

  PoolSizeSettings(ExecutorSettings settings, List<String> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  void apply(PoolSpec.Builder spec) {
    scale(spec);
    settings.get(SLOTS).ifPresent(spec::slotsPerNode);
    settings.get(FILL).ifPresent(spec::fill);
    settings.get(LIFETIME).ifPresent(spec::lifetime);
  }

  private void scale(PoolSpec.Builder spec) {
    boolean fixed = FIXED.stream().anyMatch(each -> settings.get(each).isPresent());
    boolean auto = AUTO.stream().anyMatch(each -> settings.get(each).isPresent());
    int nodes = settings.get(NODES).orElse(0);
    int spotNodes = settings.get(SPOT_NODES).orElse(0);
    int most = settings.get(MAX_NODES).orElse(0);
    int mostSpot = settings.get(MAX_SPOT_NODES).orElse(0);
    if (fixed && auto) {
      problems.add(
          "'pool-nodes' and 'pool-spot-nodes' are for a pool whose size stays, and"
              + " 'pool-min-nodes', 'pool-max-nodes', 'pool-max-spot-nodes' and 'pool-idle-time' for"
              + " one that follows the jobs; set those of one kind");
    } else if (auto && most + mostSpot == 0) {
      problems.add(
          "a pool that follows the jobs must have a limit; set 'pool-max-nodes' or"
              + " 'pool-max-spot-nodes' to 1 or more");
    } else if (auto && settings.get(MIN_NODES).orElse(0) > most) {
      problems.add("'pool-min-nodes' must not be more than 'pool-max-nodes', which is " + most);
    } else if (auto) {
      spec.scale(follow(most, mostSpot));
    } else if (nodes + spotNodes == 0) {
      problems.add(
          "a pool must have a node; set 'pool-nodes' or 'pool-spot-nodes', or 'pool-max-nodes' or"
              + " 'pool-max-spot-nodes', to 1 or more");
    } else {
      spec.scale(PoolScale.fixed(nodes, spotNodes));
    }
  }

  private AutoScale follow(int most, int mostSpot) {
    AutoScale.Builder scale =
        PoolScale.auto().nodes(settings.get(MIN_NODES).orElse(0), most).spotNodes(0, mostSpot);
    settings.get(IDLE_TIME).ifPresent(scale::idle);
    return scale.build();
  }

  private static Setting<Integer> nodes(String name, String description) {
    return Setting.integer(name, 0, 1_000, description);
  }
}
