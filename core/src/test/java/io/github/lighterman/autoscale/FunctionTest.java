package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionTest {
  private final SampledPool pool = sampled();

  /** Four samples, 3, 1, 4 and 2, of which {@code v} in the tests is short. */
  private static SampledPool sampled() {
    SampledPool pool = new SampledPool();
    pool.sample(Metric.ACTIVE_TASKS, 3, 1, 4, 2);
    return pool.at(Instant.parse("2030-01-07T12:34:56.7Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avg(v) | 2.5",
        "avg(v, 5) | 3",
        "avg(1, 2) | 1.5",
        "len(v) | 4",
        "len(v, v, 1) | 9",
        "len() | 0",
        "max(v) | 4",
        "max(5, v) | 5",
        "max(-1) | -1",
        "min(v) | 1",
        "min(v, 0.5) | 0.5",
        "norm(3, 4) | 5",
        "norm() | 0",
        "range(v) | 3",
        "range(7) | 0",
        "std(1, 2, 3) | 1",
        "std(v) | 1.2909944487358056",
        "sum(v) | 10",
        "sum(v, v, 1) | 21",
        "sum() | 0",
        "lg(8) | 3",
        "lg(v) | [1.5849625007211563,0,2,1]",
        "ln(1) | 0",
        "ln(v - 1) | [0.6931471805599453,-Infinity,1.0986122886681098,0]",
        "log(1000) | 3",
        "log(v * 0 + 10) | [1,1,1,1]",
        "log(10, 100) | [1,2]",
        "log() | []",
        "round(2.5) | 3",
        "round(-2.5) | -3",
        "round(2.49) | 2",
        "round(v / 2) | [2,1,2,1]",
        "ceil(2.1) | 3",
        "ceil(v / 2) | [2,1,2,1]",
        "floor(-2.1) | -3",
        "floor(v / 2) | [1,0,2,1]",
        "percentile(v, 0) | 1",
        "percentile(v, 25) | 1",
        "percentile(v, 26) | 2",
        "percentile(v, 50) | 2",
        "percentile(v, 75) | 3",
        "percentile(v, 100) | 4",
        "val(v, 0) | 3",
        "val(v, 2.9) | 4",
        "val(v, 3) | 2"
      })
  void functionHasAResult(String expression, String expected) {
    AutoscaleRun run = pool.run("v = $ActiveTasks.GetSample(4); result = " + expression);
    assertThat(run.problem()).isEmpty();
    assertThat(run.variables()).containsEntry("result", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avg() | avg needs 1 or more values, and there are 0",
        "max(none) | max needs 1 or more values, and there are 0",
        "min(none) | min needs 1 or more values, and there are 0",
        "range(none) | range needs 1 or more values, and there are 0",
        "std(1) | std needs 2 or more values, and there are 1",
        "percentile(none, 50) | percentile needs a value or more",
        "percentile(v, 101) | a percentage of 0 to 100, not 4 values and 101",
        "percentile(v, -1) | a percentage of 0 to 100, not 4 values and -1",
        "val(v, 4) | val needs an index from 0 to 3, the last of 4 elements, not 4",
        "val(v, -1) | val needs an index from 0 to 3, the last of 4 elements, not -1",
        "val(none, 0) | the last of 0 elements, not 0",
        "avg(\"a\") | avg takes a list of double and doubleVec, not a string",
        "lg(TimeInterval_Day) | lg takes a list of double and doubleVec, not a timeinterval",
        "val(1, 2) | val takes (doubleVec, double), not (double, double)",
        "val(v) | val takes (doubleVec, double), not (doubleVec)",
        "percentile(v, v) | percentile takes (doubleVec, double), not (doubleVec, doubleVec)",
        "rand(1) | rand takes (), not (double)",
        "stop(1) | stop takes (), not (double)",
        "time(1) | time takes (string), not (double)",
        "time(\"2030\", \"2031\") | time takes (string), not (string, string)",
        "sqrt(2) | Unknown function: sqrt",
        "AVG(2) | Unknown function: AVG"
      })
  void wrongArgumentIsExplained(String expression, String detail) {
    String formula =
        "v = $ActiveTasks.GetSample(4); none = $ActiveTasks.GetSample(0);\n " + expression;
    FormulaProblem problem = pool.problem(formula);
    assertThat(problem.kind()).isEqualTo(FormulaProblem.Kind.EVALUATION);
    assertThat(problem.detail()).contains(detail);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(2);
  }

  @Test
  void listsHaveAnEnd() {
    StringBuilder formula = new StringBuilder("v = $ActiveTasks.GetSample(4);");
    for (int i = 0; i < 20; i++) {
      formula.append("v = floor(v, v);");
    }
    assertThat(pool.problem(formula.toString()).detail())
        .isEqualTo("floor takes at most 25000 values");
  }

  @Test
  void chanceIsBetween0And1AndTheSameForTheSameTime() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      pool.pass(Duration.ofSeconds(1));
      String value = pool.value("rand()");
      assertThat(Double.parseDouble(value)).isBetween(0.0, 1.0);
      assertThat(pool.value("rand()")).isEqualTo(value);
      seen.add(value);
    }
    assertThat(seen).hasSizeGreaterThan(190);
    assertThat(pool.value("rand() == rand()")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time() | 2030-01-07T12:34:56.7Z",
        "time(\"\") | 2030-01-07T12:34:56.7Z",
        "time(\"2030\") | 2030-01-01T00:00:00Z",
        "time(\"2030-02\") | 2030-02-01T00:00:00Z",
        "time(\"2030-02-03\") | 2030-02-03T00:00:00Z",
        "time(\"2030-02-03T04:05Z\") | 2030-02-03T04:05:00Z",
        "time(\"2030-02-03T04:05:06Z\") | 2030-02-03T04:05:06Z",
        "time(\"2030-02-03T04:05:06.0700Z\") | 2030-02-03T04:05:06.07Z",
        "time(\"2030-02-03T04:05:06.1234567Z\") | 2030-02-03T04:05:06.1234567Z",
        "time(\"2030-02-03T04:05:06+02:00\") | 2030-02-03T02:05:06Z",
        "time(\"2030-02-03T04:05:06-02:30\") | 2030-02-03T06:35:06Z",
        "time(\"Sun, 03 Feb 2030 04:05:06 GMT\") | 2030-02-03T04:05:06Z",
        "time(\"0001-01-01T00:00:00+01:00\") | 0001-01-01T00:00:00Z"
      })
  void timeIsNowOrWhatTheTextSays(String expression, String expected) {
    assertThat(pool.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "2030-13",
        "2030-02-30",
        "2030-02-03T04:05",
        "2030-02-03 04:05:06Z",
        "2030-02-03T04:05:06.12345678Z",
        "2030-02-03T24:05:06Z",
        "2030-02-03T04:05:06+25:00",
        "Mon, 03 Feb 2030 04:05:06 GMT",
        "12030-01-01"
      })
  void textThatIsNoTimeIsAMistake(String text) {
    assertThat(pool.problem("x = time(\"" + text + "\")").detail())
        .startsWith("time can't read \"" + text + "\"; write ");
  }

  @ParameterizedTest
  @CsvSource({
    "year, 2030",
    "month, 1",
    "day, 7",
    "weekday, 1",
    "hour, 12",
    "minute, 34",
    "second, 56"
  })
  void timestampHasParts(String part, String expected) {
    assertThat(pool.value("time()." + part)).isEqualTo(expected);
  }

  @Test
  void weekBeginsWithSundayAs0() {
    StringBuilder week = new StringBuilder();
    for (int day = 6; day <= 13; day++) {
      week.append(pool.value("time(\"2030-01-%02d\").weekday".formatted(day)));
    }
    assertThat(week).hasToString("01234560");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time().Hour | a timestamp has no Hour, only year, month, day, weekday, hour, minute, s",
        "TimeInterval_Day.hour | only a timestamp has a hour, not a timeinterval",
        "time().hour() | only metrics such as $PendingTasks have a hour"
      })
  void partThatIsNotThereIsAMistake(String expression, String detail) {
    assertThat(pool.problem("x = " + expression).detail()).startsWith(detail);
  }
}
