package io.github.lighterman.azure;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The shells that a node, or an image, may have as its {@code /bin/sh}. */
enum PosixShell {
  DASH("dash"),
  BASH("bash --posix"),
  BUSYBOX("busybox sh");

  private static final List<String> TOOLS =
      List.of("cat", "chmod", "cp", "find", "grep", "ls", "mkdir", "mv", "readlink", "rm", "rmdir");

  private final String command;

  PosixShell(String command) {
    this.command = command;
  }

  /** How a shell's command ended. */
  record End(int code, String out, String err) {}

  /** Skips the test if this machine doesn't have the shell. */
  void assumeInstalled() {
    assumeTrue(onPath().isPresent(), "needs " + program() + " on this machine");
  }

  /** Returns a command line that starts {@code /bin/sh} as one that starts this shell. */
  String instead(String line) {
    return line.replaceFirst("^/bin/sh", command);
  }

  /** Returns the directories to look for programs, those of the shell itself if it has some. */
  String path(Path scratch) throws IOException {
    String path = System.getenv("PATH");
    if (this != BUSYBOX) {
      return path;
    }
    Path programs = Files.createDirectories(scratch.resolve("busybox"));
    // Links within one directory, so that who deletes it has nothing to warn of.
    Path busybox = programs.resolve("busybox");
    Files.copy(onPath().orElseThrow(), busybox, StandardCopyOption.REPLACE_EXISTING);
    for (String program : TOOLS) {
      Path link = programs.resolve(program);
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of("busybox"));
    }
    return programs + ":" + path;
  }

  /** Has this shell read a script, from a file, so that no limit on arguments is met. */
  End run(Path scratch, Map<String, String> environment, String script)
      throws IOException, InterruptedException {
    Process process = start(scratch, environment, script);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("still runs: " + script);
    }
    return new End(
        process.exitValue(),
        Files.readString(scratch.resolve("out")),
        Files.readString(scratch.resolve("err")));
  }

  Process start(Path scratch, Map<String, String> environment, String script) throws IOException {
    Path file = Files.writeString(scratch.resolve("script"), script);
    ProcessBuilder builder = new ProcessBuilder(command.split(" "));
    builder.command().add(file.toString());
    builder.environment().putAll(environment);
    return builder
        .directory(environment.containsKey("WD") ? Path.of(environment.get("WD")).toFile() : null)
        .redirectInput(file.toFile())
        .redirectOutput(scratch.resolve("out").toFile())
        .redirectError(scratch.resolve("err").toFile())
        .start();
  }

  private String program() {
    return command.split(" ", 2)[0];
  }

  /** Returns where a program of this machine is; skips the test if there is none. */
  static Path program(String name) {
    Optional<Path> program = onPath(name);
    assumeTrue(program.isPresent(), "needs " + name + " on this machine");
    return program.get();
  }

  private Optional<Path> onPath() {
    return onPath(program());
  }

  private static Optional<Path> onPath(String program) {
    return List.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")).stream()
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
