package io.github.lighterman.azure;

import io.github.lighterman.Problem;
import io.github.lighterman.spi.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which pools a job asks for by its hints: {@code azure-batch.pool}, a pool's name; {@code
 * azure-batch.vm-size}, the name of a size, in any case; {@code azure-batch.architecture}, {@code
 * x64} or {@code arm64}; and {@code azure-batch.label.KEY}, a label's value. All that are given
 * must hold.
 */
record PoolWish(
    Optional<String> pool,
    Optional<String> vmSize,
    Optional<Architecture> architecture,
    Map<String, String> labels) {
  private static final String SPACE = "azure-batch.";
  static final String POOL = SPACE + "pool";
  static final String VM_SIZE = SPACE + "vm-size";
  static final String ARCHITECTURE = SPACE + "architecture";
  static final String LABEL = SPACE + "label.";
  private static final List<String> KNOWN = List.of(POOL, VM_SIZE, ARCHITECTURE, LABEL + "KEY");
  private static final PoolWish NONE =
      new PoolWish(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  PoolWish {
    labels = Map.copyOf(labels);
  }

  /**
   * Returns what these hints ask for; of those that {@link #problems} has something against, none.
   */
  static PoolWish of(Map<String, String> hints) {
    if (hints.isEmpty()) {
      return NONE;
    }
    Map<String, String> labels = new TreeMap<>();
    hints.forEach(
        (key, value) -> {
          if (key.startsWith(LABEL)) {
            labels.put(key.substring(LABEL.length()), value);
          }
        });
    return new PoolWish(
        Optional.ofNullable(hints.get(POOL)),
        Optional.ofNullable(hints.get(VM_SIZE)),
        Optional.ofNullable(hints.get(ARCHITECTURE)).flatMap(PoolWish::architecture),
        labels);
  }

  /** Returns what is wrong with the hints that are ours. */
  static List<Problem> problems(String job, Map<String, String> hints) {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(hints)
        .forEach(
            (key, value) -> {
              if (key.equals(ARCHITECTURE) && architecture(value).isEmpty()) {
                problems.add(
                    invalid(
                        job + ": hint " + key + "=" + value,
                        "names no architecture",
                        "Write x64 or arm64"));
              } else if (key.startsWith(SPACE) && !isKnown(key)) {
                problems.add(unknown(job, key));
              }
            });
    return problems;
  }

  private static boolean isKnown(String key) {
    return key.equals(POOL)
        || key.equals(VM_SIZE)
        || key.equals(ARCHITECTURE)
        || (key.startsWith(LABEL) && key.length() > LABEL.length());
  }

  private static Problem unknown(String job, String key) {
    // The key of a label is the user's own: what can be wrong is what stands before it.
    int label = key.indexOf('.', SPACE.length());
    String spelled = label < 0 ? key : key.substring(0, label) + ".KEY";
    List<String> names =
        KNOWN.stream()
            .map(name -> name.substring(SPACE.length()).toLowerCase(Locale.ROOT))
            .toList();
    String nearest =
        Spelling.nearest(spelled.substring(SPACE.length()), names)
            .map(name -> "Did you mean " + KNOWN.get(names.indexOf(name)) + "? There are ")
            .orElse("There are ");
    return invalid(
        job + ": hint " + key,
        "is none that Azure Batch knows",
        nearest + String.join(", ", KNOWN));
  }

  private static Problem invalid(String thing, String rule, String remedy) {
    return new Problem(Problem.Kind.INVALID, thing, rule, remedy);
  }

  private static Optional<Architecture> architecture(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "x64" -> Optional.of(Architecture.X64);
      case "arm64" -> Optional.of(Architecture.ARM64);
      default -> Optional.empty();
    };
  }
}
