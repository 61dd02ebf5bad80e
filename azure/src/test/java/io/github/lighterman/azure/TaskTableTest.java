package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TaskTableTest {
  private static final JobId JOB = JobId.of("job");

  private final TaskTable table = new TaskTable();

  private static TrackedTask attempt(int number) {
    return new TrackedTask(
        new Submission(
            RunId.of("run"),
            JobSpec.builder(JOB.value()).shell("true").build(),
            number,
            Instant.EPOCH,
            Resources.ofDefaults()),
        new Placement.Choice(ConclusionTest.OFFER, 1));
  }

  @Test
  void attemptOfAnEarlierDriverIsNotStartedAgainThoughItEndsBeforeItsTurnToBeStarted() {
    TrackedTask found = attempt(2);
    table.adopt(found);
    table.remove(found);

    assertThat(table.find(JOB)).isEmpty();
    assertThat(table.isStarted(new TaskId(JOB, 2))).isTrue();
    assertThat(table.isStarted(new TaskId(JOB, 3))).isFalse();
  }

  @Test
  void attemptOfOurOwnIsStartedForAsLongAsItLives() {
    TrackedTask own = attempt(1);
    assertThat(table.isStarted(own.id())).isFalse();
    table.put(own);
    assertThat(table.isStarted(own.id())).isTrue();
    table.remove(own);
    assertThat(table.isStarted(own.id())).isFalse();
  }
}
