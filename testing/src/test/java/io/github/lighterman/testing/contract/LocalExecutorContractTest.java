package io.github.lighterman.testing.contract;

import io.github.lighterman.testing.LeakCheck;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, on executors that run processes on this machine. */
@ExtendWith(LeakCheck.class)
class LocalExecutorContractTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return new LocalFixture();
  }
}
