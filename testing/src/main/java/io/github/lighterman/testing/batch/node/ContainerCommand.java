package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.ContainerRegistry;
import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command that runs in a container of its own. */
final class ContainerCommand implements Command {
  private static final Duration CLIENT = Duration.ofSeconds(3);
  private static final Path NOTHING = Path.of("/dev/null");

  private final TaskOrder order;
  private final Map<String, String> variables;
  private final Node node;
  private final TaskEvents events;
  private final Containers containers;
  private final Duration grace;

  ContainerCommand(
      TaskOrder order,
      Map<String, String> variables,
      Node node,
      TaskEvents events,
      Containers containers,
      Duration grace) {
    this.order = order;
    this.variables = variables;
    this.node = node;
    this.events = events;
    this.containers = containers;
    this.grace = grace;
  }

  /** A container as its engine sees it. */
  private record State(String status, boolean started, String error) {
    static State parse(String line) {
      String[] parts = line.split("\\|", 3);
      if (parts.length < 3) {
        return new State("unknown", true, "");
      }
      // Both engines write down the year 1 for what has not happened.
      return new State(parts[0], !parts[1].startsWith("0001-"), parts[2]);
    }
  }

  @Override
  public int run(StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    ContainerSettings settings = order.work().container().orElseThrow();
    List<ContainerRegistry> registries = new ArrayList<>();
    settings.registry().ifPresent(registries::add);
    if (registries.isEmpty()) {
      registries.addAll(order.work().poolRegistries());
    }
    containers.ensureImage(settings.imageName(), registries, node, stop);
    String id = create(settings, stop);
    try {
      show(id, new State("created", false, ""));
      return attached(id, stop);
    } finally {
      quietly(containers.engine().remove(id));
    }
  }

  private String create(ContainerSettings settings, StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    List<String> argv =
        new ArrayList<>(containers.engine().create(order, node.directory(), variables));
    argv.add(settings.imageName());
    argv.addAll(words(order.work().commandLine()));
    requireNoNul(argv);
    Map<String, String> passed = new TreeMap<>(variables);
    passed.keySet().removeIf(ContainerEngine::isHeeded);
    // Without the signal: half done it could leave a container whose id nobody knows.
    EngineCall.Answer answer;
    try {
      answer = containers.call(EngineCall.of(argv).with(passed), node, new StopSignal());
    } catch (IllegalArgumentException e) {
      throw Trouble.CONTAINER_INVALID_SETTINGS.with(Trouble.reason(String.valueOf(e)));
    }
    if (!answer.isGood()) {
      stop.check();
      throw Trouble.CONTAINER_INVALID_SETTINGS.with(Trouble.reason(answer.reason()));
    }
    return answer.output().lines().reduce((a, b) -> b).orElseThrow();
  }

  private static List<String> words(String commandLine) throws TaskFailedException {
    try {
      return CommandLine.parse(commandLine).words();
    } catch (IllegalArgumentException e) {
      throw Trouble.COMMAND_LAUNCH_FAILED.with(Trouble.reason(String.valueOf(e.getMessage())));
    }
  }

  private static void requireNoNul(List<String> argv) throws TaskFailedException {
    if (argv.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw Trouble.COMMAND_LAUNCH_FAILED.with(
          Trouble.reason("an argument or a variable holds a NUL character"));
    }
  }

  private int attached(String id, StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    stop.check();
    Process process;
    TaskDirectory task = node.directory().task(order.place().directory());
    try {
      process =
          new ProcessBuilder(containers.engine().start(id))
              .redirectInput(NOTHING.toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(task.stdout().toFile()))
              .redirectError(ProcessBuilder.Redirect.appendTo(task.stderr().toFile()))
              .start();
    } catch (IOException e) {
      throw Trouble.CONTAINER_MISC_ERROR.with(Trouble.reason(String.valueOf(e.getMessage())));
    }
    show(id, new State("running", true, ""));
    StopSignal.Registration registration = stop.onStop(() -> end(id, process));
    try {
      int exitCode = process.waitFor();
      State state = state(id);
      show(id, state);
      if (!state.started() && !stop.isStopped()) {
        throw notStarted(state, task);
      }
      return exitCode;
    } finally {
      registration.withdraw();
      process.destroyForcibly();
    }
  }

  /** Stops a container; one that had not yet started then, and started afterwards, is killed. */
  private void end(String id, Process client) {
    quietly(containers.engine().stop(id, grace));
    try {
      if (!client.waitFor(CLIENT.toSeconds(), TimeUnit.SECONDS)) {
        quietly(containers.engine().kill(id));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says why; podman keeps the reason for the error output of whoever starts a container. */
  private TaskFailedException notStarted(State state, TaskDirectory task) {
    String reason = state.error();
    if (reason.isEmpty()) {
      try (Stream<String> lines = Files.lines(task.stderr())) {
        reason = lines.reduce((a, b) -> b).orElse("the engine gives no reason");
      } catch (IOException | UncheckedIOException e) {
        reason = "the reason stands in stderr.txt";
      }
    }
    return Trouble.CONTAINER_MISC_ERROR.with(Trouble.reason(reason));
  }

  /** Returns what the engine says of the container; one with {@code --rm} is gone by now. */
  private State state(String id) throws InterruptedException {
    return quietly(containers.engine().inspect(id))
        .filter(EngineCall.Answer::isGood)
        .map(answer -> State.parse(answer.output()))
        .orElse(new State("exited", true, ""));
  }

  private void show(String id, State state) {
    events.container(
        new ContainerInfo(
            id,
            Optional.of(state.status()),
            Optional.of(state.error()).filter(error -> !error.isEmpty())));
  }

  /** Calls the engine for what has to be done even when the attempt is stopped. */
  private Optional<EngineCall.Answer> quietly(List<String> argv) {
    try {
      EngineCall.Answer answer = containers.call(EngineCall.of(argv), node, new StopSignal());
      if (!answer.isGood()) {
        node.say(argv.get(1) + " failed: " + answer.reason());
      }
      return Optional.of(answer);
    } catch (TaskFailedException | StoppedException e) {
      node.say(argv.get(1) + " failed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
