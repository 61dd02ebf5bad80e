package io.github.lighterman.metrics;

import io.github.lighterman.Attempt;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobResult;
import io.github.lighterman.PendingReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What is counted and timed. The registry makes each meter once. */
final class Meters {
  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final Tags tags;

  Meters(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  void waited(Optional<PendingReason> reason, Duration time) {
    String cause = reason.map(PendingReason::cause).map(Meters::text).orElse(NONE);
    Timer.builder("lighterman.jobs.waits")
        .description("How long jobs waited for one reason")
        .tags(tags.and("cause", cause))
        .register(registry)
        .record(time);
  }

  void attempted(Attempt attempt) {
    String lease = attempt.node().map(node -> text(node.lease())).orElse(NONE);
    Tags of = tags.and("failure", kind(attempt.failure()), "lease", lease);
    Counter.builder("lighterman.attempts")
        .description("Attempts that have ended")
        .tags(of)
        .register(registry)
        .increment();
    Optional<Duration> run =
        attempt.started().map(start -> Duration.between(start, attempt.ended()));
    run.filter(time -> !time.isNegative())
        .ifPresent(
            time ->
                Timer.builder("lighterman.attempts.run")
                    .description("How long commands ran")
                    .tags(of)
                    .register(registry)
                    .record(time));
  }

  void ended(JobResult result) {
    Counter.builder("lighterman.jobs.ended")
        .description("Jobs that have ended")
        .tags(tags.and("state", text(result.state()), "failure", kind(result.failure())))
        .register(registry)
        .increment();
    Counter.builder("lighterman.staged.out")
        .description("What jobs delivered")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry)
        .increment((double) result.outputs().stream().mapToLong(DeliveredFile::size).sum());
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String kind(Optional<JobFailure> failure) {
    return failure.map(why -> why.kind().text()).orElse(NONE);
  }
}
