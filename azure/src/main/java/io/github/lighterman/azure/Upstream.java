package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import java.util.List;
import java.util.Optional;

/**
 * What a task has to wait for in a Batch job. Batch knows of no dependencies between two of them.
 *
 * @param tasks the ids of tasks there that must succeed first
 * @param elsewhere a job that is in another Batch job or on its way to another pool, so that
 *     nothing can be sent before it has ended; empty if there is none
 */
record Upstream(List<String> tasks, Optional<JobId> elsewhere) {
  Upstream {
    tasks = List.copyOf(tasks);
  }
}
