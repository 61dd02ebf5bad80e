package io.github.lighterman.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A directory of commands, as an engine calls them. */
final class Cluster implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final Path root;
  private final Path work;

  /** What a call printed, and how it ended. */
  record Call(int code, String out, String err) {
    /** Returns its only line on stdout. */
    String line() {
      assertThat(err).isEmpty();
      assertThat(code).isZero();
      return out.strip();
    }

    /** Checks that it says in one sentence what is wrong. */
    void assertRefused(int expected, String... parts) {
      assertThat(out).isEmpty();
      assertThat(err).startsWith("lighterman: ").endsWith("\n").contains(parts);
      assertThat(err.lines()).hasSize(1);
      assertThat(code).isEqualTo(expected);
    }
  }

  private Cluster(Path root, Path work) {
    this.root = root;
    this.work = work;
  }

  /** Makes one below {@code scratch}, whose path has a blank and a quote in it. */
  static Cluster below(Path scratch, String... options) throws Exception {
    Path root = scratch.resolve("it's a cluster");
    Cluster cluster = new Cluster(root, Files.createDirectories(scratch.resolve("work dir")));
    assertThat(cluster.init(options).line()).isEqualTo(root.toString());
    return cluster;
  }

  /** Calls {@code init} with these options. */
  Call init(String... options) {
    List<String> words = new ArrayList<>(List.of("init", root.toString()));
    words.addAll(Arrays.asList(options));
    if (!words.contains("--executor")) {
      words.addAll(List.of("--set", "directory=" + root.resolveSibling("state")));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        ClusterMain.run(
            new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    return new Call(code, out.toString(), err.toString());
  }

  Path root() {
    return root;
  }

  Path work() {
    return work;
  }

  /** Writes an executable script into the directory that calls are made from. */
  String script(String name, String... lines) throws IOException {
    Path file = work.resolve(name);
    Files.write(file, Arrays.asList(lines));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return name;
  }

  Call call(String command, String... arguments) throws IOException {
    return run(words(command, arguments));
  }

  List<String> words(String command, String... arguments) {
    List<String> words = new ArrayList<>(List.of(root.resolve(command).toString()));
    words.addAll(Arrays.asList(arguments));
    return words;
  }

  Process start(List<String> words, Path out) throws IOException {
    return new ProcessBuilder(words)
        .directory(work.toFile())
        .redirectOutput(out.toFile())
        .redirectErrorStream(true)
        .start();
  }

  Call run(List<String> words) throws IOException {
    Path out = Files.createTempFile(work, "out", "");
    Path err = Files.createTempFile(work, "err", "");
    Process process =
        new ProcessBuilder(words)
            .directory(work.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ended: " + words).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("nobody waits for " + words, e);
    } finally {
      process.destroyForcibly();
    }
    return new Call(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Returns the driver, if there is one. */
  Optional<ProcessHandle> driver() throws IOException {
    String stamp = new ClusterDirectory(root).read(root.resolve("driver"));
    return stamp.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(stamp.split(" ", -1)[0]));
  }

  /** Waits for what no process and no future tells. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("until " + what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Ends the driver and all jobs. */
  @Override
  public void close() throws IOException {
    assertThat(call("lighterman", "clean").err()).isEmpty();
    Optional<ProcessHandle> driver = driver();
    until("the driver has ended", () -> driver.map(one -> !one.isAlive()).orElse(true));
    assertThat(root.resolve("jobs")).isEmptyDirectory();
    assertThat(root.resolve("spool")).isEmptyDirectory();
    assertThat(root.resolve("in")).isEmptyDirectory();
  }
}
