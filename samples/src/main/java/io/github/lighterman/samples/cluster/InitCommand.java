package io.github.lighterman.samples.cluster;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a directory with the commands for an engine in it. */
@Command(name = "init", description = "Makes a directory with the commands for an engine in it.")
final class InitCommand implements Callable<Integer> {
  private static final List<String> COMMANDS =
      List.of("lighterman", "submit", "status", "cancel", "logs", "wait");

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIRECTORY", description = "Where to; it must be on this machine.")
  private Path directory = Path.of("");

  @Option(names = "--executor", description = "What runs the jobs. Default: ${DEFAULT-VALUE}")
  private String executor = "local";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "A setting of the executor. Secrets come from the environment of whoever submits first.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(
      names = "--idle",
      description = "After which time without jobs the driver ends. Default: ${DEFAULT-VALUE}")
  private String idle = "5m";

  @Option(
      names = "--in",
      description =
          "Whether a job starts in the directory that it was submitted from, or in one of its own:"
              + " ${COMPLETION-CANDIDATES}. Default: submit for the executor local, else job")
  private @Nullable Place in;

  /** Where a job starts. */
  enum Place {
    /** In the directory that it was submitted from, which its machine must have. */
    submit,
    /** In its own. */
    job
  }

  @Override
  public Integer call() throws IOException {
    check();
    Path root = directory.toAbsolutePath().normalize();
    ClusterDirectory made = new ClusterDirectory(root);
    for (Path part : List.of(made.spool(), made.in(), made.jobs())) {
      Files.createDirectories(part);
    }
    // Whoever writes here runs commands as its owner.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    made.writeSettings(properties());
    writeScript(root.resolve("driver.sh"), driver(root));
    String client = client().replace("@DIR@", quoted(root.toString()));
    for (String command : COMMANDS) {
      writeScript(root.resolve(command), client);
    }
    Objects.requireNonNull(spec, "spec").commandLine().getOut().println(root);
    return 0;
  }

  private void check() {
    WorkflowExecutorProvider provider =
        WorkflowExecutorProvider.named(executor, InitCommand.class.getClassLoader());
    ExecutorSettings.of(settings).check(executor, provider.settings());
    provider.settings().stream()
        .filter(setting -> setting.sensitivity() == Setting.Sensitivity.SECRET)
        .map(Setting::name)
        .filter(settings::containsKey)
        .findFirst()
        .ifPresent(
            name -> {
              String variable = "LIGHTERMAN_" + executor + "_" + name;
              throw new InvalidSettingException(
                  "setting '"
                      + name
                      + "' is a secret and stands in no file; set the environment variable "
                      + variable.toUpperCase(Locale.ROOT).replace('-', '_')
                      + " where the engine runs");
            });
    Duration unused = Times.of("--idle", idle);
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("executor", executor);
    properties.setProperty("idle", idle);
    Place place = in == null ? (executor.equals("local") ? Place.submit : Place.job) : in;
    properties.setProperty("in", place.name());
    settings.forEach((name, value) -> properties.setProperty("set." + name, value));
    return properties;
  }

  private static String driver(Path root) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return "#!/bin/sh\nexec "
        + quoted(java)
        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "
        + quoted(classPath())
        + " "
        + ClusterMain.class.getName()
        + " drive "
        + quoted(root.toString())
        + "\n";
  }

  /** Returns where this class and all that it needs are; under Maven the JVM's own doesn't tell. */
  private static String classPath() {
    Stream<Path> entries =
        InitCommand.class.getClassLoader() instanceof URLClassLoader loader
            ? Arrays.stream(loader.getURLs()).map(url -> Path.of(URI.create(url.toString())))
            : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of);
    return entries
        .map(entry -> entry.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String client() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(InitCommand.class.getResourceAsStream("client.sh"), "client.sh")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns a text as a shell reads it: between quotes, in which only the quote is special. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static void writeScript(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
