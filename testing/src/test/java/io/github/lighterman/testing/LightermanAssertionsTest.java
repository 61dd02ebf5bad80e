package io.github.lighterman.testing;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.Command;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The assertions on jobs that really run. */
@ExtendWith(LeakCheck.class)
class LightermanAssertionsTest {
  @TempDir private Path directory;

  @Test
  void realJobsAreToldByWhatTheyDid() throws Exception {
    JobSpec good =
        JobSpec.builder("good")
            .command(Command.shell("echo hello; echo oops >&2; echo bytes > out.txt"))
            .output(OutputFile.file("out.txt"))
            .build();
    JobSpec bad =
        JobSpec.builder("bad")
            .command(Command.shell("exit 3"))
            .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build())
            .build();
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(directory).build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("assertions"));
      JobHandle first = run.submit(good);
      JobHandle second = run.submit(bad);
      first.result().get(30, SECONDS);
      second.result().get(30, SECONDS);

      assertThat(first).succeeded().withExitCode(0).afterAttempts(1).deliveredOutputs("out.txt");
      assertThat(first).printed("hello\n").printedError("oops");
      assertThat(second).failed().withKind(FailureKind.USER_EXIT).afterAttempts(2);
      assertThat(run).isIdle().hasJobs("good", "bad");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs().detachedJobs();
    }
  }
}
