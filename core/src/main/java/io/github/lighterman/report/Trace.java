package io.github.lighterman.report;

import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is known of a run at one moment.
 *
 * @param run which
 * @param labels what its owner wants to find it by
 * @param from the first instant of which anything is known
 * @param to the last one; now, if a job is live
 * @param jobs in the order in which they were accepted
 */
record Trace(RunId run, Map<String, String> labels, Instant from, Instant to, List<JobTrace> jobs) {

  static Trace of(WorkflowSpec spec, List<JobTrace> jobs, Instant now) {
    boolean live = jobs.stream().anyMatch(job -> !job.state().isTerminal());
    Instant from = jobs.stream().map(JobTrace::first).min(Instant::compareTo).orElse(now);
    Instant last = jobs.stream().map(job -> job.last().since()).max(Instant::compareTo).orElse(now);
    Instant to = live && now.isAfter(last) ? now : last;
    return new Trace(spec.id(), spec.labels(), from, to.isBefore(from) ? from : to, jobs);
  }

  OptionalDouble cost() {
    double[] costs =
        jobs.stream()
            .flatMap(job -> job.attempts().stream())
            .flatMapToDouble(priced -> priced.cost().stream())
            .toArray();
    double sum = 0;
    for (double cost : costs) {
      sum += cost;
    }
    return costs.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum);
  }
}
