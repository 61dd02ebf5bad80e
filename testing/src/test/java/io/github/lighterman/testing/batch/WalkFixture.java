package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.openapi.Conversation;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * An emulator for clients that have clocks of their own: real time, but hardly any. The command
 * {@code hello} prints two lines, {@code fail} exits with 3, {@code endless} never ends.
 */
final class WalkFixture implements AutoCloseable {
  private final Conversation conversation = new Conversation();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  final BatchEmulator emulator =
      BatchEmulator.builder()
          .watcher(conversation)
          .allocationTime(Duration.ofMillis(20))
          .bootTime(Duration.ofMillis(20))
          .deletionTime(Duration.ofMillis(50))
          .execution(
              ScriptedExecution.builder()
                  .time(Clock.systemUTC(), timer)
                  .tasks(WalkFixture::script)
                  .build())
          .start();

  @Override
  public void close() {
    emulator.close();
    timer.shutdownNow();
    assertThat(conversation.findings()).as("what the service's OpenAPI file forbids").isEmpty();
  }

  private static TaskScript script(TaskOrder order) {
    return switch (order.work().commandLine()) {
      case "hello" -> TaskScript.succeed().printing("hello\nworld\n");
      case "fail" -> TaskScript.exit(3);
      case "endless" -> TaskScript.succeed().after(Duration.ofDays(1));
      default -> TaskScript.succeed();
    };
  }
}
