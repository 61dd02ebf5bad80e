package io.github.lighterman.testing.contract;

import org.junit.jupiter.api.Nested;

/**
 * All that every {@link io.github.lighterman.WorkflowExecutor} promises, as tests. A subclass gives
 * a fixture and has no test of its own; what the executor can't do it declares with {@link
 * ExecutorFixture#cannot}.
 *
 * <pre>{@code
 * class MyExecutorTest extends WorkflowExecutorContract {
 *   @Override
 *   protected ExecutorFixture newFixture() {
 *     return new MyFixture();
 *   }
 * }
 * }</pre>
 */
public abstract class WorkflowExecutorContract {
  /** For subclasses. */
  protected WorkflowExecutorContract() {}

  /** Returns a backend with nothing on it, new for each test. The contract closes it. */
  protected abstract ExecutorFixture newFixture() throws Exception;

  @Nested
  class Submission extends SubmissionContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class States extends StatesContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Dependencies extends DependencyContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Inputs extends InputsContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Outputs extends OutputsContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Delivery extends DeliveryContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Cancellation extends CancellationContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Retries extends RetryContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Timeouts extends TimeoutContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Logs extends LogContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Attach extends AttachContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Runs extends RunsContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Close extends CloseContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Shutdown extends ShutdownContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Validation extends ValidationContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Concurrency extends ConcurrencyContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Secrets extends SecretsContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Listeners extends ListenerContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Futures extends FuturesContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Traits extends TraitsContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }

  @Nested
  class Promises extends PromisesContract {
    @Override
    protected ExecutorFixture newFixture() throws Exception {
      return WorkflowExecutorContract.this.newFixture();
    }
  }
}
