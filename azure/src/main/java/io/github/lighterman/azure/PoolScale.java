package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.autoscale.AutoscaleFormula;
import io.github.lighterman.autoscale.FormulaProblem;
import io.github.lighterman.autoscale.InvalidFormulaException;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * How many machines a pool has: always the same number, as many as its jobs need, or what a formula
 * of the user's says.
 *
 * <p>Immutable, and so safe for use by several threads.
 */
public sealed interface PoolScale permits PoolScale.Fixed, PoolScale.Formula, AutoScale {
  /**
   * Returns a size that stays.
   *
   * @param nodes how many dedicated machines, 0 to 1,000
   * @param spotNodes how many machines that can be taken away, 0 to 1,000
   * @throws IllegalArgumentException if one is out of its range, or both are 0
   */
  static Fixed fixed(int nodes, int spotNodes) {
    return new Fixed(nodes, spotNodes);
  }

  /**
   * Returns a builder of a size that follows the jobs, from no machine at all to the most that it
   * is given: {@code PoolScale.auto().nodes(0, 20).build()}.
   */
  static AutoScale.Builder auto() {
    return AutoScale.builder();
  }

  /**
   * Returns a size that the service finds by a formula of the user's.
   *
   * @param text in the <a
   *     href="https://learn.microsoft.com/azure/batch/batch-automatic-scaling">service's
   *     language</a>, at most 8,192 characters
   * @param interval how often the service evaluates it, 5 minutes to 168 hours
   * @throws IllegalArgumentException if the formula would fail for sure; it names line and column
   */
  static Formula formula(String text, Duration interval) {
    return new Formula(text, interval);
  }

  /**
   * A size that stays.
   *
   * @param nodes how many dedicated machines, 0 to 1,000
   * @param spotNodes how many machines that can be taken away, 0 to 1,000
   */
  record Fixed(int nodes, int spotNodes) implements PoolScale {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range, or both are 0
     */
    public Fixed {
      NodeRange.requireCount("nodes", nodes);
      NodeRange.requireCount("spotNodes", spotNodes);
      if (nodes + spotNodes == 0) {
        throw new IllegalArgumentException(
            "a pool of a fixed size must have a node; set nodes or spotNodes to 1 or more, or let it"
                + " scale with PoolScale.auto()");
      }
    }
  }

  /**
   * A size by a formula of the user's. What it promises is the user's business: a pool that such a
   * formula never empties costs money until it's deleted.
   *
   * @param text the formula, at most 8,192 characters
   * @param interval how often the service evaluates it, 5 minutes to 168 hours
   */
  record Formula(String text, Duration interval) implements PoolScale {
    /**
     * Checks the formula as the service would, and for what is sure to fail when it's evaluated.
     *
     * @throws IllegalArgumentException if there's something wrong with it, which the message tells
     *     with line and column, or if the interval is out of its range
     */
    public Formula {
      requireNonNull(text, "text");
      AutoScale.requireInterval(interval);
      try {
        String problems =
            AutoscaleFormula.parse(text).problems().stream()
                .map(FormulaProblem::toString)
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
          throw refused(problems);
        }
      } catch (InvalidFormulaException e) {
        throw refused(e.problem().toString());
      }
    }

    private static IllegalArgumentException refused(String problems) {
      return new IllegalArgumentException(
          "the service would refuse this autoscale formula: "
              + problems
              + ". Mend the text, or take PoolScale.auto(), which writes one; the language is"
              + " described at https://learn.microsoft.com/azure/batch/batch-automatic-scaling");
    }
  }
}
