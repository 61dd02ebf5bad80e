package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SamplesTest {
  private final SampledPool pool = new SampledPool();

  /** Ten minutes: 20 samples, 1 to 20, of which the last two are not seen yet. */
  private SampledPool tenMinutes() {
    for (int i = 1; i <= 20; i++) {
      pool.sample(Metric.PENDING_TASKS, i);
    }
    assertThat(pool.now()).isEqualTo(SampledPool.START.plusSeconds(600));
    return pool;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GetSample(1) | [18]",
        "GetSample(3) | [16,17,18]",
        "GetSample(2.9) | [17,18]",
        "GetSample(0) | []",
        "GetSample(1000) | [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]",
        "GetSample(TimeInterval_Minute * 2) | [17,18]",
        "GetSample(TimeInterval_Second * 90) | [18]",
        "GetSample(TimeInterval_Minute) | []",
        "GetSample(TimeInterval_Zero) | []",
        "GetSample(-TimeInterval_Minute) | []",
        "GetSample(TimeInterval_Minute * 3, TimeInterval_Minute) | [15,16,17,18]",
        "GetSample(TimeInterval_Minute, TimeInterval_Minute * 3) | [15,16,17,18]",
        "GetSample(TimeInterval_Minute * 8, TimeInterval_Minute * 7) | [5,6]",
        "GetSample(time(\"2030-01-07T12:08:00Z\")) | [17,18]",
        "GetSample(time(\"2030-01-07T12:01:00Z\"), time(\"2030-01-07T12:02:00Z\")) | [3,4]",
        "GetSample(time(\"2030-01-07T12:01:00Z\"), TimeInterval_Minute * 8) | [3,4]",
        "GetSample(TimeInterval_Minute * 2, 50) | [17,18]",
        "GetSample(TimeInterval_Minute * 10, 90) | [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]",
        "GetSample(TimeInterval_Minute * 8, TimeInterval_Minute * 7, 100) | [5,6]",
        "GetSample(TimeInterval_Year * 20000, TimeInterval_Minute * 9) | [1,2]",
        "GetSamplePercent(TimeInterval_Minute * 10) | 90",
        "GetSamplePercent(TimeInterval_Minute * 2) | 50",
        "GetSamplePercent(TimeInterval_Minute * 20) | 45",
        "GetSamplePercent(TimeInterval_Minute) | 0",
        "GetSamplePercent(TimeInterval_Zero) | 0",
        "GetSamplePercent(TimeInterval_Minute, TimeInterval_Minute * 6) | 100",
        "GetSamplePercent(time(\"2030-01-07T12:00:00Z\")) | 90",
        "GetSamplePeriod() | 00:00:30",
        "Count() | 18",
        "HistoryBeginTime() | 2030-01-07T12:00:30Z"
      })
  void methodAnswersFromWhatIsSeen(String call, String expected) {
    assertThat(tenMinutes().value("$PendingTasks." + call)).isEqualTo(expected);
  }

  @Test
  void emptyHistoryHasNoSamples() {
    assertThat(pool.value("$PendingTasks.GetSample(1)")).isEqualTo("[]");
    assertThat(pool.value("max(0, $PendingTasks.GetSample(1))")).isEqualTo("0");
    assertThat(pool.value("$PendingTasks.GetSample(TimeInterval_Hour)")).isEqualTo("[]");
    assertThat(pool.value("$PendingTasks.GetSamplePercent(TimeInterval_Hour)")).isEqualTo("0");
    assertThat(pool.value("$PendingTasks.Count()")).isEqualTo("0");
  }

  @Test
  void tooFewSamplesFailTheEvaluationAsInTheService() {
    FormulaProblem problem =
        pool.problem(
            "$TargetDedicatedNodes =\n avg($PendingTasks.GetSample(TimeInterval_Hour, 70));");
    assertThat(problem.kind().code()).isEqualTo("InsufficientSampleData");
    assertThat(problem.kind().message())
        .isEqualTo("Autoscale evaluation failed due to insufficient sample data");
    assertThat(problem)
        .hasToString(
            "Line 2, Col 6: Insufficient data from data set: $PendingTasks wanted 70%, received 0%");
  }

  @Test
  void receivedPercentageIsTold() {
    tenMinutes();
    assertThat(pool.problem("$PendingTasks.GetSample(TimeInterval_Minute * 10, 95)").detail())
        .endsWith("$PendingTasks wanted 95%, received 90%");
    assertThat(
            pool.problem("$PendingTasks.GetSample(TimeInterval_Minute, TimeInterval_Zero, 0.5)")
                .detail())
        .endsWith("$PendingTasks wanted 0.5%, received 0%");
  }

  @Test
  void emptyHistoryHasNoBegin() {
    FormulaProblem problem = pool.problem("x = $CPUPercent.HistoryBeginTime()");
    assertThat(problem.kind()).isEqualTo(FormulaProblem.Kind.INSUFFICIENT_SAMPLES);
    assertThat(problem)
        .hasToString(
            "Line 1, Col 5: Insufficient data from data set: $CPUPercent has no sample yet");
  }

  @Test
  void missingSamplesAreNotFilledIn() {
    pool.sample(Metric.CPU_PERCENT, 1, 2)
        .pass(Duration.ofMinutes(2))
        .sample(Metric.CPU_PERCENT, 3, 4)
        .pass(Duration.ofMinutes(1));
    assertThat(pool.value("$CPUPercent.GetSample(TimeInterval_Minute * 5)")).isEqualTo("[1,2,3,4]");
    assertThat(pool.value("$CPUPercent.GetSamplePercent(TimeInterval_Minute * 5)")).isEqualTo("40");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GetSample() | GetSample takes a count, or a start, perhaps an end",
        "GetSample(\"1\") | GetSample takes a count, or a start, perhaps an end",
        "GetSample(1, 2) | perhaps a percentage, not (double, double)",
        "GetSample(TimeInterval_Hour, 1, 2) | not (timeinterval, double, double)",
        "GetSample(-1) | GetSample takes a count of 0 or more, not -1",
        "GetSample(0 / 0) | GetSample takes a count of 0 or more, not NaN",
        "GetSamplePercent() | GetSamplePercent takes a start and perhaps an end",
        "GetSamplePercent(1) | GetSamplePercent takes a start and perhaps an end",
        "GetSamplePercent(TimeInterval_Hour, 1) | not (timeinterval, double)",
        "GetSamplePeriod(1) | GetSamplePeriod takes no arguments, not (double)",
        "Count(1) | Count takes no arguments, not (double)",
        "HistoryBeginTime(1) | HistoryBeginTime takes no arguments, not (double)",
        "getsample(1) | Unknown method: $PendingTasks.getsample"
      })
  void wrongCallIsExplained(String call, String detail) {
    FormulaProblem problem = pool.problem("x = $PendingTasks." + call);
    assertThat(problem.kind()).isEqualTo(FormulaProblem.Kind.EVALUATION);
    assertThat(problem.detail()).contains(detail);
    assertThat(problem.column()).isEqualTo(5);
  }

  @Test
  void onlyMetricsHaveSamples() {
    assertThat(pool.problem("x = 1; y = x.GetSample(1)"))
        .hasToString("Line 1, Col 14: only metrics such as $PendingTasks have a GetSample");
    assertThat(pool.problem("y = $TargetDedicatedNodes.GetSample(1)").detail())
        .startsWith("only metrics");
  }

  @ParameterizedTest
  @EnumSource
  void everyMetricCanBeSampled(Metric metric) {
    pool.sample(metric, 5).pass(Duration.ofMinutes(1));
    assertThat(pool.value(metric.variable() + ".GetSample(1)")).isEqualTo("[5]");
  }

  @Test
  void presentSizesAreNumbersToo() {
    pool.resized(new PoolSize(9, 8, 1, 2, 3, 4));
    assertThat(pool.value("$CurrentDedicatedNodes * 10")).isEqualTo("10");
    assertThat(pool.value("$CurrentDedicated")).isEqualTo("1");
    assertThat(pool.value("$CurrentLowPriorityNodes")).isEqualTo("2");
    assertThat(pool.value("$CurrentLowPriority")).isEqualTo("2");
    assertThat(pool.value("$PreemptedNodeCount")).isEqualTo("3");
    assertThat(pool.value("$TaskSlotsPerNode")).isEqualTo("4");
    assertThat(pool.problem("x = $PendingTasks + 1"))
        .hasToString(
            "Line 1, Col 5: $PendingTasks is no number but a metric; ask for its samples: GetSample");
  }

  @Test
  void sampleIsSeenAfterTheLagAndNotBefore() {
    MetricHistory history = MetricHistory.create(Duration.ofSeconds(45));
    history.record(SampledPool.START, 1);
    assertThat(history.count(SampledPool.START.plusSeconds(44))).isZero();
    assertThat(history.count(SampledPool.START.plusSeconds(45))).isOne();
    assertThat(history.begin(SampledPool.START.plusSeconds(44))).isEmpty();
    assertThat(history.begin(SampledPool.START.plusSeconds(45))).contains(SampledPool.START);
    MetricHistory usual = MetricHistory.create();
    usual.record(SampledPool.START, 1);
    assertThat(usual.count(SampledPool.START.plusSeconds(29))).isZero();
    assertThat(usual.count(SampledPool.START.plusSeconds(30))).isOne();
    MetricHistory instant = MetricHistory.create(Duration.ZERO);
    instant.record(SampledPool.START, 1);
    assertThat(instant.newest(1, SampledPool.START)).containsExactly(1);
  }

  @Test
  void samplingTooOftenIsHarmless() {
    MetricHistory history = MetricHistory.create(Duration.ZERO);
    for (int second = 0; second <= 60; second += 5) {
      history.record(SampledPool.START.plusSeconds(second), second);
    }
    assertThat(history.newest(100, SampledPool.START.plusSeconds(60)))
        .containsExactly(0, 15, 30, 45, 60);
  }

  @Test
  void weekIsKept() {
    MetricHistory history = MetricHistory.create(Duration.ZERO);
    int week = 7 * 24 * 120;
    Instant time = SampledPool.START;
    for (int i = 0; i < week + 10; i++) {
      time = SampledPool.START.plus(MetricHistory.PERIOD.multipliedBy(i));
      history.record(time, i);
    }
    assertThat(history.count(time)).isEqualTo(week);
    assertThat(history.begin(time)).contains(SampledPool.START.plusSeconds(300));
  }

  @Test
  void historyIsReadWhileItIsWritten() throws Exception {
    MetricHistory history = MetricHistory.create(Duration.ZERO);
    AtomicBoolean written = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Long> reads =
          reader.submit(
              () -> {
                long count = 0;
                while (!written.get() || count == 0) {
                  double[] seen = history.newest(20, Instant.MAX);
                  for (int i = 1; i < seen.length; i++) {
                    assertThat(seen[i]).isEqualTo(seen[i - 1] + 1);
                  }
                  count++;
                }
                return count;
              });
      for (int i = 0; i < 20_000; i++) {
        history.record(SampledPool.START.plus(MetricHistory.PERIOD.multipliedBy(i)), i);
      }
      written.set(true);
      assertThat(reads.get(60, TimeUnit.SECONDS)).isPositive();
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  void sampleThatCannotBeIsRefused() {
    MetricHistory history = MetricHistory.create();
    history.record(SampledPool.START, 1);
    assertThatThrownBy(() -> history.record(SampledPool.START.minusSeconds(1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't come after one at 2030-01-07T12:00:00Z");
    assertThatThrownBy(() -> history.record(SampledPool.START, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> MetricHistory.create(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lag must be zero or more");
  }

  @Test
  void sizeThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new PoolSize(0, 0, -1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("currentDedicatedNodes must be 0 or more, not -1");
    assertThatThrownBy(() -> new PoolSize(0, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("taskSlotsPerNode must be 1 or more, not 0");
    assertThat(PoolSize.of(2, 3)).isEqualTo(new PoolSize(2, 3, 2, 3, 0, 1));
  }
}
