package io.github.lighterman.azure;

import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowException.Retry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds all that is wrong with both accounts before anything is done, and tells it at once. Asks
 * them side by side, so that trouble with one hides none with the other.
 */
final class AccountCheck {
  private final AzureBatchConfig config;
  private final BatchGateway gateway;
  private final BlobContainer container;
  private final Clock clock;

  AccountCheck(
      AzureBatchConfig config, BatchGateway gateway, BlobContainer container, Clock clock) {
    this.config = config;
    this.gateway = gateway;
    this.container = container;
    this.clock = clock;
  }

  /**
   * Checks that keys can be keys.
   *
   * @throws WorkflowException if one can't
   */
  static void requireKeys(AzureBatchConfig config) {
    List<Trouble> troubles = new ArrayList<>();
    key("Batch", config.batchAuth(), troubles);
    key("storage", config.storageAuth(), troubles);
    if (!troubles.isEmpty()) {
      throw failure(troubles);
    }
  }

  private static void key(String service, AzureAuth auth, List<Trouble> troubles) {
    try {
      if (auth instanceof AzureAuth.Sas sas) {
        String unused = sas.token();
      }
      if (!(auth instanceof AzureAuth.SharedKey key) || key.isBase64()) {
        return;
      }
      troubles.add(
          Trouble.certain(
              service
                  + ": the key of the account '"
                  + key.account()
                  + "' must be Base64, as the portal shows it; copy all of it"));
    } catch (IllegalStateException e) {
      troubles.add(new Trouble(service + ": " + e.getMessage(), Retry.CAN_HELP, Optional.empty()));
    }
  }

  /**
   * Asks both services, and returns the pools that jobs can go to.
   *
   * @throws WorkflowException if something is wrong, with all that is
   */
  List<OfferedPool> run() {
    AtomicReference<@Nullable List<OfferedPool>> offered = new AtomicReference<>();
    List<Trouble> troubles = new ArrayList<>();
    try (SideBySide threads = new SideBySide()) {
      try {
        SideBySide.Result batch = threads.begin(() -> offered.set(pools()));
        List<Trouble> ofStorage = new StorageCheck(config, container, clock).run(threads);
        batch.failure().ifPresent(e -> troubles.add(ofBatch(e)));
        troubles.addAll(ofStorage);
      } catch (InterruptedException e) {
        // Requests that are under way heed that, and no interrupt.
        gateway.close();
        container.close();
        Thread.currentThread().interrupt();
        throw new WorkflowException(
            Retry.CAN_HELP,
            "executor '" + AzureBatchExecutor.NAME + "' was not opened: the thread was interrupted",
            e);
      }
    }
    List<OfferedPool> found = offered.get();
    if (found == null || !troubles.isEmpty()) {
      throw failure(troubles);
    }
    return found;
  }

  private static Trouble ofBatch(IOException e) {
    return Trouble.of("Batch: " + SignedUrls.redact(String.valueOf(e.getMessage())), e);
  }

  private List<OfferedPool> pools() throws IOException {
    List<OfferedPool> pools = OfferedPool.all(config, gateway);
    List<PoolSpec> specs = OfferedPool.specs(config);
    if (!specs.isEmpty()) {
      // Runs make pools with one of those, so that it shows more than whether Batch is there.
      ImageChoice images = new ImageChoice(gateway.supportedImages(), clock);
      for (OfferedPool pool : pools) {
        PoolImage unused = images.of(pool.spec(), pool.traits());
      }
    }
    return pools;
  }

  private static WorkflowException failure(List<Trouble> troubles) {
    boolean later = troubles.stream().allMatch(trouble -> trouble.retry() == Retry.CAN_HELP);
    List<IOException> causes =
        troubles.stream().flatMap(trouble -> trouble.cause().stream()).toList();
    WorkflowException failure =
        new WorkflowException(
            later ? Retry.CAN_HELP : Retry.IS_USELESS,
            "executor '"
                + AzureBatchExecutor.NAME
                + "' can't be opened:"
                + (troubles.size() == 1
                    ? " " + troubles.get(0).text()
                    : troubles.stream()
                        .map(trouble -> "\n- " + trouble.text())
                        .collect(Collectors.joining())),
            causes.isEmpty() ? null : causes.get(0));
    causes.stream().skip(1).forEach(failure::addSuppressed);
    return failure;
  }
}
