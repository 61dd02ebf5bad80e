package io.github.lighterman.samples.cluster;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a directory of commands for an engine, and drives the jobs that they submit. */
@Command(
    name = "cluster",
    description = "Runs the jobs of engines that call a command for each job.",
    mixinStandardHelpOptions = true,
    subcommands = InitCommand.class,
    synopsisSubcommandLabel = "COMMAND")
public final class ClusterMain {
  ClusterMain() {}

  /** Runs {@code init}, or {@code drive}, which the commands call themselves. */
  public static void main(String... args) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine commands = new CommandLine(new ClusterMain());
    commands.setOut(out);
    commands.setErr(err);
    return Sentences.in(commands).execute(args);
  }

  @Command(name = "drive", hidden = true, description = "Answers the requests of a directory.")
  int drive(@Parameters(paramLabel = "DIRECTORY") Path directory) throws Exception {
    return new Driver(new ClusterDirectory(directory)).run();
  }
}
