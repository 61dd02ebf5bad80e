package io.github.lighterman.testing.contract;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A test that an executor can't pass for lack of a trait is skipped and says so. */
class ContractSkipsTest {
  @Test
  void skippedTestNamesTheTraitAndTheExecutor() throws Exception {
    Map<String, String> reasons =
        EngineTestKit.engine("junit-jupiter")
            .selectors(
                test("Attach", "attachNeverRunsAJobAgain"),
                test("Logs", "logCanBeFollowedWhileTheJobRuns"),
                test("Traits", "greaterPriorityRunsFirst"),
                test("Traits", "usageOfAnAttemptIsTold"),
                test("Traits", "jobWithAGpuRuns"),
                test("Traits", "jobWithAnImageRunsInIt"),
                test("Traits", "traitsAreThoseThatTheFixtureDeclares"),
                test("Futures", "actionThatBlocksHoldsUpNoOtherJob"))
            .execute()
            .testEvents()
            .aborted()
            .stream()
            .collect(toMap(ContractSkipsTest::method, ContractSkipsTest::reason));

    assertThat(reasons)
        .containsOnlyKeys(
            "attachNeverRunsAJobAgain",
            "logCanBeFollowedWhileTheJobRuns",
            "greaterPriorityRunsFirst",
            "usageOfAnAttemptIsTold",
            "jobWithAGpuRuns",
            "jobWithAnImageRunsInIt",
            "actionThatBlocksHoldsUpNoOtherJob")
        .containsEntry(
            "attachNeverRunsAJobAgain", "skipped: executor limited lacks the trait ATTACH")
        .containsEntry(
            "logCanBeFollowedWhileTheJobRuns",
            "skipped: executor limited lacks the trait LIVE_LOGS")
        .allSatisfy(
            (test, reason) -> assertThat(reason).startsWith("skipped:").contains("limited"));
  }

  private static DiscoverySelector test(String topic, String method) throws ClassNotFoundException {
    Class<?> nested = Class.forName(WorkflowExecutorContract.class.getName() + "$" + topic);
    return selectNestedMethod(List.of(LimitedExecutorContract.class), nested, method);
  }

  private static String method(Event event) {
    return ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getMethodName();
  }

  private static String reason(Event event) {
    return String.valueOf(
        event
            .getRequiredPayload(TestExecutionResult.class)
            .getThrowable()
            .orElseThrow()
            .getMessage());
  }
}
