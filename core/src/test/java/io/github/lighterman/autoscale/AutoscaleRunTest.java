package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AutoscaleRunTest {
  private final SampledPool pool = new SampledPool().resized(new PoolSize(5, 6, 1, 2, 0, 1));

  @Test
  void resultsHaveTheFormOfTheService() {
    pool.resized(PoolSize.empty());
    AutoscaleRun run = pool.run("$TargetLowPriorityNodes=3");
    assertThat(run.results())
        .isEqualTo(
            "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=3;$NodeDeallocationOption=requeue");
    assertThat(run.time()).isEqualTo(SampledPool.START);
    assertThat(run.hasFailed()).isFalse();
  }

  @Test
  void ownVariablesFollowInTheOrderOfTheirNames() {
    String formula =
        """
        $workHours = 8; b = TimeInterval_Hour; $isWeekday = 1 == 1; a = "text";
        $curTime = time("2016-10-13T19:18:47.805Z"); v = $ActiveTasks.GetSample(1); b = b * 2;
        $NodeDeallocationOption = taskcompletion; $TargetDedicatedNodes = $isWeekday ? 20 : 10;
        """;
    assertThat(pool.run(formula).results())
        .isEqualTo(
            "$TargetDedicatedNodes=20;$TargetLowPriorityNodes=6;"
                + "$NodeDeallocationOption=taskcompletion;$curTime=2016-10-13T19:18:47.805Z;"
                + "$isWeekday=1;$workHours=8;a=text;b=02:00:00;v=[]");
  }

  @Test
  void targetThatIsNotAssignedStays() {
    AutoscaleRun run = pool.run("x = $TargetDedicatedNodes + $TargetLowPriorityNodes;");
    assertThat(run.targetDedicatedNodes()).isEqualTo(5);
    assertThat(run.targetLowPriorityNodes()).isEqualTo(6);
    assertThat(run.option()).isEqualTo(DeallocationOption.REQUEUE);
    assertThat(run.variables()).containsExactly(Map.entry("x", "11"));
  }

  @ParameterizedTest
  @CsvSource({"2.9, 2", "0.99, 0", "-0.99, 0", "7, 7", "2147483646.5, 2147483646"})
  void targetIsCutToAWholeNumber(String value, int nodes) {
    assertThat(pool.run("$TargetDedicatedNodes = " + value).targetDedicatedNodes())
        .isEqualTo(nodes);
    assertThat(pool.run("$TargetLowPriorityNodes = " + value).targetLowPriorityNodes())
        .isEqualTo(nodes);
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "1 / 0, Infinity", "0 / 0, NaN", "2147483647, 2147483647"})
  void targetThatIsNoNumberOfNodesIsAMistake(String value, String shown) {
    assertThat(pool.problem("x = 1;\n$TargetLowPriorityNodes = " + value))
        .hasToString(
            "Line 2, Col 1: $TargetLowPriorityNodes must be a number of nodes, 0 or more, not "
                + shown);
  }

  @Test
  void aliasesAreTakenAndFullNamesWin() {
    AutoscaleRun aliases =
        pool.run(
            "$TargetDedicated = 1; $TargetLowPriority = 2; "
                + "x = $TargetDedicatedNodes; y = $TargetLowPriorityNodes;");
    assertThat(aliases.targetDedicatedNodes()).isEqualTo(1);
    assertThat(aliases.targetLowPriorityNodes()).isEqualTo(2);
    assertThat(aliases.variables()).containsEntry("x", "1").containsEntry("y", "2");
    AutoscaleRun both =
        pool.run(
            "$TargetDedicatedNodes = 3; $TargetDedicated = 4; "
                + "x = $TargetDedicatedNodes; y = $TargetDedicated;");
    assertThat(both.targetDedicatedNodes()).isEqualTo(3);
    assertThat(both.variables()).containsEntry("x", "3").containsEntry("y", "4");
    assertThat(pool.value("$TargetDedicated")).isEqualTo("5");
  }

  @ParameterizedTest
  @EnumSource
  void everyOptionHasAWord(DeallocationOption option) {
    AutoscaleRun run =
        pool.run(
            "x = " + option + "; $NodeDeallocationOption = x; " + "y = $NodeDeallocationOption");
    assertThat(run.option()).isEqualTo(option);
    assertThat(run.variables()).containsEntry("y", option.toString());
  }

  @Test
  void stopKeepsWhatWasAssignedBefore() {
    AutoscaleRun run =
        pool.run(
            "$TargetDedicatedNodes = 1; $TargetDedicatedNodes > 0 ? stop() : 0;"
                + "$TargetDedicatedNodes = 2; x = undefined;");
    assertThat(run.problem()).isEmpty();
    assertThat(run.targetDedicatedNodes()).isEqualTo(1);
    assertThat(run.variables()).isEmpty();
  }

  @Test
  void failureLeavesThePoolAsItIs() {
    AutoscaleRun run =
        pool.run(
            "$TargetDedicatedNodes = 9; $NodeDeallocationOption = terminate; "
                + "x = 1;\n$something_useless");
    assertThat(run.results())
        .isEqualTo(
            "$TargetDedicatedNodes=5;$TargetLowPriorityNodes=6;$NodeDeallocationOption=requeue");
    FormulaProblem problem = run.problem().orElseThrow();
    assertThat(problem.kind().code()).isEqualTo("AutoScalingFormulaEvaluationError");
    assertThat(problem).hasToString("Line 2, Col 1: Undefined variable: $something_useless");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$PendingTasks = 1 | Can't assign to the read-only variable $PendingTasks",
        "$CurrentDedicatedNodes = 1 | Can't assign to the read-only variable $CurrentDedicatedN",
        "TimeInterval_Day = 1 | Can't assign to the constant TimeInterval_Day",
        "requeue = 1 | Can't assign to the constant requeue",
        "$TargetDedicatedNodes = \"1\" | $TargetDedicatedNodes must be a double, not a string",
        "$TargetDedicated = $ActiveTasks.GetSample(1) | $TargetDedicated must be a double, not a d",
        "$NodeDeallocationOption = 1 | $NodeDeallocationOption must be a string, not a double",
        "x = 1 + \"a\" | there is no double + string",
        "x = y | Undefined variable: y",
        "x = Time() | Unknown function: Time",
        "x = time().Year | a timestamp has no Year",
        "x = $RunningTasks | $RunningTasks is no number but a metric",
        "x = $RunningTasks.Sum() | Unknown method: $RunningTasks.Sum",
        "x = \"a\" ? 1 : 2 | a condition before '?' must be a double"
      })
  void whatFailsForSureIsToldBeforeTheEvaluation(String formula, String detail) {
    assertThat(pool.problem(formula).detail()).startsWith(detail);
    assertThat(AutoscaleFormula.parse(formula).problems()).containsExactly(pool.problem(formula));
  }

  @Test
  void wordThatIsNoOptionShowsInTheEvaluation() {
    assertThat(pool.problem("$NodeDeallocationOption = \"wait\"").detail())
        .isEqualTo(
            "$NodeDeallocationOption must be one of "
                + "[requeue, terminate, taskcompletion, retaineddata], not wait");
  }

  @Test
  void checkTellsEachMistakeOnceAndLooksIntoEveryBranch() {
    AutoscaleFormula formula =
        AutoscaleFormula.parse(
            """
            a = nothing + 1;
            b = a * TimeInterval_Day + time();
            c = 1 ? 2 : other;
            d = c + "x";
            e = -"x" + foo(1);
            $FailedTasks = 1 ? "a" : 2;
            f = (1 ? "a" : 2) * 3;
            """);
    assertThat(formula.problems())
        .extracting(FormulaProblem::toString)
        .containsExactly(
            "Line 1, Col 5: Undefined variable: nothing",
            "Line 3, Col 13: Undefined variable: other",
            "Line 5, Col 5: there is no -string",
            "Line 5, Col 12: Unknown function: foo",
            "Line 6, Col 1: Can't assign to the read-only variable $FailedTasks");
  }

  @Test
  void resultsCannotBeChanged() {
    AutoscaleRun run = pool.run("x = 1");
    assertThatThrownBy(() -> run.variables().put("x", "2"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void sizeIsAskedForOnce() {
    AtomicInteger asked = new AtomicInteger();
    MetricSource source =
        new MetricSource() {
          @Override
          public PoolSize size() {
            return PoolSize.of(asked.incrementAndGet(), 0);
          }

          @Override
          public MetricHistory history(Metric metric) {
            return MetricHistory.create();
          }
        };
    AutoscaleRun run =
        AutoscaleFormula.parse("x = $CurrentDedicatedNodes + $TargetDedicatedNodes; y = $missing")
            .evaluate(source, Clock.fixed(SampledPool.START, ZoneOffset.UTC));
    assertThat(run.targetDedicatedNodes()).isEqualTo(1);
    assertThat(run.hasFailed()).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void timeStandsStillDuringAnEvaluation() {
    AtomicInteger asked = new AtomicInteger();
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return SampledPool.START.plusSeconds(asked.incrementAndGet());
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    AutoscaleRun run =
        AutoscaleFormula.parse("x = time() == time() && time().second == 1").evaluate(pool, clock);
    assertThat(run.variables()).containsEntry("x", "1");
    assertThat(asked).hasValue(1);
  }
}
