package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.Usage;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import nextflow.exception.ProcessException;
import nextflow.exception.ProcessRetryableException;
import nextflow.exception.ProcessUnrecoverableException;
import nextflow.processor.TaskRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskEndingTest {
  private final TaskRun task = new TaskRun();

  @Test
  void exitCodeOfTheCommandIsLeftToNextflowsRules() {
    end(FailureKind.USER_EXIT, OptionalInt.of(3));

    assertThat(task.getExitStatus()).isEqualTo(3);
    assertThat(task.getError()).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"PREEMPTED", "NODE_LOST", "NODE_SETUP", "CAPACITY", "LOST"})
  void lossOfTheMachineIsTriedAgainUncountedButNotForEver(FailureKind kind) {
    end(kind, OptionalInt.empty());
    assertThat(task.getError()).isInstanceOf(ProcessRetryableException.class);

    task.setFailCount(kind == FailureKind.PREEMPTED ? 10 : 2);
    end(kind, OptionalInt.empty());
    assertThat(task.getError())
        .isInstanceOf(ProcessException.class)
        .isNotInstanceOf(ProcessRetryableException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"IMAGE", "INVALID_SPEC", "ACCESS_DENIED", "QUOTA"})
  void whatWouldFailAgainIsUnrecoverable(FailureKind kind) {
    end(kind, OptionalInt.empty());

    assertThat(task.getError()).isInstanceOf(ProcessUnrecoverableException.class);
  }

  @Test
  void endForLackOfMemoryHasTheExitStatusThatStrategiesLookFor() {
    end(FailureKind.OUT_OF_MEMORY, OptionalInt.empty());

    assertThat(task.getExitStatus()).isEqualTo(137);
    assertThat(task.getError()).isInstanceOf(ProcessException.class).hasMessage("what happened");
  }

  @Test
  void endForLackOfTimeHasTheExitStatusThatStrategiesLookFor() {
    end(FailureKind.RUN_TIMEOUT, OptionalInt.empty());

    assertThat(task.getExitStatus()).isEqualTo(143);
  }

  @Test
  void everyFailureButTheCommandsOwnIsToldInWords() {
    for (FailureKind kind : EnumSet.complementOf(EnumSet.of(FailureKind.USER_EXIT))) {
      task.setError(null);
      end(kind, OptionalInt.empty());
      assertThat(task.getError()).as(kind.name()).hasMessage("what happened");
    }
  }

  private void end(FailureKind kind, OptionalInt exitCode) {
    Optional<JobFailure> failure = Optional.of(JobFailure.of(kind, "what happened"));
    Attempt attempt =
        new Attempt(
            1,
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty(),
            exitCode,
            Usage.unknown(),
            failure);
    new TaskEnding(task)
        .record(
            new JobResult(JobId.of("x"), JobState.FAILED, List.of(attempt), failure, List.of()));
  }
}
