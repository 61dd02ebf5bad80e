package io.github.lighterman.samples.functions;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a function is called with.
 *
 * @param arguments what follows the function's name in the job's command
 * @param environment the job's variables, secrets among them
 * @param directory the job's directory, with its inputs in it
 * @param out the job's standard output
 * @param err the job's standard error
 */
public record FunctionCall(
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    PrintStream out,
    PrintStream err) {
  /** Copies the collections. */
  public FunctionCall {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }
}
