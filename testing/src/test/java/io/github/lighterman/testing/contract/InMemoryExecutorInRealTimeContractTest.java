package io.github.lighterman.testing.contract;

/** The contract, on executors in memory that go by real time and hold back dependents. */
class InMemoryExecutorInRealTimeContractTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return InMemoryFixture.inRealTime();
  }
}
