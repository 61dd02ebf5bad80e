package io.github.lighterman.samples.survival;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.azure.AzureBatchExecutor;
import io.github.lighterman.local.LocalExecutor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@link DriverProgram} in a process of its own, which can be killed. */
final class DriverProcess {
  static final String READY = "ready";
  private static final String AZURE = "azure";
  private static final String LOCAL = "local";

  private DriverProcess() {}

  /** Runs it: where, the run's id and directory, and what the executor needs. */
  public static void main(String... args) throws Exception {
    FourStages work = new FourStages(RunId.of(args[1]), Path.of(args[2]));
    System.out.println(READY);
    try (WorkflowExecutor executor =
        args[0].equals(AZURE)
            ? AzureBatchExecutor.open(EmulatedAccount.hasty(List.of(args).subList(3, args.length)))
            : local(work)) {
      Logbook log = new Logbook(work.directory(), () -> true, System.out::println);
      new DriverProgram(executor, work, log).run();
    }
    System.out.println(CutFiles.CHANGES + CutFiles.count());
  }

  /** Returns an executor on this machine whose runs lie in the directory of the workflow. */
  static WorkflowExecutor local(FourStages work) {
    return LocalExecutor.builder()
        .directory(runs(work))
        .cpus(1)
        .killGrace(Duration.ofMillis(100))
        .build();
  }

  static Path runs(FourStages work) {
    return work.directory().resolve("runs");
  }

  static Handle onAzure(List<String> access, FourStages work) throws IOException {
    return start(List.of(), AZURE, work, access);
  }

  static Handle onThisMachine(FourStages work, List<String> options) throws IOException {
    return start(options, LOCAL, work, List.of());
  }

  private static Handle start(
      List<String> options, String where, FourStages work, List<String> more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(options);
    command.addAll(
        List.of(
            DriverProcess.class.getName(), where, work.id().value(), work.directory().toString()));
    command.addAll(more);
    return new Handle(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** What others have of it. */
  static final class Handle implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    private Handle(Process process) {
      this.process = process;
      this.said = process.inputReader(UTF_8);
    }

    /** Waits until it has ended. */
    void awaitEnd() throws InterruptedException {
      process.waitFor();
    }

    boolean isAlive() {
      return process.isAlive();
    }

    /** Waits until it says something that starts like this; returns the rest, unless it ends. */
    Optional<String> await(String start) throws IOException {
      Optional<String> line;
      do {
        line = Optional.ofNullable(said.readLine());
      } while (line.filter(it -> !it.startsWith(start)).isPresent());
      return line.map(it -> it.substring(start.length()));
    }

    /** Kills it, unless it has ended. */
    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      said.close();
    }
  }
}
