package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RunDirectoryTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  @Test
  void startThatDiedHalfWayCanBeMadeAgain() throws IOException {
    Path half = Files.createDirectories(local.runs().resolve("half/jobs/old.1"));

    assertThat(local.executor().runs()).doesNotContain(RunId.of("half"));
    try (WorkflowRun run = local.executor().start(WorkflowSpec.of(RunId.of("half")))) {
      assertThat(half).doesNotExist();
      run.close(ClosePolicy.CLEAN);
    }
  }

  @Test
  void directoryOfSomebodyElseIsPassedOver() throws IOException {
    local.write("runs/Not Ours/run.json", "{}");

    assertThat(local.executor().runs()).containsExactly(local.run().id());
  }

  @Test
  void recordOfALaterReleaseIsRefusedAndLeftAlone() throws IOException {
    Path record = local.write("runs/later/run.json", "{\"version\":2,\"era\":1}");

    assertThatThrownBy(() -> local.executor().attach(RunId.of("later")))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("later release");
    assertThat(record).hasContent("{\"version\":2,\"era\":1}");
  }

  @Test
  void missingSourcesAreNamedAndLeaveNothing() {
    WorkflowSpec spec =
        WorkflowSpec.of(RunId.of("sourceless")).withSources(Sources.of(local.path("no-such")));

    assertThatThrownBy(() -> local.executor().start(spec))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContainingAll("no-such", "sources");
    assertThat(local.runs().resolve("sourceless")).doesNotExist();
  }
}
