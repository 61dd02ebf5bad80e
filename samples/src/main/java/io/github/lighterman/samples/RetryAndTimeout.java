package io.github.lighterman.samples;

import io.github.lighterman.Backoff;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How is a job tried again, and how is one ended that takes too long? Both are part of its spec.
 * Every kind of failure has its own budget of retries; one that is not named has none.
 */
public final class RetryAndTimeout {
  private RetryAndTimeout() {}

  /** Runs a job that fails once and one that never ends, and prints what became of them. */
  public static void main(String... args) throws Exception {
    Path state = Files.createTempDirectory("retry-");
    Path mark = state.resolve("tried-before");
    JobSpec flaky =
        JobSpec.builder("flaky")
            // 75 is what sysexits.h calls a temporary failure.
            .shell("test -e \"$MARK\" || { touch \"$MARK\"; exit 75; }")
            .environment("MARK", mark.toString())
            .retry(
                RetryPolicy.builder()
                    .retry(FailureKind.USER_EXIT, 2)
                    .exitCodes(Set.of(75))
                    .backoff(Backoff.doubling(Duration.ofMillis(100), Duration.ofSeconds(10)))
                    .build())
            .build();
    JobSpec endless =
        JobSpec.builder("endless")
            .command("sleep", "3600")
            .timeouts(Timeouts.ofRun(Duration.ofMillis(500)))
            .build();
    // By default the directory and the logs of a run with a failure stay, for a look at them.
    WorkflowSpec spec = WorkflowSpec.of("retry").withClosePolicy(ClosePolicy.CLEAN);
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build();
        WorkflowRun run = executor.start(spec)) {
      JobResult tried = run.submit(flaky).result().get();
      System.out.println("flaky: " + tried.state() + " at attempt " + tried.attempts().size());
      JobResult ended = run.submit(endless).result().get();
      System.out.println("endless: " + ended.state() + ", " + ended.failure().orElseThrow().kind());
    }
    Files.delete(mark);
    Files.delete(state);
  }
}
