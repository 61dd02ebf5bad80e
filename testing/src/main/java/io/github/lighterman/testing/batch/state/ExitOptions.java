package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskOutcome.Stage;

/**
 * What follows from the end of a task for its job and for the tasks that wait for it.
 *
 * @param jobAction what to do with the job
 * @param dependentsMayRun whether others need not wait any more
 */
record ExitOptions(JobAction jobAction, boolean dependentsMayRun) {
  /** What to do with a job. */
  enum JobAction {
    NONE,
    DISABLE,
    TERMINATE
  }

  static ExitOptions of(Task task, Verdict verdict) {
    JsonNode options = options(task.spec.path("exitConditions"), verdict);
    boolean succeeded = verdict.failure() == null;
    boolean satisfies =
        options.path("dependencyAction").asText(succeeded ? "satisfy" : "block").equals("satisfy");
    if (!task.job.exitOptionsCount()) {
      return new ExitOptions(JobAction.NONE, satisfies);
    }
    return switch (options.path("jobAction").asText(succeeded ? "none" : "terminate")) {
      case "disable" -> new ExitOptions(JobAction.DISABLE, satisfies);
      case "terminate" -> new ExitOptions(JobAction.TERMINATE, satisfies);
      default -> new ExitOptions(JobAction.NONE, satisfies);
    };
  }

  /** An exit code that is listed wins over everything; else the errors, and then the default. */
  private static JsonNode options(JsonNode conditions, Verdict verdict) {
    Integer exitCode = verdict.exitCode();
    if (exitCode != null) {
      for (JsonNode mapping : conditions.path("exitCodes")) {
        if (mapping.path("code").asInt() == exitCode) {
          return mapping.path("exitOptions");
        }
      }
      for (JsonNode mapping : conditions.path("exitCodeRanges")) {
        if (mapping.path("start").asInt() <= exitCode && exitCode <= mapping.path("end").asInt()) {
          return mapping.path("exitOptions");
        }
      }
    }
    if (verdict.stage() == Stage.PREPARING && conditions.has("preProcessingError")) {
      return conditions.path("preProcessingError");
    }
    if (verdict.stage() == Stage.UPLOADING && conditions.has("fileUploadError")) {
      return conditions.path("fileUploadError");
    }
    return verdict.failure() == null ? conditions.path("none of them") : conditions.path("default");
  }
}
