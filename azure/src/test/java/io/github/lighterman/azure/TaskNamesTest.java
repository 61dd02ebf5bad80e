package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.JobId;
import io.github.lighterman.RunId;
import io.github.lighterman.spi.TaskId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a job is called, Batch takes the name of its task, and no two are the same. */
final class TaskNamesTest {
  private static final String LETTERS = "abcXYZ019._-";

  @Test
  void legalNameStaysAsItIs() {
    assertThat(TaskNames.task(JobId.of("align_Sample-1"))).isEqualTo("align_Sample-1");
    assertThat(TaskNames.task(JobId.of("x".repeat(64)))).hasSize(64).doesNotContain("--");
  }

  @Test
  void anyJobsNameBecomesOneThatBatchTakes() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      assertThat(TaskNames.task(job(random))).matches("[A-Za-z0-9_-]{1,64}");
    }
  }

  @Test
  void namesThatDifferInMoreThanCaseNeverMeet() {
    Random random = new Random(7);
    Map<String, String> taken = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      JobId job = job(random);
      check(taken, job);
      // One that looks as if it were derived is the likeliest to meet another.
      check(taken, JobId.of(TaskNames.task(JobId.of("a." + i))));
      check(taken, JobId.of("a." + i));
    }
  }

  private static void check(Map<String, String> taken, JobId job) {
    String before =
        taken.putIfAbsent(
            TaskNames.task(job).toLowerCase(Locale.ROOT), job.value().toLowerCase(Locale.ROOT));
    if (before != null) {
      assertThat(before).isEqualTo(job.value().toLowerCase(Locale.ROOT));
    }
  }

  private static JobId job(Random random) {
    int length = 1 + random.nextInt(random.nextBoolean() ? 6 : 127);
    StringBuilder name = new StringBuilder("j");
    while (name.length() < length) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return JobId.of(name.toString());
  }

  @Test
  void attemptIsReadFromWhatPeopleSee() {
    TaskId task = new TaskId(JobId.of("a.b, attempt".replace(", ", "-")), 12);

    assertThat(TaskNames.attempt(TaskNames.display(task))).hasValue(12);
    assertThat(TaskNames.attempt("somebody's own")).isEmpty();
    assertThat(TaskNames.attempt("")).isEmpty();
  }

  @Test
  void jobsOfOneRunAreNeverTakenForThoseOfAnother() {
    RunId run = RunId.of("a");
    RunId longer = RunId.of("a-1");

    assertThat(TaskNames.job(longer, 1)).doesNotStartWith(TaskNames.jobs(run));
    assertThat(TaskNames.job(RunId.of("x".repeat(55)), 99_999)).hasSizeLessThanOrEqualTo(64);
    assertThat(TaskNames.generation(run, TaskNames.job(run, 17))).isEqualTo(17);
  }
}
