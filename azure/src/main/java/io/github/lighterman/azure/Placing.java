package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import java.util.Set;

/** The arrow from {@link Submission} to the pool that its task goes to. */
final class Placing {
  private final Placement placement;
  private final RunPools pools;
  private final TaskCourse.Jobs states;

  Placing(Placement placement, RunPools pools, TaskCourse.Jobs states) {
    this.placement = placement;
    this.pools = pools;
    this.states = states;
  }

  /** Tells whether there is more than one pool to choose from. */
  boolean hasSeveral() {
    return placement.offers().size() > 1;
  }

  /** Returns what it takes of this pool, where it is. */
  Placement.Choice in(String pool, Submission submission) {
    return new Placement.Choice(pool, 1);
  }

  /**
   * Returns where it goes, and tells the pool of it.
   *
   * @throws StagingException if no pool can have it any more, as after a retry with more memory
   */
  Placement.Choice choose(Submission submission) throws StagingException {
    Placement.Choice choice =
        placement
            .choose(
                submission.resources(),
                submission.attempt(),
                states.preemptions(submission.spec().id()),
                Set.of())
            .orElseThrow(
                () ->
                    new StagingException(
                        JobFailure.of(FailureKind.INVALID_SPEC, "no pool can have it"), null));
    pools.get(choice.pool()).expect(submission.spec());
    return choice;
  }
}
