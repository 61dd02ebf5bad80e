package io.github.lighterman.samples.cluster;

import picocli.CommandLine;

/** Lets a command line say what is wrong in one sentence, without a usage text or a stack trace. */
final class Sentences {
  private Sentences() {}

  static CommandLine in(CommandLine commands) {
    commands.setParameterExceptionHandler(
        (problem, args) -> {
          String command = problem.getCommandLine().getCommandName();
          return say(commands, command + ": " + problem.getMessage(), 2);
        });
    commands.setExecutionExceptionHandler(
        (problem, command, result) -> say(commands, of(problem), 1));
    return commands;
  }

  /** Returns what went wrong, in one line. */
  static String of(Exception problem) {
    String message = problem.getMessage();
    boolean ours =
        problem instanceof io.github.lighterman.WorkflowException
            || problem instanceof IllegalArgumentException;
    String text = message == null || !ours ? problem.toString() : message;
    return text.replaceAll("\\s*\\R\\s*", "; ");
  }

  private static int say(CommandLine commands, String sentence, int code) {
    commands.getErr().println("lighterman: " + sentence.replaceAll("\\s*\\R\\s*", "; "));
    commands.getErr().flush();
    return code;
  }
}
