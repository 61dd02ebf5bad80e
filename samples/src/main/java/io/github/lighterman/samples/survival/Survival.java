package io.github.lighterman.samples.survival;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Puts runs through all that can happen to them, and prints a table of what came of it: jobs in,
 * jobs out as they should be, what happened twice, what was lost, and what was left behind. All but
 * the first two must be 0.
 *
 * <ul>
 *   <li>{@code cut}: a driver on emulated Azure dies before and after every request that it makes.
 *   <li>{@code pool}: the same with a pool of the run's own.
 *   <li>{@code kill}: the same with a process that is killed.
 *   <li>{@code local}: a driver on this machine is killed at seeded moments.
 *   <li>{@code files}: a driver on this machine ends before and after every change of a file that
 *       it makes.
 *   <li>{@code storms}: requests to emulated Azure fail, in each way that there is alone, in two
 *       ways, and in all; a storm is gone through by eight small runs at once.
 *   <li>{@code nodes}: the same with pools that get no nodes, and nodes that fail or are taken
 *       away, while time passes three hundred times faster.
 *   <li>{@code torn}: the same with connections that are torn to Batch and to Azurite, for which
 *       {@code npm ci} was run in {@code testing/azurite}.
 * </ul>
 *
 * <p>Arguments: kinds, each with the number of runs, as {@code cut=600 local=400}; 0 takes every
 * request or change. With {@code lanes=2} two runs are under way at any time, since most of the
 * time is spent in waiting. Without any, all of it: an hour on two cores.
 */
public final class Survival {
  private static final List<String> ALL =
      List.of(
          "lanes=6",
          "cut=0",
          "cut=0",
          "pool=0",
          "kill=20",
          "local=200",
          "files=0",
          "storms=1250",
          "nodes=120",
          "torn=20");
  private static final long SEED = 20_261_129;
  private static final int EACH = 50;
  private static final Path AZURITE = Path.of("testing/azurite");

  private final SurvivalTable table = new SurvivalTable();
  private final Random random = new Random(SEED);
  private int lanes = 1;

  private Survival() {}

