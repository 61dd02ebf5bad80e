package io.github.lighterman.samples;

import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchJanitor;
import io.github.lighterman.azure.Leftover;
import io.github.lighterman.azure.LeftoverReport;
import io.github.lighterman.azure.PoolChoice;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How do I find and delete what dead runs have left on Azure Batch? Without arguments it's only
 * listed; with {@code --delete} it's deleted, too. A number of days as another argument adds runs
 * that have been over, or abandoned, for that long.
 *
 * <p>The accounts are those that Azure's own variables name, with {@code
 * LIGHTERMAN_AZURE_BATCH_CONTAINER} and, if it's not the default, {@code
 * LIGHTERMAN_AZURE_BATCH_PREFIX}.
 */
public final class CleanUpAzureBatch {
  private CleanUpAzureBatch() {}

  /** Lists the leftovers, and deletes them if told to. */
  public static void main(String... args) throws Exception {
    AzureBatchJanitor janitor = AzureBatchJanitor.of(config(System.getenv()));
    List<String> words = Arrays.asList(args);
    for (String word : words) {
      if (!word.equals("--delete")) {
        janitor = janitor.withAge(Duration.ofDays(Long.parseLong(word)));
      }
    }
    cleanUp(janitor, words.contains("--delete"));
  }

  private static void cleanUp(AzureBatchJanitor janitor, boolean deletes) {
    List<Leftover> found = janitor.find();
    found.forEach(leftover -> System.out.println(line(leftover)));
    if (!deletes) {
      System.out.println(found.size() + " found; --delete deletes them");
      return;
    }
    LeftoverReport report = janitor.delete(found);
    report.failed().forEach(failure -> System.out.println("not deleted: " + failure));
    System.out.println(report.deleted().size() + " of " + found.size() + " deleted");
  }

  private static String line(Leftover leftover) {
    String what =
        leftover.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + leftover.name();
    String cost =
        leftover.costPerHour().isPresent()
            ? String.format(
                Locale.ROOT, ", about %.2f an hour", leftover.costPerHour().getAsDouble())
            : "";
    return what
        + (leftover.nodes() == 0 ? "" : ", " + leftover.nodes() + " machines" + cost)
        + ": "
        + leftover.why()
        + leftover.since().map(time -> ", since " + time).orElse("");
  }

  private static AzureBatchConfig config(Map<String, String> variables) {
    return AzureBatchConfig.ofEnvironment(variables)
        .container(variables.getOrDefault("LIGHTERMAN_AZURE_BATCH_CONTAINER", ""))
        .prefix(variables.getOrDefault("LIGHTERMAN_AZURE_BATCH_PREFIX", "lighterman/"))
        // It has to have one, and the janitor doesn't look at it.
        .pool(PoolChoice.existing("any"))
        .build();
  }
}
