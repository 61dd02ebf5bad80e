package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.staging.RelativePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An attempt of a scripted job, as what its script does sees it: its directory, its environment,
 * its logs. For use inside {@link ScriptAction#run}.
 */
public final class ScriptedJob {
  private final Submission submission;
  private final Map<String, String> environment;
  private final InMemoryStagingArea directory;
  private final ScriptLog log;
  private OptionalInt exitCode = OptionalInt.empty();

  ScriptedJob(
      Submission submission,
      Map<String, String> secrets,
      InMemoryStagingArea directory,
      ScriptLog log) {
    this.submission = submission;
    this.environment =
        ImmutableMap.<String, String>builder()
            .putAll(submission.environment())
            .putAll(secrets)
            .build();
    this.directory = directory;
    this.log = log;
  }

  /** Returns the job, with its run's defaults filled in. */
  public JobSpec spec() {
    return submission.spec();
  }

  /** Returns the number of the attempt, from 1. */
  public int attempt() {
    return submission.attempt();
  }

  /** Returns the command's environment, secrets among it. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Returns the paths of all files in the job's directory, sorted. */
  public List<String> files() {
    return directory.paths();
  }

  /**
   * Returns what a file in the job's directory holds.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IllegalArgumentException if {@code path} is no legal {@link RelativePath}
   */
  public byte[] read(String path) throws IOException {
    try (InputStream bytes = directory.open(RelativePath.of(path))) {
      return bytes.readAllBytes();
    }
  }

  /**
   * Returns the text of a file in the job's directory, read as UTF-8.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IllegalArgumentException if {@code path} is no legal {@link RelativePath}
   */
  public String text(String path) throws IOException {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /**
   * Writes a file in the job's directory, in place of what was there.
   *
   * @throws IllegalArgumentException if {@code path} is no legal {@link RelativePath}
   */
  public void write(String path, byte[] bytes) throws IOException {
    directory.put(RelativePath.of(path), new ByteArrayInputStream(bytes));
  }

  /**
   * Writes a file in the job's directory in UTF-8, in place of what was there.
   *
   * @throws IllegalArgumentException if {@code path} is no legal {@link RelativePath}
   */
  public void write(String path, String text) throws IOException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends to a log. */
  public void print(LogStream stream, String text) {
    log.print(requireNonNull(stream, "stream"), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Ends the command with this code, in place of what the script says. What the script would do
   * after this is not done.
   *
   * @param exitCode 0 to 255
   * @throws IllegalArgumentException if {@code exitCode} is out of its range
   */
  public void exit(int exitCode) {
    this.exitCode = OptionalInt.of(new ScriptEnding.Exit(exitCode).code());
  }

  OptionalInt exitCode() {
    return exitCode;
  }
}
