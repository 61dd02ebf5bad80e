package io.github.lighterman.samples;

import io.github.lighterman.InputFile;
import io.github.lighterman.JobDefaults;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How does a whole program look? This one counts the words of a directory of text files: one job a
 * file, and one that depends on all of them and prints the twenty most frequent words.
 *
 * <ul>
 *   <li><b>Files</b>: what {@link TextFiles} finds below the directory.
 *   <li><b>Words</b>: runs of ASCII letters, in lower case.
 *   <li><b>Order</b>: by count, the greatest first; words of one count by the alphabet.
 * </ul>
 */
public final class CountWords {
  private static final String COUNT =
      "tr -cs A-Za-z '\\n' <text | tr A-Z a-z | sed '/^$/d' | sort | uniq -c >count";
  private static final String MERGE =
      "find . -name 'count-*' -exec cat {} + | awk '{ n[$2] += $1 } END { for (w in n) print n[w], w }'"
          + " | sort -k 1,1nr -k 2 | awk 'NR <= 20 { printf \"%7d %s\\n\", $1, $2 }'";

  private CountWords() {}

  /** Counts the words below the directory given, or else below the working directory. */
  public static void main(String... args) throws Exception {
    String given = String.join(" ", args);
    Path directory = Path.of(given.isEmpty() ? "." : given);
    if (!Files.isDirectory(directory)) {
      System.err.println("Usage: CountWords [directory]; there is no directory '" + given + "'.");
      System.exit(2);
    }
    Path state = Files.createTempDirectory("count-words-");
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build()) {
      System.out.print(topWords(executor, directory));
    }
    Files.delete(state);
  }

  /** Returns what the last job printed: the words below the directory, counted by any executor. */
  static String topWords(WorkflowExecutor executor, Path directory) throws Exception {
    JobDefaults defaults = JobDefaults.ofDefaults().withEnvironment(Map.of("LC_ALL", "C"));
    WorkflowSpec spec = WorkflowSpec.of("count-words").withDefaults(defaults);
    try (WorkflowRun run = executor.start(spec)) {
      run.submit(jobs(TextFiles.below(directory))).forEach(outcome -> outcome.orElseThrow());
      ProgressLine.awaitIdle(run);
      run.jobs().forEach(job -> job.result().join().orElseThrow());
      JobHandle merge = run.job(JobId.of("merge")).orElseThrow();
      return merge.readLog(LogStream.STDOUT, 1, 0, 1 << 16).text();
    }
  }

  private static List<JobSpec> jobs(List<Path> files) {
    List<JobSpec> jobs = new ArrayList<>();
    JobSpec.Builder merge = JobSpec.builder("merge").shell(MERGE);
    for (Path file : files) {
      // Names of files hold anything, ids of jobs hold little: the number makes them differ.
      String name = file.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
      String id = "count-" + jobs.size() + "-" + name.substring(0, Math.min(name.length(), 90));
      JobSpec.Builder job = JobSpec.builder(id).shell(COUNT).output(OutputFile.file("count"));
      jobs.add(job.input(InputFile.file(file, "text").readOnly()).build());
      merge.input(InputFile.output(JobId.of(id), "count", id).readOnly());
    }
    jobs.add(merge.build());
    return jobs;
  }
}
