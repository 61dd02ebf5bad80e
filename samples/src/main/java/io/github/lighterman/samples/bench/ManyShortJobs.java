package io.github.lighterman.samples.bench;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobSpec;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures what running a job costs beside the job itself: many jobs that do nothing, two at a
 * time, through {@link LocalExecutor}, {@code xargs -P2} and {@code make -j2}. Each job is {@code
 * sh -c :} with a directory and two log files of its own.
 *
 * <p>All work in turns, round by round, in new directories on one file system, which are deleted
 * off the clock. The clock runs from the opening of the executor to its end, for the others from
 * the start of their process to its end. One round of ours that is not counted warms up the JVM.
 * Arguments: how many jobs, 5,000, and how many rounds, 5.
 */
public final class ManyShortJobs {
  private static final String SCRIPT = "mkdir %1$s && cd %1$s && sh -c : >out 2>err";

  /** Who is compared. */
  private interface Contender {
    void run(int jobs, Path directory) throws IOException, InterruptedException;
  }

  /** One contender and what its rounds took: seconds by the clock, and of processor time. */
  private record Series(String name, Contender contender, List<Double> wall, List<Double> cpu) {
    static Series of(String name, Contender contender) {
      return new Series(name, contender, new ArrayList<>(), new ArrayList<>());
    }
  }

  private ManyShortJobs() {}

  /** Runs the benchmark with so many jobs and rounds. */
  public static void main(String... args) throws Exception {
    int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<Series> all = new ArrayList<>();
    all.add(Series.of("Lighterman", ManyShortJobs::ours));
    if (isThere("xargs")) {
      all.add(Series.of("xargs -P2", ManyShortJobs::xargs));
    }
    if (isThere("make")) {
      all.add(Series.of("make -j2", ManyShortJobs::make));
    }
    Path scratch = Files.createTempDirectory("many-short-jobs-");
    try {
      measure(Series.of("warm-up", ManyShortJobs::ours), jobs, scratch);
      for (int round = 0; round < rounds; round++) {
        for (Series series : all) {
          measure(series, jobs, scratch);
        }
      }
      print(all, jobs);
    } finally {
      // Not between the rounds: some file systems are slow to make files where many just went.
      command(Path.of("/"), "rm", "-rf", scratch.toString());
    }
  }

  private static void measure(Series series, int jobs, Path scratch)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(scratch, "round-");
    double cpu = CpuTime.seconds();
    long start = System.nanoTime();
    series.contender().run(jobs, directory);
    series.wall().add((System.nanoTime() - start) / 1e9);
    series.cpu().add(CpuTime.seconds() - cpu);
  }

  private static void print(List<Series> all, int jobs) {
    System.out.printf(Locale.ROOT, "%,d jobs, %d rounds%n", jobs, all.get(0).wall().size());
    System.out.printf("%-12s %28s %28s%n", "", "jobs/s", "cpu ms a job");
    for (Series series : all) {
      List<Double> rates = series.wall().stream().map(seconds -> jobs / seconds).toList();
      List<Double> costs = series.cpu().stream().map(seconds -> seconds * 1e3 / jobs).toList();
      System.out.printf(
          "%-12s %28s %28s%n", series.name(), Spread.of(rates).text(0), Spread.of(costs).text(2));
    }
    Series ours = all.get(0);
    for (Series theirs : all.subList(1, all.size())) {
      System.out.printf(
          "%s / %s: %s times the jobs/s, %s times the cpu%n",
          ours.name(),
          theirs.name(),
          Spread.ofRatios(theirs.wall(), ours.wall()).text(2),
          Spread.ofRatios(ours.cpu(), theirs.cpu()).text(2));
    }
  }

  private static void ours(int jobs, Path directory) throws InterruptedException {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 1; i <= jobs; i++) {
      specs.add(JobSpec.builder("job-" + i).shell(":").build());
    }
    WorkflowSpec spec = WorkflowSpec.of("bench").withClosePolicy(ClosePolicy.KEEP);
    try (WorkflowExecutor executor =
            LocalExecutor.builder().directory(directory).cpus(2).capacity(jobs).build();
        WorkflowRun run = executor.start(spec)) {
      run.submit(specs).forEach(SubmitOutcome::orElseThrow);
      run.awaitIdle();
      run.jobs().forEach(job -> job.result().join().orElseThrow());
    }
  }

  private static void xargs(int jobs, Path directory) throws IOException, InterruptedException {
    String each = String.format(SCRIPT, "{}");
    command(directory, "sh", "-c", "seq " + jobs + " | xargs -P2 -I{} sh -c '" + each + "'");
  }

  private static void make(int jobs, Path directory) throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("Makefile"),
        "jobs := $(shell seq "
            + jobs
            + ")\n.PHONY: all $(jobs)\nall: $(jobs)\n$(jobs):\n\t"
            + String.format(SCRIPT, "$@")
            + "\n");
    command(directory, "make", "-s", "-j2");
  }

  private static void command(Path directory, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    // A make around us must not lend its job slots to ours.
    builder.environment().remove("MAKEFLAGS");
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException(command[0] + " exited with code " + code);
    }
  }

  private static boolean isThere(String program) {
    for (String directory : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    System.out.println("left out, since it's not on the path: " + program);
    return false;
  }
}
