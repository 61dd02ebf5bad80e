package io.github.lighterman.testing.batch;

import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.Formulas;
import java.time.Instant;
import java.util.List;

/** Evaluates the formulas of pools. */
final class AutoscaleFormulas implements Formulas {
  @Override
  public void check(String formula) {
    throw BatchException.notEmulated("Automatic scaling");
  }

  @Override
  public Result evaluate(String formula, PoolSize size, List<Sample> history, Instant now) {
    throw BatchException.notEmulated("Automatic scaling");
  }
}
