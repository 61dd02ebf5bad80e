package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which runs there are, and who may have them. */
public abstract class RunsContract extends ContractTopic {
  /** For subclasses. */
  protected RunsContract() {}

  @Test
  void runHasOneDriverAtATime() throws Exception {
    needs(Trait.ATTACH);
    RunId id = run().id();
    for (WorkflowExecutor each : List.of(executor(), another())) {
      assertThatThrownBy(() -> each.attach(id))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining(id.value());
      assertThatThrownBy(() -> each.start(WorkflowSpec.of(id)))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining(id.value());
    }
    assertThat(await(job("job")).succeeded()).isTrue();
  }

  @Test
  void runThatExistsIsNotStartedAgain() throws Exception {
    needs(Trait.ATTACH);
    RunId id = run().id();
    closeAs(ClosePolicy.KEEP, run());

    assertThatThrownBy(() -> another().start(WorkflowSpec.of(id)))
        .isInstanceOf(RunInUseException.class);
  }

  @Test
  void unknownRunIsNotFoundAndNamed() {
    needs(Trait.ATTACH);

    assertThatThrownBy(() -> executor().attach(RunId.of("no-such-run")))
        .isInstanceOf(RunNotFoundException.class)
        .hasMessageContaining("no-such-run");
  }

  @Test
  void cleanedRunIsNotFound() throws Exception {
    needs(Trait.ATTACH);
    closeAs(ClosePolicy.CLEAN, run());

    assertThatThrownBy(() -> executor().attach(run().id()))
        .isInstanceOf(RunNotFoundException.class);
    assertThat(executor().runs()).doesNotContain(run().id());
  }

  @Test
  void closedExecutorOpensNothing() throws Exception {
    WorkflowExecutor closed = another();
    closeExecutor(closed);

    assertThatThrownBy(() -> closed.start(WorkflowSpec.of("no")))
        .isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> closed.attach(run().id())).isInstanceOf(RunClosedException.class);
  }

  @Test
  void openAndDetachedRunsAreListedInOrder() throws Exception {
    needs(Trait.ATTACH);
    WorkflowRun detached = start(WorkflowSpec.of("a"));
    WorkflowRun kept = start(WorkflowSpec.of("b"));
    WorkflowRun open = start(WorkflowSpec.of("c"));
    closeAs(ClosePolicy.DETACH, detached);
    closeAs(ClosePolicy.KEEP, kept);

    for (WorkflowExecutor each : List.of(executor(), another())) {
      assertThat(each.runs()).isSorted().contains(detached.id(), kept.id(), open.id());
    }
  }
}
