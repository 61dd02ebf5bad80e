package io.github.lighterman.testing.batch;

import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the program's flags ask for.
 *
 * @param settings of the emulator, all but its execution
 * @param address where it listens
 * @param execution what tasks do
 * @param key the account's key, if it isn't the one that everybody knows
 * @param seed the file to begin with
 * @param dump the file to write at the end
 * @param storage the Blob Storage beside it
 */
record Setup(
    BatchEmulatorBuilder settings,
    InetAddress address,
    Execution execution,
    Optional<String> key,
    Optional<Path> seed,
    Optional<Path> dump,
    Optional<Storage> storage) {

  /** What tasks do. */
  enum Execution {
    /** Each succeeds at once, and does nothing. */
    INSTANT,
    /** Their commands run on this machine. */
    PROCESS
  }

  /**
   * The Blob Storage beside it, which has the same account and key.
   *
   * @param container which is there from the start
   * @param port where it listens, 0 for any
   */
  record Storage(String container, int port) {
    static Optional<Storage> of(Flags flags) throws UsageException {
      Optional<String> container = flags.find("--storage");
      int port = flags.number("--storage-port", 0, 65535);
      if (container.isEmpty() && flags.has("--storage-port")) {
        throw new UsageException(
            "--storage-port goes with --storage, which names the container, such as --storage files");
      }
      if (container.isPresent() && !BlobEmulator.isContainerName(container.get())) {
        throw new UsageException(
            "--storage must name a container, by 3 to 63 small letters, digits and single hyphens"
                + " between them, not '"
                + container.get()
                + "'");
      }
      return container.map(name -> new Storage(name, port));
    }
  }

  static Setup of(Flags flags) throws UsageException {
    BatchEmulatorBuilder settings =
        BatchEmulator.builder()
            .port(flags.number("--port", 0, 65535))
            .speed(flags.factor("--speed"));
    Optional<String> account = flags.find("--account");
    if (account.isPresent() && !account.get().matches("[a-z0-9]{3,24}")) {
      throw new UsageException(
          "--account must be 3 to 24 small letters and digits, not '" + account.get() + "'");
    }
    account.ifPresent(settings::accountName);
    Optional<String> key = flags.find("--key");
    try {
      key.ifPresent(settings::accountKey);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--key must be Base64, as keys of real accounts are");
    }
    InetAddress address = address(flags.get("--host", ""));
    settings.address(address);
    Setup setup =
        new Setup(
            settings,
            address,
            flags.choice("--execution", Execution.INSTANT),
            key,
            flags.find("--seed").map(Path::of),
            flags.find("--dump").map(Path::of),
            Storage.of(flags));
    setup.check();
    return setup;
  }

  private void check() throws UsageException {
    if (execution == Execution.PROCESS && !address.isLoopbackAddress() && key.isEmpty()) {
      throw new UsageException(
          "with --host, --execution process needs a --key of yours: whoever knows the key can run"
              + " commands on this machine");
    }
    if (dump.isPresent()) {
      Path file = dump.get().toAbsolutePath();
      if (Files.isDirectory(file) || !Files.isWritable(file.resolveSibling(""))) {
        throw new UsageException("--dump can't be written: " + dump.get());
      }
      if (seed.isPresent() && seed.get().toAbsolutePath().normalize().equals(file.normalize())) {
        throw new UsageException("--dump would replace the file of --seed, " + dump.get());
      }
    }
  }

  private static InetAddress address(String host) throws UsageException {
    try {
      return host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new UsageException("--host must be an address of this machine, not '" + host + "'");
    }
  }

  BatchEmulator start() {
    if (execution == Execution.INSTANT) {
      return settings.start();
    }
    ProcessExecution processes = ProcessExecution.create();
    try {
      return settings.execution(processes).start();
    } catch (RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  /** Starts the Blob Storage beside an emulator, if it's asked for. */
  Optional<BlobEmulator> startStorage(BatchEmulator batch) {
    return storage.map(
        asked -> {
          BlobEmulator blobs =
              BlobEmulator.builder()
                  .account(batch.accountName())
                  .key(batch.accountKey())
                  .port(asked.port())
                  .start();
          blobs.createContainer(asked.container());
          return blobs;
        });
  }

  Optional<String> readSeed() throws IOException {
    if (seed.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(seed.get()));
    } catch (MalformedInputException e) {
      throw new IOException("the seed " + seed.get() + " isn't UTF-8", e);
    } catch (IOException e) {
      throw new IOException("the seed " + seed.get() + " can't be read: " + e, e);
    }
  }

  /** Returns what whoever starts it has to know. */
  Optional<String> warning() {
    return address.isLoopbackAddress()
        ? Optional.empty()
        : Optional.of(
            "warning: other machines can reach "
                + address.getHostAddress()
                + "; they see the page and the state without a key"
                + (key.isEmpty() ? ", and everybody knows the key" : ""));
  }

  /** Returns what the text for users leaves open. */
  Map<String, String> facts(BatchEmulator emulator, Optional<BlobEmulator> blobs) {
    URI endpoint = emulator.endpoint();
    return Map.of(
        "endpoint",
        address.isAnyLocalAddress()
            ? "http://127.0.0.1:" + endpoint.getPort()
            : endpoint.toString(),
        "account",
        emulator.accountName(),
        "key",
        key.isPresent() ? "<the key that you gave>" : emulator.accountKey(),
        "tasks",
        execution == Execution.PROCESS
            ? "run their commands on this machine"
            : "succeed at once, without running (--execution process runs them)",
        "storage",
        blobs.map(it -> it.endpoint().toString()).orElse(""),
        "container",
        storage.map(Storage::container).orElse(""));
  }
}
