package io.github.lighterman.testing.contract;

import io.github.lighterman.testing.LeakCheck;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, on executors in memory whose time goes by only while a test waits. */
@ExtendWith(LeakCheck.class)
class InMemoryExecutorContractTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return InMemoryFixture.onAManualClock();
  }
}
