package io.github.lighterman.local;

import io.github.lighterman.DataSize;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Usage;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows once a command has ended, or is to end: no process of it is left, its outputs are
 * delivered, and it's known what became of it.
 */
final class Conclusion {
  private static final Logger log = LoggerFactory.getLogger(Conclusion.class);
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(1);

  private final LocalMachinery machinery;
  private final LocalRun run;
  private final LocalAttempt attempt;
  private final ProcessTree processes;
  private final JobSpec spec;
  private final Optional<Engine> engine;

  Conclusion(LocalMachinery machinery, LocalRun run, LocalAttempt attempt, ProcessTree processes) {
    this.machinery = machinery;
    this.run = run;
    this.attempt = attempt;
    this.processes = processes;
    this.spec = attempt.submission().spec();
    this.engine = run.engine(spec);
  }

  /** Ends every process of the attempt, politely and then for certain. */
  void kill() {
    engine.ifPresent(
        it -> call(it, it.commands().stop(attempt.sandbox().root(), machinery.killGrace)));
    if (!processes.kill(machinery.killGrace)) {
      log.warn("Processes of {} could not be killed: {}", attempt.submission().task(), processes);
    }
  }

  /** Returns the end of an attempt whose command has exited. */
  TaskEnd conclude(Runner.Exit exit, Duration wall, UsageSampler.Sample sample) {
    Optional<JobFailure> stopped = attempt.exited();
    if (exit.leftovers() != Runner.Exit.Leftovers.NONE || stopped.isPresent()) {
      processes.kill(stopped.isPresent() ? machinery.killGrace : LEFTOVER_GRACE);
    }
    run.report(
        TaskReport.of(
            attempt.submission().task(), TaskReport.Phase.FINALIZING, machinery.clock.instant()));
    Optional<JobFailure> failure = stopped.or(() -> systemFailure(exit.code()));
    boolean good = failure.isEmpty() && spec.acceptedExitCodes().contains(exit.code());
    List<DeliveredFile> outputs = List.of();
    try {
      outputs =
          new OutputDelivery(spec, attempt.sandbox().work(), run.directory().store(spec.id()))
              .deliver(good ? OutputFile.Ending.SUCCESS : OutputFile.Ending.FAILURE);
    } catch (StagingException e) {
      if (good) {
        failure = Optional.of(e.failure());
      } else {
        log.warn("Outputs of {}, which failed: {}", attempt.submission().task(), e.getMessage());
      }
    }
    removeContainer();
    return new TaskEnd(OptionalInt.of(exit.code()), failure, usage(exit, wall, sample), outputs);
  }

  /** Returns the end of an attempt whose exit code nobody will ever know. */
  TaskEnd lost(IOException reason) {
    Optional<JobFailure> stopped = attempt.exited();
    kill();
    removeContainer();
    return TaskEnd.failed(
        stopped.orElseGet(
            () ->
                JobFailure.of(
                    FailureKind.NODE_LOST,
                    "its exit code can't be known, since " + reason.getMessage())));
  }

  private Usage usage(Runner.Exit exit, Duration wall, UsageSampler.Sample sample) {
    return new Usage(
        Optional.of(wall),
        // Of a container, the shell sees the engine's client alone.
        engine.isPresent() ? Optional.empty() : exit.cpuTime(),
        engine.isPresent() || sample.peakBytes().isEmpty()
            ? Optional.empty()
            : Optional.of(DataSize.ofBytes(sample.peakBytes().getAsLong())));
  }

  private Optional<JobFailure> systemFailure(int code) {
    if (spec.acceptedExitCodes().contains(code)) {
      return Optional.empty();
    }
    if (wasKilledForMemory(code)) {
      String limit = attempt.submission().resources().memory().map(size -> ", " + size).orElse("");
      return Optional.of(
          JobFailure.of(
              FailureKind.OUT_OF_MEMORY,
              "the system killed it because it used more memory than there was for it"
                  + limit
                  + "; ask for more"));
    }
    if (engine.isPresent() && code == ContainerEngine.ENGINE_FAILED) {
      return Optional.of(
          JobFailure.of(
              FailureKind.IMAGE,
              "the container of image "
                  + spec.image().orElse("")
                  + " could not be started: "
                  + lastWords()));
    }
    return Optional.empty();
  }

  private boolean wasKilledForMemory(int code) {
    try {
      if (OomKills.explain(code, RunnerStatus.read(attempt.sandbox()).oomKills())) {
        return true;
      }
    } catch (IOException e) {
      log.warn("The script of {} can't be read", attempt.submission().task(), e);
    }
    return engine
        .flatMap(it -> call(it, it.commands().inspect(attempt.sandbox().root())))
        .filter(answer -> answer.exitCode() == 0 && answer.output().startsWith("true"))
        .isPresent();
  }

  private String lastWords() {
    try {
      byte[] log = Files.readAllBytes(attempt.sandbox().log(LogStream.STDERR));
      return new Engine.Answer(0, new String(log, StandardCharsets.UTF_8)).reason();
    } catch (IOException e) {
      return "its standard error can't be read: " + e.getMessage();
    }
  }

  private void removeContainer() {
    engine.ifPresent(it -> call(it, it.commands().remove(attempt.sandbox().root())));
  }

  private static Optional<Engine.Answer> call(Engine engine, List<String> argv) {
    try {
      return Optional.of(engine.call(argv));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException e) {
      log.warn("The container engine could not be called: {}", argv, e);
      return Optional.empty();
    }
  }
}
