package io.github.lighterman.samples;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows a person how far a run is: on a terminal one line that is drawn over itself, elsewhere a
 * plain line on stderr for each tenth of the jobs, so that a result on stdout can go into a pipe.
 *
 * <p>A listener is told late, on another thread; so its calls only say that it's time to look, and
 * what is shown is read from the run itself. The last line is therefore right when the run is idle.
 * Safe for use by several threads.
 */
final class ProgressLine implements WorkflowListener {
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
  private static final int WIDTH = 30;

  private static final Set<JobState> UNDER_WAY =
      EnumSet.of(JobState.PREPARING, JobState.RUNNING, JobState.FINALIZING);

  private final WorkflowRun run;
  private final boolean terminal;
  private final PrintWriter out;
  private final String cells;
  private final long start = System.nanoTime();
  private long nextDraw = start;
  private long tenths;
  private boolean finished;

  private ProgressLine(WorkflowRun run, @Nullable Console console) {
    this.run = requireNonNull(run, "run");
    this.terminal = console != null && !"dumb".equals(System.getenv("TERM"));
    this.out =
        terminal && console != null
            ? console.writer()
            : new PrintWriter(System.err, true, StandardCharsets.US_ASCII);
    this.cells =
        terminal && console != null && console.charset().newEncoder().canEncode("█░") ? "█░" : "#-";
  }

  /**
   * Shows how far the run is until no job of it is live.
   *
   * @throws InterruptedException if the thread is interrupted; the run goes on then
   */
  static void awaitIdle(WorkflowRun run) throws InterruptedException {
    ProgressLine line = new ProgressLine(run, System.console());
    run.addListener(line);
    try {
      run.awaitIdle();
    } finally {
      line.finish();
    }
  }

  @Override
  public synchronized void onStatus(JobHandle job, JobStatus status) {
    if (!finished && System.nanoTime() - nextDraw >= 0) {
      nextDraw = System.nanoTime() + PAUSE_NANOS;
      draw("");
    }
  }

  private synchronized void finish() {
    finished = true;
    tenths = -1;
    draw(System.lineSeparator());
  }

  private void draw(String end) {
    List<JobState> states = run.jobs().stream().map(job -> job.status().state()).toList();
    int total = Math.max(1, states.size());
    int ended = (int) states.stream().filter(JobState::isTerminal).count();
    String text =
        String.format(
            Locale.ROOT,
            "%"
                + String.valueOf(total).length()
                + "d of %d jobs done, %d running, %d failed, %.1f s",
            ended,
            total,
            states.stream().filter(UNDER_WAY::contains).count(),
            states.stream().filter(JobState.FAILED::equals).count(),
            (System.nanoTime() - start) / 1e9);
    if (terminal) {
      out.print("\r" + bar(ended, total, cells) + " " + text + "\u001b[K" + end);
      out.flush();
    } else if (tenths != ended * 10L / total) {
      tenths = ended * 10L / total;
      out.println(text);
    }
  }

  private static String bar(int ended, int total, String cells) {
    int full = (int) ((long) WIDTH * ended / total);
    return cells.substring(0, 1).repeat(full) + cells.substring(1).repeat(WIDTH - full);
  }
}
