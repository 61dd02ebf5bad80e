package io.github.lighterman.testing.contract;

import io.github.lighterman.testing.LeakCheck;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, on executors in memory that go by real time and hold back dependents. */
@ExtendWith(LeakCheck.class)
class InMemoryExecutorInRealTimeContractTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return InMemoryFixture.inRealTime();
  }
}
