package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.spi.RunJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelOnRecordTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  /** It once was a race between the adopted attempt's end and the wish, and could be USER_EXIT. */
  @Test
  void attemptThatEndsUnwatchedAfterItsCancelIsCancelled() throws Exception {
    Path go = local.path("go");
    JobHandle job =
        local
            .run()
            .submit(
                JobSpec.builder("job")
                    .shell("echo up; while ! test -e '" + go + "'; do sleep 0.01; done; exit 3")
                    .build());
    LocalExecutorExtension.awaitLog(job, "up");
    local.run().close(ClosePolicy.DETACH);
    try (Journal journal = Journal.open(local.runDirectory().resolve("journal"), new RunJson())) {
      journal.cancel(job.id());
    }
    Files.createFile(go);
    Path status = local.runDirectory().resolve("jobs/job.1/command");
    while (!Files.readString(status).contains("\nexit ")) {
      Thread.onSpinWait();
    }

    WorkflowRun found = local.executor().attach(local.run().id());

    JobResult result = LocalExecutorExtension.await(found.job(job.id()).orElseThrow());
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.CANCELLED);
    found.close(ClosePolicy.CLEAN);
  }
}
