package io.github.lighterman.local;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.spi.StagedJob;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.Task;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings to an attempt's sandbox all that its command needs: inputs, image, script, secrets. */
final class Preparation {
  private final LocalMachinery machinery;
  private final LocalRun run;
  private final Submission submission;

  Preparation(LocalMachinery machinery, LocalRun run, Submission submission) {
    this.machinery = machinery;
    this.run = run;
    this.submission = submission;
  }

  /** Returns the values of the secrets, which are all that does not lie in the sandbox then. */
  Map<String, String> prepare(Sandbox sandbox, List<Integer> gpus)
      throws IOException, StagingException {
    StagedJob staged = run.stager().stage(submission);
    Optional<Engine> engine = run.engine(submission.spec());
    if (engine.isPresent()) {
      ensureImage(engine.get(), submission.spec().image().orElseThrow());
    }
    Task task = new LocalTaskPlanner(engine.map(Engine::commands), gpus).plan(staged);
    new CommandScript(task, gpus).write(sandbox.script(), machinery.clock.instant());
    return machinery.secrets.resolveAll(task.secrets());
  }

  private static void ensureImage(Engine engine, String image)
      throws IOException, StagingException {
    try {
      Engine.Answer answer = engine.ensureImage(image);
      if (answer.exitCode() != 0) {
        throw new StagingException(
            JobFailure.of(
                FailureKind.IMAGE, "image " + image + " can't be had: " + answer.reason()),
            null);
      }
    } catch (InterruptedException e) {
      throw new StagingException(
          JobFailure.of(FailureKind.INTERNAL, "interrupted while it waited for its image"), e);
    }
  }
}
