package io.github.lighterman.azure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes the formula by which the service scales a pool. It needs no figures to begin with, and no
 * driver to go on. Each call for samples stands in a branch that is only taken if there are some,
 * for otherwise the whole evaluation fails and the pool stays as it is, for ever perhaps. Only that
 * part of the language is used that <a
 * href="https://learn.microsoft.com/azure/batch/batch-automatic-scaling">is documented</a>; as it
 * cuts decimals off, 0.999 is added to round up.
 */
final class ScaleFormula {
  /** How long nothing runs on a pool with tasks and nodes until it's broken. */
  static final Duration BROKEN_AFTER = Duration.ofHours(1);

  /** How old a node must be before it counts that it runs nothing. */
  static final Duration TRIAL = Duration.ofMinutes(20);

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private ScaleFormula() {}

  /**
   * Returns the text, the same for the same arguments, of at most 8,192 characters.
   *
   * @param slotsPerNode 1 to 256
   */
  static String text(AutoScale scale, int slotsPerNode, ScaleHint hint) {
    if (slotsPerNode < 1 || slotsPerNode > 256) {
      throw new IllegalArgumentException("slotsPerNode must be 1 to 256, not " + slotsPerNode);
    }
    return need(scale, slotsPerNode, hint) + broken(scale) + share(scale);
  }

  /** The last sample is asked for by number, so that a gap in the samples ends no node. */
  private static String need(AutoScale scale, int slotsPerNode, ScaleHint hint) {
    return """
        // nodes for the slots that tasks need now, or needed within the idle time
        alive = time() < time("%s");
        over = time() >= time("%s");
        hint = time() < time("%s") ? %d : 0;
        idle = %s;
        last = max(0, $PendingTasks.GetSample(1));
        tasks = $PendingTasks.GetSamplePercent(idle) < 1 ? last : max(last, $PendingTasks.GetSample(idle));
        slots = max(hint, tasks * %s);
        first = (alive && ($PendingTasks.Count() < %d)) ? %d : 0;
        need = over ? 0 : max(first, slots / %d);
        """
        .formatted(
            time(hint.forgottenAt()),
            time(hint.forgottenAt().plus(scale.orphanTime())),
            time(hint.until()),
            hint.slots(),
            interval(scale.idle()),
            decimal(hint.slotsPerTask()),
            scale.idle().dividedBy(PERIOD),
            scale.first(),
            slotsPerNode);
  }

  /**
   * After a trial there is none as long as its node is in the samples of the last hour. That there
   * was a trial must be known until the next, also if the service looks rarely.
   */
  private static String broken(AutoScale scale) {
    Duration memory = BROKEN_AFTER.multipliedBy(2).plus(scale.interval().multipliedBy(3));
    return """
        // broken: tasks wait, nodes are there, nothing runs; then none, and at times one to try
        hour = %s;
        known = min($RunningTasks.GetSamplePercent(hour), $PendingTasks.GetSamplePercent(hour)) >= 90;
        stands = known ? (max($RunningTasks.GetSample(hour)) == 0) && (min($PendingTasks.GetSample(hour)) > 0) : 0;
        trial = %s;
        memory = %s;
        had = %s;
        tried = %s;
        broken = stands && (had > 0);
        wanted = broken ? min(need, tried > 0 ? 0 : 1) : need;
        """
        .formatted(
            interval(BROKEN_AFTER),
            interval(TRIAL),
            interval(memory),
            mostNodes(scale, "memory"),
            mostNodes(scale, "hour"));
  }

  /** Preempted nodes are counted as nodes though they run nothing. */
  private static String mostNodes(AutoScale scale, String from) {
    String dedicated = most("$CurrentDedicatedNodes", from);
    String spot =
        "max(0, "
            + most("$CurrentLowPriorityNodes", from)
            + " - "
            + most("$PreemptedNodeCount", from)
            + ")";
    return scale.spotNodes().most() == 0
        ? dedicated
        : scale.nodes().most() == 0 ? spot : dedicated + " + " + spot;
  }

  private static String most(String metric, String from) {
    return "(%1$s.GetSamplePercent(%2$s, trial) < 1 ? 0 : max(0, %1$s.GetSample(%2$s, trial)))"
        .formatted(metric, from);
  }

  private static String share(AutoScale scale) {
    return """
        // spot nodes first, dedicated ones for what those can't do
        keep = alive && !broken;
        least = keep ? %d : min(%d, wanted);
        onSpot = max(keep ? %d : 0, wanted - least);
        spot = onSpot > 0 ? min(%d, onSpot + $PreemptedNodeCount) : 0;
        dedicated = min(%d, max(least, wanted - max(0, spot - $PreemptedNodeCount)));
        $TargetLowPriorityNodes = spot + 0.999;
        $TargetDedicatedNodes = dedicated + 0.999;
        $NodeDeallocationOption = taskcompletion;
        """
        .formatted(
            scale.nodes().least(),
            scale.nodes().least(),
            scale.spotNodes().least(),
            scale.spotNodes().most(),
            scale.nodes().most());
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String interval(Duration length) {
    return "TimeInterval_Second * " + length.toSeconds();
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value)
        .setScale(3, RoundingMode.CEILING)
        .stripTrailingZeros()
        .toPlainString();
  }
}
