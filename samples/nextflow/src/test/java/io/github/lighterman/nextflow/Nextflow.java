package io.github.lighterman.nextflow;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nextflow itself, in a process of its own, without network, in a directory of its own, with the
 * plug-in as it is packaged.
 */
final class Nextflow {
  private static final Path PLUGINS =
      Path.of(System.getProperty("nextflow.plugins", "target/plugins"));

  /** Includes the example that the plug-in's users start from. */
  static final String EXAMPLE =
      "includeConfig '" + Path.of("nextflow.config").toAbsolutePath() + "'\n";

  /** What a test has on its class path and Nextflow has not, by the files' names. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "(lighterman|azure|client-runtime|okhttp|okio|retrofit|adapter-rxjava|rxjava|reactor"
              + "|reactive|joda|kotlin|annotations|jspecify|junit|opentest4j|apiguardian|assertj"
              + "|byte-buddy|jetty)-.*|(test-)?classes");

  private final Path directory;

  Nextflow(Path directory) {
    this.directory = directory;
  }

  /** What a run of Nextflow's left. */
  record Outcome(int exitCode, String output) {}

  /** Runs a pipeline to its end. */
  Outcome run(String config, String... arguments) throws IOException, InterruptedException {
    Process process = start(config, arguments);
    try {
      if (!process.waitFor(110, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nextflow does not end:\n" + output());
      }
      return new Outcome(process.exitValue(), output());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a pipeline; whoever calls ends the process. */
  Process start(String config, String... arguments) throws IOException {
    String plugins = config.startsWith(EXAMPLE) ? "" : "plugins { id 'nf-lighterman@0.1.0' }\n";
    Files.writeString(directory.resolve("nextflow.config"), plugins + config + "\n");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx300m", "-Xshare:auto"));
    // What Nextflow's own launcher gives.
    for (String opened :
        List.of("lang", "io", "nio", "net", "util", "util.concurrent", "util.regex")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("--add-opens=java.base/sun.nio.fs=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath(), "nextflow.cli.Launcher", "run"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile());
    builder.environment().putAll(environment());
    return builder.start();
  }

  /** Returns what it has printed. */
  String output() throws IOException {
    return Files.readString(directory.resolve("output.txt"));
  }

  /** Returns its log, which says what its output doesn't. */
  String log() throws IOException {
    return Files.readString(directory.resolve(".nextflow.log"));
  }

  /** Brings a pipeline of the test's resources to where it runs. */
  void pipeline(String name) throws IOException {
    Path source = Path.of("src/test/resources", name);
    try (Stream<Path> all = Files.walk(source)) {
      for (Path file : all.toList()) {
        Path target = directory.resolve(name).resolve(source.relativize(file).toString());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Makes a secret known to it. */
  void secret(String name, String value) throws IOException {
    Path store = directory.resolve("secrets.json");
    Files.writeString(store, "[{\"name\": \"" + name + "\", \"value\": \"" + value + "\"}]\n");
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
  }

  /** Returns where the local backend keeps its runs. */
  Path state() {
    return directory.resolve("state");
  }

  /** Returns the ids of the runs that the local backend has kept. */
  List<String> keptRuns() throws IOException {
    Path runs = state().resolve("lighterman");
    if (!Files.exists(runs)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("nf-"))
          .sorted()
          .toList();
    }
  }

  /** Returns the work directories whose wrapper script is that of a task with this name. */
  List<Path> workOf(String task) throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("work"), 3)) {
      return all.filter(path -> path.endsWith(".command.run"))
          .filter(path -> contains(path, "### name: '" + task + "'"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "NXF_HOME",
        directory.resolve("home").toString(),
        "NXF_PLUGINS_DIR",
        PLUGINS.toAbsolutePath().toString(),
        "NXF_PLUGINS_MODE",
        "prod",
        "NXF_PLUGINS_DEFAULT",
        "false",
        "NXF_OFFLINE",
        "true",
        "NXF_ANSI_LOG",
        "false",
        "NXF_SECRETS_FILE",
        directory.resolve("secrets.json").toString(),
        "XDG_STATE_HOME",
        state().toString());
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !FOREIGN.matcher(new File(entry).getName()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }
}
