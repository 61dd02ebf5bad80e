package io.github.lighterman.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarksTest {
  @Test
  void manyShortJobsRuns() throws Exception {
    ManyShortJobs.main("3", "1");
  }

  @Test
  void manyJobsInMemoryRuns() {
    ManyJobsInMemory.main("1000");
  }

  @Test
  void manyScriptedJobsRuns() {
    ManyScriptedJobs.main("20000");
  }

  @Test
  void manyBatchTasksRuns() throws Exception {
    ManyBatchTasks.main("1000", "1");
  }

  @Test
  void manyAzureJobsRuns() throws Exception {
    ManyAzureJobs.main("20");
  }

  @Test
  void azureUploadsRuns() throws Exception {
    // Without Azurite, whose every start costs seconds; README runs it with.
    AzureUploads.main("20", "9", "1", "none");
  }

  @Test
  void throttledFloodRuns() throws Exception {
    ThrottledFlood.main("300", "128", "50");
  }

  @Test
  void scaledPoolsRuns() {
    ScaledPools.main("1", "2");
  }

  @Test
  void spreadIsTheMiddleAndBothEnds() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(1.0, 4.0, 2.0, 3.0)).median()).isEqualTo(2.5, within(1e-9));
    assertThat(Spread.ofRatios(List.of(2.0, 6.0), List.of(1.0, 2.0)))
        .isEqualTo(new Spread(2.5, 2, 3));
  }
}
