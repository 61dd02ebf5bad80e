package io.github.lighterman.testing.contract;

/** The contract, on executors in memory whose time goes by only while a test waits. */
class InMemoryExecutorContractTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return InMemoryFixture.onAManualClock();
  }
}
