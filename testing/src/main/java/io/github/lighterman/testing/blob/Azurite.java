package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azurite, Microsoft's own emulator of Azure Storage, as a process of its own: the Blob service, in
 * memory, on a free port of the loopback address. It needs Node.js and an installation of the npm
 * package {@code azurite}; {@link #missing} tells what isn't there.
 *
 * <p>It ends with {@link #close}, and also when this JVM is killed. Safe for use by several
 * threads.
 */
public final class Azurite implements AutoCloseable {
  private static final String ACCOUNT = "lighterman";
  private static final String KEY =
      Base64.getEncoder()
          .encodeToString("a key of nobody's, for tests on this machine".getBytes(UTF_8));
  private static final Pattern LISTENING =
      Pattern.compile(".*successfully listens on (http\\S+).*");
  private static final long START_SECONDS = 60;
  private static final int END_SECONDS = 10;

  /**
   * Ends with its standard input, which the system closes when the JVM is gone, however it went.
   */
  private static final String LAUNCHER =
      """
      const stop = () => process.exit(0);
      process.stdin.on('end', stop).on('error', stop).resume();
      process.argv = [process.argv[0], 'azurite-blob', ...process.argv.slice(1)];
      require('azurite/dist/src/blob/main.js');
      """;

  private final Process process;
  private final Thread reader;
  private final URI endpoint;

  private Azurite(Process process, Thread reader, URI endpoint) {
    this.process = process;
    this.reader = reader;
    this.endpoint = endpoint;
  }

  /**
   * Returns what is missing to start Azurite, as a sentence that names the way out, or empty if all
   * is there.
   *
   * @param directory where {@code npm ci} was run, with {@code node_modules} in it
   */
  public static Optional<String> missing(Path directory) {
    if (node().isEmpty()) {
      return Optional.of("Azurite needs Node.js, and there is no 'node' on the PATH");
    }
    // npm writes this file last, so without it half an installation may be there.
    if (!Files.isRegularFile(directory.resolve("node_modules/.package-lock.json"))) {
      return Optional.of("Azurite isn't installed; run 'npm ci' in " + directory);
    }
    return Optional.empty();
  }

  private static Optional<Path> node() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry, "node"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it, and waits until it answers, for at most one minute.
   *
   * @param directory where {@code npm ci} was run, with {@code node_modules} in it
   * @throws IllegalStateException if something is {@linkplain #missing missing}, or it doesn't
   *     start
   */
  public static Azurite start(Path directory) {
    missing(requireNonNull(directory, "directory"))
        .ifPresent(
            what -> {
              throw new IllegalStateException(what);
            });
    Process process = launch(directory);
    CompletableFuture<URI> listening = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, listening), "azurite-output");
    reader.setDaemon(true);
    reader.start();
    try {
      URI uri = listening.get(START_SECONDS, TimeUnit.SECONDS);
      return new Azurite(process, reader, URI.create(uri + "/" + ACCOUNT));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException("Azurite didn't start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Azurite started", e);
    }
  }

  private static Process launch(Path directory) {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "node",
                    "-e",
                    LAUNCHER,
                    "--",
                    "--inMemoryPersistence",
                    "--blobHost",
                    "127.0.0.1",
                    "--blobPort",
                    "0",
                    "--silent",
                    "--skipApiVersionCheck",
                    "--disableTelemetry"))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("can't start node", e);
    }
  }

  /** Reads to the end, or the process would block when nobody takes what it says. */
  private static void read(Process process, CompletableFuture<URI> listening) {
    StringBuilder said = new StringBuilder();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.matches()) {
          listening.complete(URI.create(matcher.group(1)));
        } else if (!listening.isDone()) {
          said.append(line).append('\n');
        }
      }
      listening.completeExceptionally(new IOException("it ended and said:\n" + said));
    } catch (IOException e) {
      listening.completeExceptionally(e);
    }
  }

  /** Returns the account's name. */
  public String account() {
    return ACCOUNT;
  }

  /** Returns the account's key, in Base64. */
  public String key() {
    return KEY;
  }

  /** Returns the account's URL, such as {@code http://127.0.0.1:40321/account}. */
  public URI endpoint() {
    return endpoint;
  }

  /** Returns the connection string that every Azure Storage client takes. */
  public String connectionString() {
    return "DefaultEndpointsProtocol=http;AccountName="
        + ACCOUNT
        + ";AccountKey="
        + KEY
        + ";BlobEndpoint="
        + endpoint
        + ";";
  }

  /** Stops it, with all that it stores, and waits until it's gone. Doing so again does nothing. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Azurite[" + endpoint + "]";
  }
}
