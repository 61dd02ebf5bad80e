package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {
  /** Of each type one value; the vector's are 1, 2 and 4. */
  private static final Map<String, String> OF_EACH_TYPE =
      Map.of(
          "double", "3",
          "doubleVec", "$ActiveTasks.GetSample(3)",
          "string", "\"a\"",
          "timestamp", "time(\"2030-01-01\")",
          "timeinterval", "TimeInterval_Hour");

  private static final Map<String, List<String>> ARITHMETIC =
      Map.of(
          "double double", List.of("+", "-", "*", "/"),
          "double timeinterval", List.of("*"),
          "doubleVec double", List.of("+", "-", "*", "/"),
          "doubleVec doubleVec", List.of("+", "-", "*", "/"),
          "timeinterval double", List.of("*", "/"),
          "timeinterval timeinterval", List.of("+", "-"),
          "timeinterval timestamp", List.of("+"),
          "timestamp timeinterval", List.of("+"),
          "timestamp timestamp", List.of("-"));

  private static final Set<String> COMPARED =
      Set.of("double", "string", "timestamp", "timeinterval");

  private final SampledPool pool = sampled();

  private static SampledPool sampled() {
    SampledPool pool = new SampledPool();
    pool.sample(Metric.ACTIVE_TASKS, 1, 2, 4);
    return pool.at(SampledPool.START.plusSeconds(600));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + 2 | 3",
        "1 - 2.5 | -1.5",
        "3 * 4 | 12",
        "1 / 3 | 0.3333333333333333",
        "1 / 0 | Infinity",
        "-1 / 0 | -Infinity",
        "0 / 0 | NaN",
        ".5 + 1. | 1.5",
        "2 * TimeInterval_Minute | 00:02:00",
        "TimeInterval_Day * 1.5 | 1.12:00:00",
        "TimeInterval_Second / 4 | 00:00:00.2500000",
        "TimeInterval_Hour + TimeInterval_Second | 01:00:01",
        "TimeInterval_Second - TimeInterval_Hour | -00:59:59",
        "-TimeInterval_Day | -1.00:00:00",
        "$ActiveTasks.GetSample(3) | [1,2,4]",
        "$ActiveTasks.GetSample(3) + 1 | [2,3,5]",
        "$ActiveTasks.GetSample(3) - 1 | [0,1,3]",
        "$ActiveTasks.GetSample(3) * 2 | [2,4,8]",
        "$ActiveTasks.GetSample(3) / 2 | [0.5,1,2]",
        "$ActiveTasks.GetSample(3) + $ActiveTasks.GetSample(3) | [2,4,8]",
        "$ActiveTasks.GetSample(3) - $ActiveTasks.GetSample(3) | [0,0,0]",
        "$ActiveTasks.GetSample(3) * $ActiveTasks.GetSample(3) | [1,4,16]",
        "$ActiveTasks.GetSample(3) / $ActiveTasks.GetSample(3) | [1,1,1]",
        "time(\"2030-01-31\") + TimeInterval_Day | 2030-02-01T00:00:00Z",
        "TimeInterval_Hour + time(\"2030-01-31\") | 2030-01-31T01:00:00Z",
        "time(\"2030-01-31\") - time(\"2030-01-29T12:00Z\") | 1.12:00:00",
        "time(\"2030-01-29\") - time(\"2030-01-31\") | -2.00:00:00"
      })
  void arithmeticHasAResult(String expression, String expected) {
    assertThat(pool.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 2",
        "-1 | 0",
        "\"abc\" | \"abd\"",
        "\"B\" | \"a\"",
        "time(\"2030\") | time(\"2031\")",
        "TimeInterval_Second | TimeInterval_Minute"
      })
  void comparisonGoesByOrder(String less, String more) {
    Map<String, String> expected =
        Map.of("<", "100", "<=", "110", "==", "010", ">=", "011", ">", "001", "!=", "101");
    expected.forEach(
        (operator, truth) ->
            assertThat(
                    pool.value(less + operator + more)
                        + pool.value(less + operator + less)
                        + pool.value(more + operator + less))
                .as(operator)
                .isEqualTo(truth));
  }

  @Test
  void truthIsANumber() {
    String truths = "";
    for (String left : List.of("0", "2")) {
      for (String right : List.of("0", "0.5")) {
        truths += pool.value(left + " && " + right) + pool.value(left + " || " + right) + " ";
      }
    }
    assertThat(truths).isEqualTo("00 01 01 11 ");
    assertThat(pool.value("!0")).isEqualTo("1");
    assertThat(pool.value("!0.5")).isEqualTo("0");
    assertThat(pool.value("!!3")).isEqualTo("1");
    assertThat(pool.value("--3")).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "1 + 2 * 3 # 7",
        "(1 + 2) * 3 # 9",
        "8 - 4 - 2 # 2",
        "8 / 4 / 2 # 1",
        "-2 * -3 # 6",
        "1 + 1 == 2 # 1",
        "1 < 2 == 2 > 1 # 1",
        "1 || 0 && 0 # 1",
        "!0 + 1 # 2",
        "1 ? 2 : 3 # 2",
        "0 ? 2 : 3 # 3",
        "0 ? 1 : 0 ? 2 : 3 # 3",
        "1 ? 0 ? 4 : 5 : 6 # 5",
        "1 + 1 ? 2 : 3 # 2",
        "1 == 1 && 2 == 2 ? \"yes\" : 0 # yes"
      })
  void operatorsBindAsInC(String expression, String expected) {
    assertThat(pool.value(expression)).isEqualTo(expected);
  }

  @Test
  void operatorGoesWithTheTypesOfTheTableAndNoOther() {
    for (String left : OF_EACH_TYPE.keySet()) {
      for (String right : OF_EACH_TYPE.keySet()) {
        for (String operator : List.of("+", "-", "*", "/")) {
          boolean goes = ARITHMETIC.getOrDefault(left + " " + right, List.of()).contains(operator);
          requireGoes(left, operator, right, goes);
        }
        for (String operator : List.of("<", "<=", "==", "!=", ">=", ">")) {
          requireGoes(left, operator, right, left.equals(right) && COMPARED.contains(left));
        }
        for (String operator : List.of("&&", "||")) {
          requireGoes(left, operator, right, left.equals("double") && right.equals("double"));
        }
      }
    }
  }

  private void requireGoes(String left, String operator, String right, boolean goes) {
    String formula = OF_EACH_TYPE.get(left) + " " + operator + " " + OF_EACH_TYPE.get(right);
    AutoscaleRun run = pool.run(formula);
    String mistake = "there is no " + left + " " + operator + " " + right;
    if (goes) {
      assertThat(run.problem()).as(formula).isEmpty();
      assertThat(AutoscaleFormula.parse(formula).problems()).as(formula).isEmpty();
    } else {
      assertThat(run.problem().orElseThrow().detail()).as(formula).isEqualTo(mistake);
      assertThat(AutoscaleFormula.parse(formula).problems())
          .as(formula)
          .containsExactly(run.problem().orElseThrow());
    }
  }

  @Test
  void signGoesWithNumbersAndIntervals() {
    for (String type : OF_EACH_TYPE.keySet()) {
      String operand = OF_EACH_TYPE.get(type);
      boolean isSigned = type.equals("double") || type.equals("timeinterval");
      assertThat(pool.run("-" + operand).hasFailed()).as(type).isEqualTo(!isSigned);
      assertThat(pool.run("!" + operand).hasFailed()).as(type).isEqualTo(!type.equals("double"));
    }
    assertThat(pool.problem("x = !TimeInterval_Day"))
        .hasToString("Line 1, Col 5: there is no !timeinterval");
  }

  @Test
  void conditionHasToBeANumber() {
    assertThat(pool.problem("x = \"a\" ? 1 : 2"))
        .hasToString("Line 1, Col 5: a condition before '?' must be a double, not a string");
  }

  @Test
  void onlyTheChosenBranchIsEvaluated() {
    assertThat(pool.value("1 ? 2 : undefined")).isEqualTo("2");
    assertThat(pool.value("0 ? avg($RunningTasks.GetSample(1)) : 7")).isEqualTo("7");
  }

  /** Nothing says that the service stops at the first: who relies on it shall hear of it. */
  @Test
  void bothSidesOfAndAndOrAreEvaluated() {
    assertThat(pool.problem("x = 0 && undefined").detail())
        .isEqualTo("Undefined variable: undefined");
    assertThat(pool.problem("x = 1 || undefined").detail())
        .isEqualTo("Undefined variable: undefined");
  }

  @Test
  void vectorsOfDifferentLengthHaveNoSum() {
    assertThat(pool.problem("x = $ActiveTasks.GetSample(3)\n  + $ActiveTasks.GetSample(2)"))
        .hasToString("Line 2, Col 3: a doubleVec of 3 and one of 2 elements have no +");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TimeInterval_Year * 1000000 | the timeinterval would be longer than 10675199 days",
        "TimeInterval_Year / 0 | the timeinterval would be longer than 10675199 days",
        "TimeInterval_Year * (0 / 0) | the timeinterval would be longer than 10675199 days",
        "TimeInterval_Day * 10675199 + TimeInterval_Day | longer than 10675199 days",
        "TimeInterval_Day * -10675199 - TimeInterval_Day | longer than 10675199 days",
        "time(\"9999\") + TimeInterval_Year | outside of the years 1 to 9999",
        "time(\"0001\") + -1 * TimeInterval_100ns | outside of the years 1 to 9999",
        "time(\"9999\") + TimeInterval_Day * 10675199 | outside of the years 1 to 9999"
      })
  void timeThatCannotBeIsAMistake(String expression, String detail) {
    assertThat(pool.problem("x = " + expression).detail()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource({
    "TimeInterval_Zero, 00:00:00",
    "TimeInterval_100ns, 00:00:00.0000001",
    "TimeInterval_Microsecond, 00:00:00.0000010",
    "TimeInterval_Millisecond, 00:00:00.0010000",
    "TimeInterval_Second, 00:00:01",
    "TimeInterval_Minute, 00:01:00",
    "TimeInterval_Hour, 01:00:00",
    "TimeInterval_Day, 1.00:00:00",
    "TimeInterval_Week, 7.00:00:00",
    "TimeInterval_Year, 365.00:00:00"
  })
  void intervalsHaveNames(String name, String expected) {
    assertThat(pool.value(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0 * -1, 0",
    "100, 100",
    "2.50, 2.5",
    "0.1 + 0.2, 0.30000000000000004",
    "123456789012345, 123456789012345",
    "1000000 * 1000000 * 1000, 1E+15",
    "1234567890 * 1000000000, 1.23456789E+18",
    "0.00001, 0.00001",
    "1 / 1000000, 1E-06",
    "1 / 400000, 2.5E-06"
  })
  void numbersAreShownAsShortAsCanBe(String expression, String expected) {
    assertThat(pool.value(expression)).isEqualTo(expected);
  }
}
