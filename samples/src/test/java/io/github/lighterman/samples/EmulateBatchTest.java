package io.github.lighterman.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.testing.batch.BatchEmulatorExtension;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How what talks to Azure Batch is tested: no command runs, and the service fails when told to. */
class EmulateBatchTest {
  private static final TaskScript PRINTS = TaskScript.succeed().printing("scripted\n");

  @RegisterExtension
  final BatchEmulatorExtension batch =
      BatchEmulatorExtension.with(
          emulator ->
              emulator
                  .acceptToken("a-token")
                  .execution(ScriptedExecution.builder().tasks(order -> PRINTS).build()));

  @Test
  void whatTheTaskPrintedIsReturned() throws Exception {
    assertThat(new EmulateBatch(batch.endpoint()).run("any")).isEqualTo("scripted\n");
    assertThat(batch.requestCount("Task_Add")).isEqualTo(1);
  }

  @Test
  void accountWithoutRoomForAJobIsSaidToHaveNone() {
    batch.inject(FaultRule.of(Fault.ACTIVE_JOB_QUOTA));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new EmulateBatch(batch.endpoint()).run("any"))
        .withMessageContaining("ActiveJobAndScheduleQuotaReached");
  }
}
