package io.github.lighterman.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell that runs commands one after the other. It, and not this process, is the commands'
 * parent: so a command outlives this process, its exit code is written down by somebody who is
 * still there, and starting it costs the fork of a small process and not of a JVM.
 *
 * <p>One thread at a time, but for {@link #letGo}.
 */
final class Runner {
  /**
   * How a command ended.
   *
   * @param code the exit code, 128 and the number for a signal
   * @param leftovers whether it left processes behind
   * @param cpuTime what it used, with all its children that were waited for
   */
  record Exit(int code, Leftovers leftovers, Optional<Duration> cpuTime) {
    private static final Pattern LINE = Pattern.compile("exit (\\d+) ([01?])");

    /** Whether a command left processes behind. */
    enum Leftovers {
      NONE,
      SOME,
      UNKNOWN
    }

    static Optional<Exit> parse(String line) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      Leftovers leftovers =
          switch (matcher.group(2)) {
            case "0" -> Leftovers.NONE;
            case "1" -> Leftovers.SOME;
            default -> Leftovers.UNKNOWN;
          };
      return Optional.of(new Exit(Integer.parseInt(matcher.group(1)), leftovers, Optional.empty()));
    }

    Exit withCpuTime(Duration cpuTime) {
      return new Exit(code, leftovers, Optional.of(cpuTime));
    }
  }

  private static final String SCRIPT = script();
  private static final List<Path> SHELLS = List.of(Path.of("/bin/bash"), Path.of("/usr/bin/bash"));

  private final Process process;
  private final OutputStream requests;
  private final BufferedReader answers;
  private Duration cpuTimeBefore = Duration.ZERO;

  private Runner(Process process) {
    this.process = process;
    this.requests = process.getOutputStream();
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Starts a shell: bash where there is one, since it gives each command a process group; then with
   * {@code -p}, so that it heeds no BASH_ENV, CDPATH or function of the host's environment.
   */
  static Runner open() throws IOException {
    List<String> shell =
        SHELLS.stream()
            .filter(Files::isExecutable)
            .findFirst()
            .map(bash -> List.of(bash.toString(), "-p"))
            .orElse(List.of("/bin/sh"));
    List<String> argv = new ArrayList<>(shell);
    argv.addAll(List.of("-c", SCRIPT, "lighterman-runner"));
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.directory(Path.of("/").toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new Runner(builder.start());
  }

  /**
   * Starts the command of a sandbox and returns its process id; empty if another driver's runner
   * has started it before.
   *
   * @throws IOException if this runner is gone
   */
  Optional<Long> start(Sandbox sandbox, Map<String, String> secrets) throws IOException {
    StringBuilder request = new StringBuilder();
    secrets.forEach(
        (name, value) ->
            request.append("secret ").append(name).append('\n').append(octals(value)).append('\n'));
    request.append("run ").append(sandbox.root()).append('\n');
    requests.write(request.toString().getBytes(StandardCharsets.UTF_8));
    requests.flush();
    String[] answer = answer().split(" ", -1);
    return answer[0].equals("started") ? Optional.of(Long.parseLong(answer[2])) : Optional.empty();
  }

  /**
   * Waits for the command to end; empty if {@link #letGo} was called before that.
   *
   * @throws IOException if this runner is gone
   */
  Optional<Exit> await() throws IOException {
    Duration cpuTime = cpuTimeBefore;
    while (true) {
      String line = answer();
      Optional<Exit> exit = Exit.parse(line);
      if (exit.isPresent()) {
        Duration used = cpuTime.minus(cpuTimeBefore);
        cpuTimeBefore = cpuTime;
        return Optional.of(exit.get().withCpuTime(used));
      }
      if (line.equals("detached")) {
        return Optional.empty();
      }
      // Of the two lines that `times` writes, the second and last is that of the children.
      cpuTime = RunnerStatus.cpuTime(line).orElse(cpuTime);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Ends the shell once the command at hand, if there is one, has ended. */
  void close() {
    try {
      requests.close();
      answers.close();
    } catch (IOException e) {
      // It's gone already, which is what was wanted.
    }
  }

  /** Waits a moment for the shell to be gone after {@link #close}. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(1, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /**
   * Makes {@link #await} return at once and ends the shell once the command has ended. Closing the
   * stream that a thread reads would not wake that thread, so the shell is asked to write a line.
   */
  void letGo() throws IOException {
    requests.close();
    new ProcessBuilder("kill", "-USR1", Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the shell that watches the command, process " + pid() + ", is gone");
    }
    return line;
  }

  private static String octals(String value) {
    StringBuilder octals = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      octals.append("\\0").append(Integer.toOctalString(b & 0xff));
    }
    return octals.toString();
  }

  private static String script() {
    try (InputStream in = Runner.class.getResourceAsStream("runner.sh")) {
      if (in == null) {
        throw new IllegalStateException("runner.sh is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
