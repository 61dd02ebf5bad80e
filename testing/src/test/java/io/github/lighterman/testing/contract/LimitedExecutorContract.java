package io.github.lighterman.testing.contract;

import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.testing.InMemoryExecutor;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The contract, on an executor that can do nothing that is a trait. Only run by a test. */
final class LimitedExecutorContract extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return new LimitedFixture();
  }

  /** A fixture that says no more than it must. */
  private static final class LimitedFixture extends ExecutorFixture {
    private final InMemoryExecutor executor = InMemoryExecutor.create();

    @Override
    public WorkflowExecutor open() {
      return new WrappedExecutor(executor.anotherDriver()) {
        @Override
        public ExecutorInfo info() {
          return new ExecutorInfo("limited", Set.of());
        }
      };
    }

    @Override
    public Set<Trait> cannot() {
      return EnumSet.allOf(Trait.class);
    }

    @Override
    public boolean callbacksMayBlock() {
      return false;
    }

    @Override
    public List<String> leftovers() {
      return List.of();
    }

    @Override
    public SecretRef secret(String value) {
      return SecretRef.of("env:PATH");
    }
  }
}
