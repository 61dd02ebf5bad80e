package io.github.lighterman.testing.batch.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A command that is a process of this machine. */
final class BareCommand implements Command {
  /** What becomes of processes that outlive the command. */
  enum Leftovers {
    /** They are ended with it. */
    ENDED,
    /** They are a start task's, which may start what all tasks need, and end with the node. */
    KEPT
  }

  private final String commandLine;
  private final TaskDirectory task;
  private final Map<String, String> variables;
  private final Leftovers leftovers;
  private final Duration grace;

  BareCommand(
      String commandLine,
      TaskDirectory task,
      Map<String, String> variables,
      Leftovers leftovers,
      Duration grace) {
    this.commandLine = commandLine;
    this.task = task;
    this.variables = withOwn(variables, task);
    this.leftovers = leftovers;
    this.grace = grace;
  }

  /** Adds what any account has on a node. The node has this machine's programs. */
  private static Map<String, String> withOwn(Map<String, String> variables, TaskDirectory task) {
    Map<String, String> all = new HashMap<>();
    String path = System.getenv("PATH");
    all.put("PATH", path == null ? "/usr/local/bin:/usr/bin:/bin" : path);
    all.put("HOME", task.work().toString());
    all.putAll(variables);
    return all;
  }

  @Override
  public int run(StopSignal stop)
      throws TaskFailedException, StoppedException, InterruptedException {
    Program program = Program.find(commandLine, task.work(), variables);
    stop.check();
    Process process = program.start(task, variables);
    ProcessGroup group = new ProcessGroup(task.root(), Optional.of(process.toHandle()));
    StopSignal.Registration registration = stop.onStop(() -> group.end(grace));
    try {
      int status = process.waitFor();
      return program.exitCode(status, stop.isStopped());
    } finally {
      registration.withdraw();
      if (leftovers == Leftovers.ENDED || stop.isStopped()) {
        group.end(grace);
      }
    }
  }
}
