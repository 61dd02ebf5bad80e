package io.github.lighterman.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a program printed, and how it ended.
 *
 * @param status its exit status
 * @param out what it printed on stdout
 * @param err what it printed on stderr
 */
record Program(int status, String out, String err) {
  /** A program's {@code main}. */
  interface Main {
    void run(String... args) throws Exception;
  }

  /** Runs a {@code main} in this JVM. */
  static Program here(Main main, String... args) throws Exception {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      main.run(args);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
    return new Program(
        0, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * Runs the {@code main} of a class in a JVM of its own, with {@code directory} as its working
   * directory; its temporary files and its state go below {@code scratch}. Of accounts in the cloud
   * that somebody has it knows nothing.
   */
  static Program alone(Path directory, Path scratch, Class<?> program, String... args)
      throws IOException, InterruptedException {
    return alone(directory, scratch, Map.of(), program, args);
  }

  /** Does the same with these variables in its environment. */
  static Program alone(
      Path directory, Path scratch, Map<String, String> variables, Class<?> program, String... args)
      throws IOException, InterruptedException {
    Path temporary = Files.createDirectories(scratch.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Half the time of so short a program would go into compiling it well.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(args));
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(LIGHTERMAN_)?AZURE_.*"));
    builder.environment().put("XDG_STATE_HOME", scratch.resolve("state").toString());
    builder.environment().putAll(variables);
    int status = builder.start().waitFor();
    return new Program(status, Files.readString(out), Files.readString(err));
  }
}
