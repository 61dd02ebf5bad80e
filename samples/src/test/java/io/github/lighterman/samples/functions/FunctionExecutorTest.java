package io.github.lighterman.samples.functions;

import io.github.lighterman.Command;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.testing.contract.ExecutorFixture;
import io.github.lighterman.testing.contract.Work;
import io.github.lighterman.testing.contract.WorkflowExecutorContract;
import io.github.lighterman.testing.contract.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Holds the executor to what every executor promises. */
class FunctionExecutorTest extends WorkflowExecutorContract {
  @Override
  protected ExecutorFixture newFixture() {
    return new Functions();
  }

  private static final class Functions extends ExecutorFixture {
    private final Path runs = scratch().resolve("runs");

    @Override
    public WorkflowExecutor open() {
      return new FunctionExecutor(Map.of("work", Functions::perform), runs, slots(), capacity());
    }

    /** A job of the contract is a call of a function that reads what to do from its argument. */
    @Override
    public Command command(Work work) {
      return Command.of("work", work.text());
    }

    @Override
    public Set<Trait> cannot() {
      return EnumSet.complementOf(EnumSet.of(Trait.LIVE_LOGS));
    }

    @Override
    public List<String> leftovers() throws IOException {
      if (!Files.exists(runs)) {
        return List.of();
      }
      try (Stream<Path> left = Files.list(runs)) {
        return left.map(Path::toString).toList();
      }
    }

    private static int perform(FunctionCall call) throws Exception {
      return Work.parse(call.arguments().get(0))
          .perform(new Workplace(call.directory(), call.out(), call.err(), call.environment()));
    }
  }
}
