package io.github.lighterman.samples.bench;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutor;
import io.github.lighterman.azure.InputCache;
import io.github.lighterman.testing.blob.Azurite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Measures how fast {@code AzureBatchExecutor} brings a job's inputs from this machine to storage:
 * from the submission of a job until its task runs, with a directory of many small files and with
 * one large file. Beside it, in the same round, Microsoft's SDK alone uploads the same bytes with
 * as many threads and over connections of the same kind. Then another run takes the same inputs,
 * which are in storage by then, and must upload none.
 *
 * <p>Once against Microsoft's emulator Azurite, if it's installed, and once against ours.
 *
 * <p>Arguments: how many files of 4 KiB, 10,000 unless given; how many MiB the large file has,
 * 1,024; rounds, 3; where Azurite is installed, {@code testing/azurite}.
 */
public final class AzureUploads {
  private static final int SMALL = 4 << 10;
  private static final int MIB = 1 << 20;

  private final Path directory;
  private final Path large;
  private final List<Path> small;

  private AzureUploads(Path root, int files, int mib) throws IOException {
    this.directory = Files.createDirectory(root.resolve("small"));
    this.large = root.resolve("large");
    this.small = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < files; i++) {
      small.add(write(directory.resolve("file-" + i), SMALL, 1, random));
    }
    write(large, MIB, mib, random);
  }

  /** Writes a file that looks as if it were an hour old, for young ones can change unseen. */
  private static Path write(Path file, int piece, int pieces, Random random) throws IOException {
    byte[] bytes = new byte[piece];
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < pieces; i++) {
        random.nextBytes(bytes);
        out.write(bytes);
      }
    }
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  /** Runs the benchmark. */
  public static void main(String... args) throws Exception {
    int files = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int mib = args.length > 1 ? Integer.parseInt(args[1]) : 1_024;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    Path azurite = Path.of(args.length > 3 ? args[3] : "testing/azurite");
    Path root = Files.createTempDirectory("lighterman-uploads-");
    try {
      AzureUploads bench = new AzureUploads(root, files, mib);
      Optional<String> missing = Azurite.missing(azurite);
      if (missing.isPresent()) {
        System.out.println("Without Azurite: " + missing.get());
      } else {
        bench.measure("Azurite", held -> EmulatedAzure.startWithAzurite(azurite, held), rounds);
      }
      bench.measure("BlobEmulator", held -> EmulatedAzure.start(held, 1), rounds);
    } finally {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Has the SDK alone upload the same. */
  @FunctionalInterface
  private interface Bare {
    void run(BareUploads bare, int threads) throws Exception;
  }

  private void measure(String storage, Function<HeldTasks, EmulatedAzure> account, int rounds)
      throws Exception {
    String trees = storage + ", " + small.size() + " files of 4 KiB";
    InputFile tree = InputFile.directory(directory, "small");
    measure(trees, account, rounds, tree, (bare, threads) -> bare.all(small, threads));
    String files = storage + ", one file of " + Files.size(large) / MIB + " MiB";
    InputFile file = InputFile.file(large, "large");
    measure(files, account, rounds, file, (bare, threads) -> bare.one(large));
  }

  private static void measure(
      String what,
      Function<HeldTasks, EmulatedAzure> account,
      int rounds,
      InputFile input,
      Bare alone)
      throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    // In accounts of their own, for Azurite gets slower with all that it has; the first to warm up.
    for (int round = 0; round <= rounds; round++) {
      ours.add(ours(account, input));
      theirs.add(theirs(account, alone));
    }
    Spread ratio = Spread.ofRatios(theirs.subList(1, rounds + 1), ours.subList(1, rounds + 1));
    System.out.printf(
        Locale.ROOT,
        "%s: %s s, the SDK alone %s s; %s of its speed%n",
        what,
        Spread.of(ours.subList(1, rounds + 1)).text(2),
        Spread.of(theirs.subList(1, rounds + 1)).text(2),
        ratio.text(2));
    again(account, input);
  }

  private static double ours(Function<HeldTasks, EmulatedAzure> account, InputFile input)
      throws Exception {
    HeldTasks held = new HeldTasks();
    try (EmulatedAzure azure = account.apply(held);
        WorkflowExecutor executor = AzureBatchExecutor.open(config(azure, InputCache.RUN))) {
      return seconds(executor, held, input);
    }
  }

  private static double theirs(Function<HeldTasks, EmulatedAzure> account, Bare alone)
      throws Exception {
    try (EmulatedAzure azure = account.apply(new HeldTasks());
        BareUploads bare = new BareUploads(azure)) {
      int threads = config(azure, InputCache.RUN).parallelTransfers();
      return seconds(() -> alone.run(bare, threads));
    }
  }

  private static AzureBatchConfig config(EmulatedAzure azure, InputCache cache) {
    return azure
        .config()
        .inputCache(cache)
        .pollInterval(Duration.ofMillis(50), Duration.ofMillis(200))
        .build();
  }

  /** Has two runs take the same inputs, of which the second must find them. */
  private static void again(Function<HeldTasks, EmulatedAzure> account, InputFile input)
      throws Exception {
    double first;
    double second;
    Map<String, String> before;
    Map<String, String> after;
    HeldTasks held = new HeldTasks();
    try (EmulatedAzure azure = account.apply(held);
        WorkflowExecutor executor = AzureBatchExecutor.open(config(azure, InputCache.SHARED))) {
      first = seconds(executor, held, input);
      before = azure.inputs();
      second = seconds(executor, held, input);
      after = azure.inputs();
    }
    Map<String, String> uploaded = new HashMap<>(after);
    uploaded.entrySet().removeAll(before.entrySet());
    System.out.printf(
        Locale.ROOT,
        "  kept for a second run: %d of %d blobs uploaded again, in %.3f of the first one's %.2f s%n",
        uploaded.size(),
        after.size(),
        second / first,
        first);
    if (before.isEmpty() || !uploaded.isEmpty()) {
      throw new IllegalStateException(before.size() + " blobs, and again " + uploaded.keySet());
    }
  }

  /** What takes time. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the seconds from the submission of a job with these inputs until its task runs. */
  private static double seconds(WorkflowExecutor executor, HeldTasks held, InputFile input)
      throws Exception {
    int earlier = held.started();
    try (WorkflowRun run = executor.start(WorkflowSpec.of("uploads"))) {
      JobSpec job = JobSpec.builder("job").command("true").input(input).build();
      double seconds =
          seconds(
              () -> {
                run.submit(job);
                held.awaitStarted(earlier + 1);
              });
      held.release();
      run.awaitIdle();
      run.close(ClosePolicy.KEEP);
      return seconds;
    }
  }
}
