package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import java.util.Optional;

/** The arrow from {@link Submission} to the pool that its task goes to. */
final class Placing {
  private final Placement placement;
  private final LeftOut leftOut;
  private final RunPools pools;
  private final TaskCourse.Jobs states;

  Placing(Placement placement, LeftOut leftOut, RunPools pools, TaskCourse.Jobs states) {
    this.placement = placement;
    this.leftOut = leftOut;
    this.pools = pools;
    this.states = states;
  }

  /** Tells whether there is more than one pool to choose from. */
  boolean hasSeveral() {
    return placement.offers().size() > 1;
  }

  /** Returns what it takes of this pool, where it is. */
  Placement.Choice in(String pool, Submission submission) {
    for (PoolOffer offer : placement.offers()) {
      if (offer.name().equals(pool)) {
        return new Placement.Choice(
            offer, Math.min(offer.slots(submission.resources()), offer.slotsPerNode()));
      }
    }
    PoolOffer.Machine unknown =
        new PoolOffer.Machine("unknown", Optional.empty(), Optional.empty());
    return new Placement.Choice(PoolOffer.of(pool, unknown, 1), 1);
  }

  /**
   * Returns where it goes, and tells the pool of it.
   *
   * @throws StagingException if no pool can have it any more, as after a retry with more memory
   */
  Placement.Choice send(Submission submission) throws StagingException {
    Placement.Choice choice = choose(submission);
    // What waits for other jobs needs no node yet.
    boolean runnable = submission.spec().upstream().stream().allMatch(states::hasSucceeded);
    pools.get(choice.pool()).expect(submission.spec(), runnable ? choice.slots() : 0);
    return choice;
  }

  /** Returns where it would go now. */
  Placement.Choice choose(Submission submission) throws StagingException {
    JobSpec spec = submission.spec();
    JobDemand demand = demand(spec, submission.resources());
    Optional<Placement.Choice> choice =
        placement.choose(
            demand, submission.attempt(), states.preemptions(spec.id()), leftOut.now());
    if (choice.isEmpty()) {
      Problem problem = placement.refusal("job " + spec.id(), demand, submission.attempt());
      throw new StagingException(JobFailure.of(FailureKind.INVALID_SPEC, problem.toString()), null);
    }
    return choice.get();
  }

  static JobDemand demand(JobSpec spec, Resources resources) {
    return JobDemand.of(
        resources, spec.image().isPresent() ? Containers.REQUIRED : Containers.NONE);
  }
}
