package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A command that every node of a pool runs before its first job, and again whenever it restarts, so
 * that it must do no harm when it's run twice. A node on which it fails takes no job. It comes
 * after what the library itself has to do on a node, such as formatting disks.
 *
 * @param argv the program and its arguments; no shell reads them
 * @param files what is downloaded first: the address under the relative path to which it goes; a
 *     query is taken for a signature and shown to nobody but Batch
 * @param environment variables, which everybody sees who may read the account
 * @param elevation with which rights it runs; on nodes with data disks it must be those of an
 *     administrator, which formatting takes
 * @param retries how often a node tries it again, 0 to 100
 */
public record StartTask(
    List<String> argv,
    Map<String, URI> files,
    Map<String, String> environment,
    Elevation elevation,
    int retries) {
  static final int RETRIES = 3;

  /**
   * Checks that Batch would take it.
   *
   * @throws IllegalArgumentException if the command is empty, a number is out of its range, or a
   *     path, an address or a variable can't be one
   */
  public StartTask {
    argv = List.copyOf(argv);
    files = PoolRules.sorted(files);
    environment = PoolRules.sorted(environment);
    requireNonNull(elevation, "elevation");
    PoolRules.range("the retries of a start task", retries, 0, 100);
    if (argv.isEmpty() || argv.get(0).isBlank()) {
      throw new IllegalArgumentException("the command of a start task must name a program");
    }
    if (argv.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException("the command of a start task must not hold a NUL");
    }
    files.forEach(StartTask::requireFile);
    environment.forEach(StartTask::requireVariable);
  }

  /**
   * Returns the command with no files, no variables, no special rights, and 3 retries.
   *
   * @throws IllegalArgumentException if it's empty
   */
  public static StartTask of(String... argv) {
    return new StartTask(List.of(argv), Map.of(), Map.of(), Elevation.NON_ADMIN, RETRIES);
  }

  /**
   * Returns a copy with one more file, or another one in its place.
   *
   * @param url where it's read from, by http or https
   * @param path where it goes, relative to the task's directory
   * @throws IllegalArgumentException if one can't be what it should be
   */
  public StartTask withFile(URI url, String path) {
    Map<String, URI> all = new TreeMap<>(files);
    all.put(requireNonNull(path, "path"), requireNonNull(url, "url"));
    return new StartTask(argv, all, environment, elevation, retries);
  }

  /** Returns a copy with one more variable, or another value in its place. */
  public StartTask withVariable(String name, String value) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
    return new StartTask(argv, files, all, elevation, retries);
  }

  /** Returns a copy that runs with these rights. */
  public StartTask withElevation(Elevation elevation) {
    return new StartTask(argv, files, environment, elevation, retries);
  }

  /** Returns a copy that is tried again so often, 0 to 100. */
  public StartTask withRetries(int retries) {
    return new StartTask(argv, files, environment, elevation, retries);
  }

  /** Returns all but the queries of addresses. */
  @Override
  public String toString() {
    return "StartTask[argv="
        + argv
        + ", files="
        + files.entrySet().stream()
            .map(file -> file.getKey() + "=" + SignedUrls.redact(file.getValue()))
            .collect(Collectors.joining(", ", "{", "}"))
        + ", environment="
        + environment
        + ", elevation="
        + elevation
        + ", retries="
        + retries
        + "]";
  }

  private static void requireFile(String path, URI url) {
    PoolRules.text(
        "the path of a start task's file",
        path,
        "(?!/)(?!(.*/)?\\.\\.(/|$))[^\\\\\0]{1,1024}(?<!/)",
        "relative, name a file and not lead out of the task's directory");
    String scheme = String.valueOf(url.getScheme());
    if (!scheme.matches("(?i)https?") || url.getRawAuthority() == null) {
      throw new IllegalArgumentException(
          "the address of a start task's file '" + path + "' must be by http or https");
    }
  }

  private static void requireVariable(String name, String value) {
    PoolRules.text(
        "a variable of a start task",
        name,
        "(?!AZ_BATCH_)[A-Za-z_][A-Za-z0-9_]*",
        "a name of letters, digits and '_' that doesn't start with AZ_BATCH_");
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "variable " + name + " of a start task must not hold a NUL");
    }
  }
}
