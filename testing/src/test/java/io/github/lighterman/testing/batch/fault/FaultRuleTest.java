package io.github.lighterman.testing.batch.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.testing.batch.BatchEmulator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultRuleTest {
  @ParameterizedTest
  @EnumSource
  void everyFaultCanBeInjectedAsItIs(Fault fault) {
    try (BatchEmulator emulator = BatchEmulator.start()) {
      emulator.inject(FaultRule.of(fault));

      assertThat(emulator.faults()).containsExactly(new InjectedFault(FaultRule.of(fault), 0, 0));
      assertThat(emulator.faultCount(fault)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STALE_LIST, Task_Get, 'the lists of jobs, tasks, pools and nodes'",
    "STALE_LIST, File_ListFromTask, 'the lists of jobs, tasks, pools and nodes'",
    "TRUNCATED_ANSWER, Job_Add, operations whose answers have a body",
    "TRUNCATED_ANSWER, Pool_Exists, operations whose answers have a body",
    "CONNECTION_RESET_AFTER_WRITE, Job_Get, operations that change something",
    "CONNECTION_RESET_AFTER_WRITE, Pool_EvaluateAutoScale, operations that change something",
    "TASK_NOT_ADDED, Task_Add, Task_AddCollection",
    "JOB_NOT_FOUND, Job_Add, operations on one job and what is in it",
    "JOB_NOT_FOUND, Pool_Get, operations on one job and what is in it"
  })
  void operationThatDoesNotFitIsRefusedWithTheReason(Fault fault, String operation, String words) {
    try (BatchEmulator emulator = BatchEmulator.start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> emulator.inject(FaultRule.of(fault).on("Task_List", operation)))
          .withMessageContaining(fault + " strikes " + words);
      assertThat(emulator.faults()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STALE_LIST, ComputeNode_List",
    "TRUNCATED_ANSWER, Task_AddCollection",
    "TRUNCATED_ANSWER, File_GetFromTask",
    "CONNECTION_RESET_AFTER_WRITE, Task_AddCollection",
    "JOB_NOT_FOUND, Task_Add",
    "SERVER_BUSY, Pool_Exists"
  })
  void operationThatFitsIsTaken(Fault fault, String operation) {
    try (BatchEmulator emulator = BatchEmulator.start()) {
      emulator.inject(FaultRule.of(fault).on(operation));

      assertThat(emulator.faults()).hasSize(1);
    }
  }

  @Test
  void unknownOperationIsNamedWithThoseThatThereAre() {
    FaultRule rule = FaultRule.of(Fault.SERVER_BUSY).on("AddTask");
    try (BatchEmulator emulator = BatchEmulator.start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> emulator.inject(rule))
          .withMessageStartingWith("there is no operation AddTask; there are [")
          .withMessageContaining("Task_AddCollection");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchEmulator.builder().inject(rule).start());
  }

  @Test
  void placeThatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRule.of(Fault.NODE_LOST).on("Task_Add"))
        .withMessage("NODE_LOST strikes pools and their nodes, not operations; leave out on");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRule.of(Fault.ACTIVE_JOB_QUOTA).on("Job_Add"))
        .withMessage("ACTIVE_JOB_QUOTA strikes the account, not operations; leave out on");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRule.of(Fault.SERVER_BUSY).inPools("p"))
        .withMessage("SERVER_BUSY strikes any operation, not pools; leave out inPools");
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_BUSY, PT0.5S, 'takes whole seconds from 0 for its Retry-After header, not PT0.5S'",
    "TOO_MANY_REQUESTS, PT-1S, 'takes whole seconds from 0 for its Retry-After header, not PT-1S'",
    "SLOW_ANSWER, PT0S, 'takes a time above 0 and at most 1 day, not PT0S'",
    "SLOW_ANSWER, PT24H1S, 'takes a time above 0 and at most 1 day, not PT24H1S'",
    "STALE_LIST, PT0S, 'takes a time above 0, not PT0S'",
    "JOB_NOT_FOUND, PT-1S, 'takes a time above 0, not PT-1S'",
    "NODE_LOST, PT-1S, 'takes a time of 0 or more, not PT-1S'",
    "BAD_GATEWAY, PT1S, 'takes no time; leave out withTime'"
  })
  void timeOutOfRangeIsRefused(Fault fault, Duration time, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRule.of(fault).withTime(time))
        .withMessage(fault + " " + words);
  }

  @Test
  void frequencyOutOfRangeIsRefused() {
    FaultRule rule = FaultRule.of(Fault.SERVER_BUSY);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.times(0))
        .withMessage("most must be 1 or more, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.after(-1))
        .withMessage("skipped must be 0 or more, not -1");
    for (double probability : new double[] {0, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rule.withProbability(probability, 1))
          .withMessage("probability must be above 0 and at most 1, not " + probability);
    }
  }

  @Test
  void orderOfTheCallsDoesNotMatter() {
    FaultRule rule = FaultRule.of(Fault.SERVER_BUSY);

    assertThat(rule.times(2).withProbability(0.5, 3).after(1).on("Job_Add"))
        .isEqualTo(rule.on("Job_Add").after(1).times(2).withProbability(0.5, 3));
  }
}
