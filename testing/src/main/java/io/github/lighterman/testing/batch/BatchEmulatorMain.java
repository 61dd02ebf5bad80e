package io.github.lighterman.testing.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.testing.blob.BlobEmulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The {@linkplain BatchEmulator emulator} as a program, for clients in any language. {@code --help}
 * lists its flags. It says on standard output where it listens, on the first line, and how clients
 * use it, with {@code --storage} that of the {@linkplain BlobEmulator Blob Storage} beside it, too;
 * then it runs until it is ended by {@code SIGTERM} or Ctrl-C, when it stops what still runs,
 * removes its files and, if asked to, writes its state down.
 *
 * <p>The exit status is 0 after {@code --help}, 2 for flags that can't be understood, 1 if it can't
 * start, and otherwise that of a JVM ended by a signal.
 */
public final class BatchEmulatorMain {
  private BatchEmulatorMain() {}

  /** Runs the program until the JVM is told to end. */
  public static void main(String... arguments) {
    try {
      Flags flags = Flags.parse(arguments);
      if (flags.has(Flags.HELP)) {
        System.out.print(text("help.txt", Map.of()));
        return;
      }
      run(Setup.of(flags));
    } catch (UsageException e) {
      System.err.println("error: " + e.getMessage() + "\n--help lists all flags");
      System.exit(2);
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Setup setup) throws IOException {
    Optional<String> seed = setup.readSeed();
    BatchEmulator emulator = setup.start();
    Optional<BlobEmulator> storage;
    try {
      seed.ifPresent(emulator::seed);
      storage = setup.startStorage(emulator);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      emulator.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> end(emulator, storage, setup.dump()), "lighterman-batch-end"));
    setup.warning().ifPresent(System.err::println);
    Map<String, String> facts = setup.facts(emulator, storage);
    System.out.print(text("welcome.txt", facts));
    if (storage.isPresent()) {
      System.out.print(text("storage.txt", facts));
    }
    System.out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(
      BatchEmulator emulator, Optional<BlobEmulator> storage, Optional<Path> dump) {
    try {
      if (dump.isPresent()) {
        write(emulator.state(), dump.get());
      }
    } catch (IOException e) {
      System.err.println("error: the state can't be written: " + e);
    } finally {
      emulator.close();
      storage.ifPresent(BlobEmulator::close);
    }
  }

  /** Writes beside the file first, so that it is whole or as before. */
  private static void write(String state, Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, state);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String text(String resource, Map<String, String> facts) throws IOException {
    String text;
    try (InputStream in = BatchEmulatorMain.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " isn't on the class path");
      }
      text = new String(in.readAllBytes(), UTF_8);
    }
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      text = text.replace("{" + fact.getKey() + "}", fact.getValue());
    }
    return text;
  }
}
