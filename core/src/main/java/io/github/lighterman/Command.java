package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The program a job runs and its arguments. Every argument reaches the program as it stands here:
 * no shell reads it, so that spaces, quotes and {@code $} need no care. A shell script is explicit.
 *
 * <p>An empty command and an argument with a NUL character are found by {@link
 * WorkflowRun#validate}, not here.
 *
 * @param argv the program and its arguments
 */
public record Command(List<String> argv) {
  /** Copies the list. */
  public Command {
    argv = List.copyOf(argv);
  }

  /** Returns the command that runs {@code program} with {@code arguments}. */
  public static Command of(String program, String... arguments) {
    String[] argv = new String[arguments.length + 1];
    argv[0] = requireNonNull(program, "program");
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
    return new Command(List.of(argv));
  }

  /** Returns the command {@code sh -c script}. Stops at no error unless the script says so. */
  public static Command shell(String script) {
    return new Command(List.of("sh", "-c", requireNonNull(script, "script")));
  }
}
