package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.InputSource;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.staging.Glob;
import java.util.List;
import java.util.Optional;

/** What a task's script says of its end makes of a job. */
final class MarkerFailure {
  private MarkerFailure() {}

  /** Returns the failure; empty if the command ended by itself. */
  static Optional<JobFailure> of(TaskEndMarker marker, JobSpec spec) {
    return switch (marker.kind()) {
      case EXIT, STARTED -> Optional.empty();
      case NO_MATCH -> Optional.of(noMatch(marker, spec));
      case OCCUPIED ->
          stageIn("another input has put something at '" + marker.detail() + "' already");
      case NO_SOURCES -> stageIn("the run's sources are not on the node");
      case SECRET -> stageIn("a secret did not arrive on the node");
      case MISSING_OUTPUT -> Optional.of(missing(marker, spec));
      case ESCAPING_LINK ->
          stageOut(
              "a link leads out of the job's directory: "
                  + marker.detail()
                  + "; copy what it leads to, as cp -L does");
      case CIRCULAR_LINK -> stageOut("links lead in a circle: " + marker.detail());
      case HIDDEN_OUTPUT ->
          stageOut(
              "Batch finds no file behind so many directories whose names start with a dot: "
                  + marker.detail());
      case TROUBLE ->
          Optional.of(
              JobFailure.of(
                  FailureKind.NODE_SETUP,
                  "the node lacks what the task's script needs: "
                      + marker.detail()
                      + "; its stderr says more"));
    };
  }

  private static JobFailure noMatch(TaskEndMarker marker, JobSpec spec) {
    List<InputFile> handed =
        spec.inputs().stream()
            .filter(input -> input.source() instanceof InputSource.JobOutput)
            .filter(input -> Glob.isPattern(((InputSource.JobOutput) input.source()).path()))
            .toList();
    int place = marker.number().orElse(-1);
    if (place < 0 || place >= handed.size()) {
      return JobFailure.of(FailureKind.STAGE_IN, "an input did not arrive on the node");
    }
    InputFile input = handed.get(place);
    return JobFailure.of(
        FailureKind.STAGE_IN,
        "input '" + input.target() + "' from " + input.source() + ": no file matches");
  }

  private static JobFailure missing(TaskEndMarker marker, JobSpec spec) {
    return spec.outputs().stream()
        .filter(output -> output.path().equals(marker.detail()))
        .filter(output -> output.presence() == OutputFile.Presence.REQUIRED)
        .findFirst()
        .map(output -> StagingException.missing(output).failure())
        .orElseGet(
            () ->
                JobFailure.of(
                    FailureKind.STAGE_OUT, "output '" + marker.detail() + "': it's missing"));
  }

  private static Optional<JobFailure> stageIn(String message) {
    return Optional.of(JobFailure.of(FailureKind.STAGE_IN, message));
  }

  private static Optional<JobFailure> stageOut(String message) {
    return Optional.of(JobFailure.of(FailureKind.STAGE_OUT, message));
  }
}
