package io.github.lighterman.azure;

import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import java.util.List;
import java.util.Optional;

/** The settings that choose a pool: one that is there, or the shape of one to be made. */
final class PoolSettings {
  private static final Setting<String> POOL =
      AccountSetting.required("pool", "The pool that jobs run in, which is there. Default: none");
  private static final Setting<String> VM_SIZE =
      AccountSetting.required(
          "pool-vm-size",
          "The size of machines, such as Standard_D4s_v5, of a pool that is made for each run and"
              + " deleted with it, instead of pool. Default: none");
  private static final Setting<Integer> NODES =
      Setting.integer(
          "pool-nodes", 0, 1_000, "How many dedicated machines that pool has. Default: 0");
  private static final Setting<Integer> SPOT_NODES =
      Setting.integer(
          "pool-spot-nodes",
          0,
          1_000,
          "How many machines that pool has that can be taken away. Default: 0");
  private static final Setting<Integer> SLOTS =
      Setting.integer(
          "pool-slots-per-node",
          1,
          256,
          "How many jobs of one cpu a machine of that pool runs at once. Default: 1");
  private static final Setting<Containers> CONTAINERS =
      Setting.choice(
          "pool-containers",
          Containers.class,
          "Whether all jobs in that pool run in containers, or none. Default: none");

  private static final List<Setting<?>> SHAPE = List.of(NODES, SPOT_NODES, SLOTS, CONTAINERS);

  private PoolSettings() {}

  static List<Setting<?>> all() {
    return List.of(POOL, VM_SIZE, NODES, SPOT_NODES, SLOTS, CONTAINERS);
  }

  /** Returns the choice, and adds to {@code problems} what is wrong with it. */
  static Optional<PoolChoice> choice(ExecutorSettings settings, List<String> problems) {
    Optional<String> id = settings.get(POOL);
    Optional<String> size = settings.get(VM_SIZE);
    if (id.isEmpty() == size.isEmpty()) {
      problems.add(
          "'pool' or 'pool-vm-size' must be set, and " + (id.isEmpty() ? "none is" : "not both"));
      return Optional.empty();
    }
    try {
      if (size.isPresent()) {
        return Optional.of(spec(size.get(), settings));
      }
      SHAPE.stream()
          .filter(setting -> settings.get(setting).isPresent())
          .forEach(
              setting ->
                  problems.add(
                      "setting '"
                          + setting.name()
                          + "' is for a pool that is made; leave it out, or set 'pool-vm-size'"
                          + " instead of 'pool'"));
      return id.map(PoolChoice::existing);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static PoolSpec spec(String size, ExecutorSettings settings) {
    int nodes = settings.get(NODES).orElse(0);
    int spotNodes = settings.get(SPOT_NODES).orElse(0);
    if (nodes + spotNodes == 0) {
      throw new IllegalArgumentException(
          "a pool must have a node; set 'pool-nodes' or 'pool-spot-nodes' to 1 or more");
    }
    PoolSpec.Builder spec =
        PoolSpec.builder(size).scale(PoolScale.fixed(nodes, spotNodes));
    settings.get(SLOTS).ifPresent(spec::slotsPerNode);
    if (settings.get(CONTAINERS).orElse(Containers.NONE) == Containers.REQUIRED) {
      spec.containers(ContainerSetup.required());
    }
    return spec.build();
  }
}
