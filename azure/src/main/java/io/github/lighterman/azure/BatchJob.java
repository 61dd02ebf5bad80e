package io.github.lighterman.azure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Batch job to be added: one run's tasks in one pool. It heeds dependencies between its tasks and
 * goes on when some fail.
 *
 * @param id its name, 1 to 64 letters, digits, {@code -} and {@code _}
 * @param displayName what people see, at most 1,024 characters
 * @param poolId where its tasks run, if the pool is there
 * @param pool the pool that is to be made with it and deleted with it, otherwise
 * @param preparation what each node does before the first task of this job runs there
 * @param metadata what its owner finds it by; neither secret nor read by the service
 */
record BatchJob(
    String id,
    String displayName,
    String poolId,
    Optional<BatchPool> pool,
    Optional<Preparation> preparation,
    Map<String, String> metadata) {
  BatchJob {
    metadata = Map.copyOf(metadata);
  }

  /**
   * A job preparation task.
   *
   * @param commandLine its command
   * @param resourceFiles what it finds in its directory
   */
  record Preparation(String commandLine, List<ResourceFile> resourceFiles) {
    Preparation {
      resourceFiles = List.copyOf(resourceFiles);
    }
  }
}
