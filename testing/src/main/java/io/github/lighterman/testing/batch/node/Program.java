package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.TaskFailure.Detail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The process that a command line stands for.
 *
 * @param file the program
 * @param arguments what follows it
 */
record Program(Path file, List<String> arguments) {
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "busybox");
  private static final Path NEW_SESSION = Path.of("/usr/bin/setsid");
  private static final int SIGNALLED = 128;
  private static final int MOST_SIGNALS = 64;
  private static final int HEAD = 512;

  /**
   * Looks for the program: below the working directory if its name has a slash, else along the
   * task's {@code PATH}.
   */
  static Program find(String commandLine, Path work, Map<String, String> variables)
      throws TaskFailedException {
    List<String> words = words(commandLine);
    String name = words.isEmpty() ? "" : words.get(0);
    Optional<Path> found = find(name, work, variables.getOrDefault("PATH", ""));
    if (found.isEmpty()) {
      throw Trouble.COMMAND_PROGRAM_NOT_FOUND.with(
          new Detail("CommandLine", commandLine),
          Trouble.reason("No such file or directory: '" + name + "'"));
    }
    if (!canRun(found.get())) {
      throw launchFailed(
          commandLine, "'" + name + "' can't be run: not executable, or a script without #!");
    }
    return new Program(found.get(), List.copyOf(words.subList(1, words.size())));
  }

  /** Starts it with nothing but these variables, its output going to the task's logs. */
  Process start(TaskDirectory task, Map<String, String> variables) throws TaskFailedException {
    List<String> argv = new ArrayList<>();
    // In a session of its own all that it starts is found again, and no terminal can interrupt it.
    if (Files.isExecutable(NEW_SESSION)) {
      argv.add(NEW_SESSION.toString());
    }
    argv.add(file.toString());
    argv.addAll(arguments);
    requirePassable(argv, variables);
    ProcessBuilder builder = new ProcessBuilder(argv);
    try {
      builder.environment().clear();
      builder.environment().putAll(variables);
      return builder
          .directory(task.work().toFile())
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(task.stdout().toFile()))
          .redirectError(ProcessBuilder.Redirect.appendTo(task.stderr().toFile()))
          .start();
    } catch (IOException | IllegalArgumentException e) {
      throw launchFailed(file.toString(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns what the service's agent would say of an exit status of the JDK's, which doesn't tell a
   * process that was ended by a signal from one that exited with 128 and its number. The agent says
   * minus the number. A shell that reports its child's end is the usual case of the other.
   */
  int exitCode(int status, boolean signalled) {
    boolean inRange = status > SIGNALLED && status <= SIGNALLED + MOST_SIGNALS;
    boolean shell = SHELLS.contains(file.getFileName().toString());
    return inRange && (signalled || !shell) ? SIGNALLED - status : status;
  }

  private static List<String> words(String commandLine) throws TaskFailedException {
    try {
      return CommandLine.parse(commandLine).words();
    } catch (IllegalArgumentException e) {
      throw launchFailed(commandLine, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Path> find(String name, Path work, String path) {
    List<String> directories = name.contains("/") ? List.of("") : List.of(path.split(":", -1));
    for (String directory : directories) {
      try {
        Path candidate = work.resolve(directory).resolve(name);
        if (!name.isEmpty() && Files.isRegularFile(candidate)) {
          return Optional.of(candidate);
        }
      } catch (InvalidPathException e) {
        // No file here can have such a name.
      }
    }
    return Optional.empty();
  }

  /** Tells whether the system would run it; where it wouldn't, the JDK would ask a shell to. */
  private static boolean canRun(Path file) {
    if (!Files.isExecutable(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD);
      boolean script = head.length > 1 && head[0] == '#' && head[1] == '!';
      boolean binary = false;
      for (byte b : head) {
        binary |= b == 0;
      }
      return script || binary;
    } catch (IOException e) {
      // Executable and not readable is legal, and the system will tell.
      return true;
    }
  }

  /** Refuses what the JDK would change on its way to the process. */
  private static void requirePassable(List<String> argv, Map<String, String> variables)
      throws TaskFailedException {
    Charset charset = processCharset();
    List<String> texts = new ArrayList<>(argv);
    texts.addAll(variables.keySet());
    texts.addAll(variables.values());
    for (String text : texts) {
      if (text.indexOf('\0') >= 0) {
        throw launchFailed(argv.get(0), "an argument or a variable holds a NUL character");
      }
      if (!charset.newEncoder().canEncode(text)) {
        throw launchFailed(
            argv.get(0),
            "an argument or a variable holds a character that this JVM can't pass on in "
                + charset
                + "; start it with LC_ALL=C.UTF-8");
      }
    }
    if (variables.containsKey("")) {
      throw launchFailed(argv.get(0), "a variable has an empty name");
    }
  }

  private static Charset processCharset() {
    try {
      return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    } catch (UnsupportedCharsetException e) {
      return Charset.defaultCharset();
    }
  }

  private static TaskFailedException launchFailed(String commandLine, String reason) {
    return Trouble.COMMAND_LAUNCH_FAILED.with(
        new Detail("CommandLine", commandLine), Trouble.reason(reason));
  }
}
