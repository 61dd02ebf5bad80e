package io.github.lighterman.azure;

import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes leftovers as a search found them just now, each whether or not others can't be. */
final class LeftoverRemoval {
  private static final String REASON = "Its run has no driver any more";

  private final AzureBatchConfig config;
  private final BatchGateway gateway;
  private final BlobContainer container;
  private final LeftoverSearch search;
  private final List<Leftover> deleted = new ArrayList<>();
  private final List<Leftover> kept = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private final Set<RunId> wanted = new HashSet<>();
  private final Set<Leftover> refused = new HashSet<>();
  private boolean reached = true;

  LeftoverRemoval(
      AzureBatchConfig config,
      BatchGateway gateway,
      BlobContainer container,
      LeftoverSearch search) {
    this.config = config;
    this.gateway = gateway;
    this.container = container;
    this.search = search;
  }

  /** Deletes them, and tells what became of each. */
  LeftoverReport run(List<Leftover> leftovers) {
    for (Leftover each : leftovers) {
      if (each.kind() == Leftover.Kind.BLOBS) {
        each.run().ifPresent(run -> seize(each, run));
      }
    }
    for (Leftover each : leftovers) {
      if (refused.contains(each)) {
        continue;
      }
      if (each.run().filter(wanted::contains).isPresent()) {
        kept.add(each);
      } else if (each.kind() == Leftover.Kind.BLOBS) {
        each.run().ifPresent(run -> blobs(each, run));
      } else {
        batch(each);
      }
    }
    return new LeftoverReport(deleted, kept, failed);
  }

  /** Takes a run's record away first, as its driver, so that nobody goes on with half of a run. */
  private void seize(Leftover blobs, RunId run) {
    RunLayout layout = search.layout(run);
    try {
      RunTraces traces = search.traces(run);
      if (!traces.recorded()) {
        return;
      }
      DriverLease lease =
          DriverLease.seize(container, layout, config.driverLease(), traces.driver());
      try {
        container.delete(layout.record());
      } catch (IOException e) {
        lease.release();
        throw e;
      }
    } catch (RunInUseException e) {
      wanted.add(run);
    } catch (IOException e) {
      wanted.add(run);
      refused.add(blobs);
      fail(blobs, e);
    }
  }

  private void blobs(Leftover blobs, RunId run) {
    RunLayout layout = search.layout(run);
    try {
      List<String> names = container.names(layout.root());
      if (names.contains(layout.record())) {
        // Somebody has made a run of that id since.
        kept.add(blobs);
        return;
      }
      try {
        container.deleteAll(names.stream().filter(name -> !name.equals(layout.driver())).toList());
      } finally {
        // Last of all, since a run that has a driver can be neither made nor gone on with.
        container.delete(layout.driver());
      }
      deleted.add(blobs);
    } catch (IOException e) {
      fail(blobs, e);
    }
  }

  private void batch(Leftover leftover) {
    if (!reached) {
      failed.add(name(leftover) + ": not tried, since Batch can't be reached");
      return;
    }
    try {
      if (leftover.kind() == Leftover.Kind.POOL) {
        pool(leftover);
      } else {
        gateway.deleteJob(leftover.name());
      }
      deleted.add(leftover);
    } catch (BatchException e) {
      // Each try takes its time.
      reached = e.kind() != BatchException.Kind.TRANSIENT;
      fail(leftover, e);
    }
  }

  /** Ends its Batch jobs, too: whoever goes on with the run then gets new ones, and a new pool. */
  private void pool(Leftover pool) throws BatchException {
    if (pool.run().isPresent()) {
      for (JobView job : search.live(pool.run().get(), pool.name())) {
        gateway.terminateJob(job.id(), REASON);
      }
    }
    gateway.deletePool(pool.name());
  }

  private void fail(Leftover leftover, IOException e) {
    failed.add(name(leftover) + ": " + SignedUrls.redact(String.valueOf(e.getMessage())));
  }

  private static String name(Leftover leftover) {
    return switch (leftover.kind()) {
      case POOL -> "pool " + leftover.name() + ", which costs as long as it's there";
      case BATCH_JOB -> "Batch job " + leftover.name();
      case BLOBS -> "blobs " + leftover.name();
    };
  }
}
