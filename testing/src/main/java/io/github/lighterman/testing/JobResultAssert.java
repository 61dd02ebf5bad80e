package io.github.lighterman.testing;

import io.github.lighterman.JobResult;
import java.util.List;

/** Assertions on how a job ended. Made by {@link LightermanAssertions#assertThat(JobResult)}. */
public final class JobResultAssert extends AbstractEndAssert<JobResultAssert, JobResult> {
  JobResultAssert(JobResult actual) {
    super(actual, JobResultAssert.class);
  }

  @Override
  JobResult ended() {
    isNotNull();
    return actual;
  }

  @Override
  List<String> history() {
    return JobHistory.lines(actual);
  }

  @Override
  String name() {
    return "job " + actual.id();
  }
}
