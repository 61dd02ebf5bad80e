package io.github.lighterman.testing.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The emulator's program in a JVM of its own. */
final class Program implements AutoCloseable {
  private static final Pattern ENDPOINT = Pattern.compile("http://\\S+");

  private final Process process;
  private final BufferedReader stdout;
  private final Path stderr;
  private final String first;

  private Program(Process process, Path stderr) throws IOException {
    this.process = process;
    this.stdout = process.inputReader();
    this.stderr = stderr;
    this.first = String.valueOf(stdout.readLine());
  }

  /** Starts it, and waits for its first line or its end. */
  static Program start(Path directory, String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(BatchEmulatorMain.class.getName());
    command.addAll(List.of(flags));
    Path stderr = directory.resolve("stderr.txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(stderr.toFile())
              .start();
      return new Program(process, stderr);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String firstLine() {
    return first;
  }

  /** Reads on to the next line that has this in it. */
  String lineWith(String text) throws IOException {
    String line = stdout.readLine();
    while (line != null && !line.contains(text)) {
      line = stdout.readLine();
    }
    return String.valueOf(line);
  }

  URI endpoint() {
    Matcher matcher = ENDPOINT.matcher(first);
    if (!matcher.find()) {
      throw new IllegalStateException(first + "\n" + errors());
    }
    return URI.create(matcher.group());
  }

  TestClient client(String account, String key) {
    return new TestClient(endpoint(), account, key, Clock.systemUTC());
  }

  /** Sends SIGTERM; the process's own method would close its output, too. */
  Program terminate() {
    boolean unused = process.toHandle().destroy();
    return this;
  }

  /** Waits for its end and returns its exit status. */
  int status() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the program doesn't end");
    }
    return process.exitValue();
  }

  /** Returns what it has written to standard output after its first line; it must have ended. */
  String rest() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  String errors() {
    try {
      return Files.readString(stderr);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    stdout.close();
  }
}
