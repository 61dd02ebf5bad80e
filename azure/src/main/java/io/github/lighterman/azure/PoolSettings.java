package io.github.lighterman.azure;

import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings that choose a pool: one that is there, or the shape of one to be made. */
final class PoolSettings {
  private static final Setting<String> POOL =
      AccountSetting.required("pool", "The pool that jobs run in, which is there. Default: none");
  private static final Setting<String> VM_SIZE =
      AccountSetting.required(
          "pool-vm-size",
          "The size of machines, such as Standard_D4s_v5, of a pool that is made when jobs need it,"
              + " instead of pool. Default: none");

  private PoolSettings() {}

  static List<Setting<?>> all() {
    List<Setting<?>> all = new ArrayList<>();
    all.addAll(List.of(POOL, VM_SIZE));
    all.addAll(PoolSizeSettings.ALL);
    all.addAll(PoolMachineSettings.ALL);
    return List.copyOf(all);
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
    if (id.isPresent()) {
      refuseShape(settings, problems);
    }
    try {
      return size.isPresent() ? spec(size.get(), settings, problems) : id.map(PoolChoice::existing);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<PoolChoice> spec(
      String size, ExecutorSettings settings, List<String> problems) {
    PoolSpec.Builder spec = PoolSpec.builder(size);
    int before = problems.size();
    new PoolSizeSettings(settings, problems).apply(spec);
    new PoolMachineSettings(settings, problems).apply(spec);
    return problems.size() > before ? Optional.empty() : Optional.of(spec.build());
  }

  private static void refuseShape(ExecutorSettings settings, List<String> problems) {
    all().stream()
        .filter(setting -> !setting.equals(POOL) && settings.get(setting).isPresent())
        .forEach(
            setting ->
                problems.add(
                    "setting '"
                        + setting.name()
                        + "' is for a pool that is made; leave it out, or set 'pool-vm-size'"
                        + " instead of 'pool'"));
  }
}
