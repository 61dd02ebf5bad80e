package io.github.lighterman.testing.contract;

/** The contract, on executors that run processes on this machine. */
class LocalExecutorContractTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return new LocalFixture();
  }
}
