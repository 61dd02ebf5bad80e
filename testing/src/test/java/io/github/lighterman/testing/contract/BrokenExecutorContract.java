package io.github.lighterman.testing.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, on executors with the defect that {@link #DEFECT} names. Only run by a test. */
final class BrokenExecutorContract extends WorkflowExecutorContract {
  static final String DEFECT = "lighterman.defect";

  private @Nullable Defect defect;

  @RegisterExtension final BeforeEachCallback reader = context -> defect = defectOf(context);

  @Override
  protected ExecutorFixture newFixture() {
    // What a defect keeps from happening is waited for in vain.
    Duration patience = Duration.ofSeconds(defect == Defect.NONE ? 20 : 2);
    return InMemoryFixture.wrappedBy(requireNonNull(defect)::breaks, patience);
  }

  private static Defect defectOf(ExtensionContext context) {
    return context.getConfigurationParameter(DEFECT).map(Defect::valueOf).orElseThrow();
  }
}
