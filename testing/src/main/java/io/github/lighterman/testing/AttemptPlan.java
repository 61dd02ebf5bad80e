package io.github.lighterman.testing;

import com.google.common.collect.ImmutableList;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * What a script says of one attempt.
 *
 * @param queue how long it waits for a place
 * @param reason why it waits
 * @param preparing how long image and inputs take
 * @param steps what its command does
 * @param ending how it ends
 * @param finalizing how long outputs take
 * @param node where it runs, if the script says so
 * @param usage what it uses, if the script says so
 */
record AttemptPlan(
    Duration queue,
    Optional<PendingReason> reason,
    Duration preparing,
    ImmutableList<ScriptStep> steps,
    ScriptEnding ending,
    Duration finalizing,
    Optional<Node> node,
    Optional<Usage> usage) {
  static AttemptPlan of(ScriptEnding ending) {
    return new AttemptPlan(
        Duration.ZERO,
        Optional.empty(),
        Duration.ZERO,
        ImmutableList.of(),
        ending,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty());
  }

  AttemptPlan with(ScriptStep step) {
    ImmutableList<ScriptStep> all =
        ImmutableList.<ScriptStep>builder().addAll(steps).add(step).build();
    return new AttemptPlan(queue, reason, preparing, all, ending, finalizing, node, usage);
  }

  AttemptPlan withPending(Duration queue, Optional<PendingReason> reason) {
    return new AttemptPlan(queue, reason, preparing, steps, ending, finalizing, node, usage);
  }

  AttemptPlan withPreparing(Duration preparing) {
    return new AttemptPlan(queue, reason, preparing, steps, ending, finalizing, node, usage);
  }

  AttemptPlan withFinalizing(Duration finalizing) {
    return new AttemptPlan(queue, reason, preparing, steps, ending, finalizing, node, usage);
  }

  AttemptPlan withNode(Optional<Node> node) {
    return new AttemptPlan(queue, reason, preparing, steps, ending, finalizing, node, usage);
  }

  AttemptPlan withUsage(Optional<Usage> usage) {
    return new AttemptPlan(queue, reason, preparing, steps, ending, finalizing, node, usage);
  }
}
