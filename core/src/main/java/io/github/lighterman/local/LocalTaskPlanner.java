package io.github.lighterman.local;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.spi.StagedJob;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.Task;
import io.github.lighterman.spi.TaskPlanner;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes of a staged job the command line that its {@link Runner} starts. */
final class LocalTaskPlanner implements TaskPlanner {
  private final Optional<ContainerEngine> engine;
  private final List<Integer> gpus;

  /** {@code engine} is there if the job runs in a container; {@code gpus} are those granted. */
  LocalTaskPlanner(Optional<ContainerEngine> engine, List<Integer> gpus) {
    this.engine = engine;
    this.gpus = gpus;
  }

  @Override
  public Task plan(StagedJob job) {
    Submission submission = job.submission();
    Path sandbox = requireNonNull(Path.of(job.directory()).getParent(), "sandbox");
    Map<String, String> environment = submission.environment();
    environment.put(ProcessTree.MARK, sandbox.toString());
    if (!gpus.isEmpty()) {
      String list = CommandScript.numbers(gpus);
      environment.put("CUDA_VISIBLE_DEVICES", list);
      environment.put("NVIDIA_VISIBLE_DEVICES", list);
    }
    Set<String> variables = new HashSet<>(environment.keySet());
    variables.addAll(submission.spec().secrets().keySet());
    List<String> argv =
        engine
            .map(it -> it.run(job, sandbox, variables))
            .orElseGet(() -> submission.spec().command().argv());
    return new Task(job, argv, environment, submission.spec().secrets());
  }
}
