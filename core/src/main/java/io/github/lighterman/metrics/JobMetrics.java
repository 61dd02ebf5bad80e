package io.github.lighterman.metrics;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.JobState;
import io.github.lighterman.WorkflowRun;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the jobs of runs. One of these serves all runs of a registry; ids of runs and jobs are
 * in no tag, since there is no end of them. Names of states, causes and kinds are in lower case
 * with hyphens.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>is</th><th>tags</th></tr>
 * <tr><td>{@code lighterman.jobs}</td><td>gauge: jobs that are live, by where they are</td>
 *     <td>{@code state}</td></tr>
 * <tr><td>{@code lighterman.jobs.ended}</td><td>counter: jobs that have ended</td>
 *     <td>{@code state}, {@code failure}: a kind, or {@code none}</td></tr>
 * <tr><td>{@code lighterman.jobs.waits}</td><td>timer: each wait for one reason, once it's over;
 *     waits that took no time are not counted</td>
 *     <td>{@code cause}: of a {@link io.github.lighterman.PendingReason}, or {@code none}</td></tr>
 * <tr><td>{@code lighterman.attempts}</td><td>counter: attempts that have ended</td>
 *     <td>{@code failure}: a kind, or {@code none}; {@code lease}: {@code dedicated}, {@code spot}
 *     or {@code none}</td></tr>
 * <tr><td>{@code lighterman.attempts.run}</td><td>timer: how long commands ran that did</td>
 *     <td>the same</td></tr>
 * <tr><td>{@code lighterman.staged.out}</td><td>counter, in bytes: what jobs delivered</td>
 *     <td>none</td></tr>
 * </table>
 *
 * <p>Time is what the backend tells, as in {@link io.github.lighterman.JobStatus#since}, so that a
 * driver that was away measures what went by meanwhile. Safe for use by several threads.
 */
public final class JobMetrics {
  private final Meters meters;
  private final Map<JobState, LongAdder> live =
      Stream.of(JobState.values())
          .filter(state -> !state.isTerminal())
          .collect(Collectors.toMap(Function.identity(), state -> new LongAdder()));

  private JobMetrics(MeterRegistry registry, Tags tags) {
    this.meters = new Meters(registry, tags);
    live.forEach(
        (state, jobs) ->
            Gauge.builder("lighterman.jobs", jobs, LongAdder::doubleValue)
                .description("Jobs that are live")
                .tags(tags.and("state", Meters.text(state)))
                .strongReference(true)
                .register(registry));
  }

  /** Returns metrics of this registry, whose meters have no further tags. */
  public static JobMetrics of(MeterRegistry registry) {
    return of(registry, Tags.empty());
  }

  /**
   * Returns metrics of this registry, whose meters have these tags too, such as one for the
   * executor. For one registry and the same tags there must be only one of these.
   */
  public static JobMetrics of(MeterRegistry registry, Tags tags) {
    return new JobMetrics(requireNonNull(registry, "registry"), requireNonNull(tags, "tags"));
  }

  /**
   * Measures this run's jobs from now on, those among them that are live. What had ended before is
   * not counted. Watch a run once.
   *
   * @return what takes the jobs that are still live out of {@code lighterman.jobs} when it's
   *     closed, and measures no more; for runs that are detached from. Closing it twice does
   *     nothing
   */
  public Watch watch(WorkflowRun run) {
    RunMeter meter = new RunMeter(meters, live);
    run.addListener(meter);
    meter.start(run.jobs());
    return meter::stop;
  }

  /** Ends the measuring of a run. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
