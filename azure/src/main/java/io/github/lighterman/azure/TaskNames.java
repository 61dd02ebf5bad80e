package io.github.lighterman.azure;

import com.google.common.hash.Hashing;
import io.github.lighterman.JobId;
import io.github.lighterman.RunId;
import io.github.lighterman.spi.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How things are called at Batch. Its ids have 1 to 64 letters, digits, {@code -} and {@code _},
 * and don't differ by case alone
 * (https://learn.microsoft.com/rest/api/batchservice/task/add-task#request-body).
 */
final class TaskNames {
  private static final int LONGEST = 64;
  private static final int START = 46;
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  // Ids that look as if they were derived are derived themselves, so that none meets another.
  private static final Pattern DERIVED = Pattern.compile(".*--[0-9a-f]{16}");
  private static final Pattern DISPLAYED = Pattern.compile("(.+), attempt (\\d{1,9})");

  /** What the ids of Batch jobs and pools of a run start with. */
  static final String OURS = "lm_";

  /** What the ids of pools start with that several runs share; no run's do. */
  static final String WARM = "lmw_";

  private TaskNames() {}

  /** Returns the same for all ids that are one to Batch, which doesn't heed their case. */
  static String key(String batchId) {
    return batchId.toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the id of a job's task, which all its attempts bear one after the other, so that tasks
   * which wait for it wait for whichever attempt succeeds.
   */
  static String task(JobId job) {
    String name = job.value();
    if (LEGAL.matcher(name).matches() && !DERIVED.matcher(name).matches()) {
      return name;
    }
    String hash =
        Hashing.sha256()
            .hashString(name.toLowerCase(Locale.ROOT), StandardCharsets.UTF_8)
            .toString()
            .substring(0, LONGEST - START - 2);
    String legal = name.replaceAll("[^A-Za-z0-9_-]", "_");
    return legal.substring(0, Math.min(START, legal.length())) + "--" + hash;
  }

  /** Returns what people see of a task, and by which its attempt is known. */
  static String display(TaskId task) {
    return task.job() + ", attempt " + task.attempt();
  }

  /** Returns which attempt a task is that people see so; empty if we did not add it. */
  static OptionalInt attempt(String displayName) {
    Matcher matcher = DISPLAYED.matcher(displayName);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(2)))
        : OptionalInt.empty();
  }

  /** Returns what the ids of all Batch jobs of a run start with; no other run's do. */
  static String jobs(RunId run) {
    return OURS + run + "_";
  }

  /** Returns the id of a run's Batch job with this number, from 1. */
  static String job(RunId run, int generation) {
    return jobs(run) + generation;
  }

  /** Returns the number of a run's Batch job with this id. */
  static int generation(RunId run, String jobId) {
    return Integer.parseInt(jobId.substring(jobs(run).length()));
  }

  /** Returns the id of the pool of this name that is made for a run. */
  static String pool(RunId run, String name) {
    String id = name.equals(OfferedPool.MAIN) ? OURS + run : OURS + run + "_" + name;
    return id.length() <= LONGEST
        ? id
        : OURS
            + Hashing.sha256()
                .hashString(run.value(), StandardCharsets.UTF_8)
                .toString()
                .substring(0, 32)
            + "_"
            + name;
  }

  /** Returns the id of the pool that several runs with this specification share. */
  static String warmPool(PoolSpec spec) {
    return WARM + spec.name() + "_" + spec.fingerprint();
  }
}