  /** Runs it, and prints the table. */
  public static void main(String... args) throws Exception {
    SurvivalTable table;
    try {
      table = run(args.length == 0 ? ALL.toArray(new String[0]) : args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.out.print(table.text());
    for (Outcome bad : table.bad()) {
      System.out.println(bad);
    }
  }

  /** Runs what the arguments say, and returns the table. */
  static SurvivalTable run(String... args)
      throws IOException, InterruptedException, ExecutionException {
    Survival survival = new Survival();
    for (String arg : args) {
      if (!arg.matches("[a-z]+=\\d{1,6}")) {
        throw unknown(arg);
      }
      String kind = arg.substring(0, arg.indexOf('='));
      int count = Integer.parseInt(arg.substring(kind.length() + 1));
      switch (kind) {
        case "lanes" -> survival.lanes = count;
        case "cut" -> survival.cut(EmulatedAccount.Pools.GIVEN, count, AzureCrashes::cut);
        case "pool" -> survival.cut(EmulatedAccount.Pools.OWN, count, AzureCrashes::cut);
        case "kill" -> survival.cut(EmulatedAccount.Pools.GIVEN, count, AzureCrashes::kill);
        case "local" -> survival.local(count);
        case "files" -> survival.files(count);
        case "storms" ->
            survival.weather(count, AzureStorms::direct, number -> Storm.of(SEED, number));
        case "nodes" ->
            survival.weather(
                count, AzureStorms::onTroubledPools, number -> NodeTrouble.of(SEED, number));
        case "torn" ->
            survival.weather(
                count,
                () -> AzureStorms.onWire(azurite()),
                number -> TornConnections.of(SEED, number));
        default -> throw unknown(arg);
      }
    }
    return survival.table;
  }

  /** It's in the directory of the repository, or of a module. */
  private static Path azurite() {
    return Files.exists(AZURITE) ? AZURITE : Path.of("..").resolve(AZURITE);
  }

  private static IllegalArgumentException unknown(String arg) {
    return new IllegalArgumentException(
        "there is no '"
            + arg
            + "'; say lanes, cut, pool, kill, local, files, storms, nodes or torn, and how many, as in cut=100");
  }

  /** How a driver dies at a request. */
  private interface Death {
    Optional<Outcome> at(AzureCrashes crashes, Point point)
        throws IOException, InterruptedException;
  }

  private void cut(EmulatedAccount.Pools pools, int count, Death death)
      throws IOException, InterruptedException, ExecutionException {
    Queue<Point> points = new ConcurrentLinkedQueue<>();
    try (AzureCrashes crashes = new AzureCrashes(pools)) {
      points.addAll(points(count, crashes.requests()));
    }
    inLanes(
        () -> {
          try (AzureCrashes crashes = new AzureCrashes(pools)) {
            drain(points, point -> add(death.at(crashes, point)));
          }
        });
  }

  /** Returns so many points, or all. */
  private List<Point> points(int count, long requests) {
    List<Point> points = new ArrayList<>();
    Set<Long> some = new TreeSet<>();
    // No two runs make the same number of requests.
    long most = count == 0 ? requests + requests / 10 : requests;
    while (some.size() < Math.min(count, most)) {
      some.add(1 + (long) (random.nextDouble() * most));
    }
    for (long request = 1; request <= most; request++) {
      for (CutWire.Side side : CutWire.Side.values()) {
        boolean sides = request % 2 == 0 == (side == CutWire.Side.BEFORE);
        if (count == 0 || (some.contains(request) && sides)) {
          points.add(new Point(request, side));
        }
      }
    }
    return points;
  }

  private void files(int count) throws IOException, InterruptedException, ExecutionException {
    Queue<Point> points = new ConcurrentLinkedQueue<>(points(count, LocalCrashes.changes()));
    inLanes(() -> drain(points, point -> add(LocalCrashes.cut(point))));
  }

  private void local(int count) throws InterruptedException, ExecutionException {
    Queue<Integer> seeds = numbers(count);
    inLanes(() -> drain(seeds, seed -> add(LocalCrashes.kill(SEED, seed))));
  }

  /** What opens an account for runs. */
  private interface Opening {
    AzureStorms open() throws IOException;
  }

  private void weather(int count, Opening opening, IntFunction<Weather> weather)
      throws InterruptedException, ExecutionException {
    Queue<Integer> numbers = numbers(count);
    inLanes(
        () -> {
          try (AzureStorms storms = opening.open()) {
            drain(
                numbers,
                number -> {
                  for (Outcome outcome : storms.through(weather.apply(number))) {
                    add(Optional.of(outcome));
                  }
                });
          }
        });
  }

  /** Returns the numbers from 0 on, for lanes to share. */
  private static Queue<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().collect(toCollection(ConcurrentLinkedQueue::new));
  }

  /** What is done with one of those that lanes share. */
  private interface Work<T> {
    void on(T item) throws IOException, InterruptedException;
  }

  private static <T> void drain(Queue<T> items, Work<T> work)
      throws IOException, InterruptedException {
    for (T item = items.poll(); item != null; item = items.poll()) {
      work.on(item);
    }
  }

  /** What one lane does. */
  private interface Lane {
    void run() throws IOException, InterruptedException;
  }

  private void inLanes(Lane lane) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(lanes);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < lanes; i++) {
        all.add(
            threads.submit(
                () -> {
                  lane.run();
                  return true;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void add(Optional<Outcome> outcome) {
    outcome.ifPresent(table::add);
    outcome.filter(it -> !it.isGood()).ifPresent(System.err::println);
    if (outcome.isPresent() && table.runs() % EACH == 0) {
      System.err.println(table.runs() + " runs, " + table.bad().size() + " of them bad");
    }
  }
}
