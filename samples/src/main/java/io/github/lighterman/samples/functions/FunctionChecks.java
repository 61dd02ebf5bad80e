package io.github.lighterman.samples.functions;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.FileChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What this executor can't do for a job, said before it's accepted. */
final class FunctionChecks {
  private final Host host;
  private final FileChecks files;

  FunctionChecks(Host host, WorkflowSpec workflow) {
    this.host = host;
    this.files = new FileChecks(workflow);
  }

  List<Problem> check(JobSpec spec) {
    List<Problem> problems = new ArrayList<>(files.check(spec));
    String name = spec.command().argv().get(0);
    if (!host.functions.containsKey(name)) {
      problems.add(
          new Problem(
              Problem.Kind.UNSUPPORTED,
              "job " + spec.id() + ": function '" + name + "'",
              "is not among those that this executor has",
              "Name one of " + new TreeSet<>(host.functions.keySet())));
    }
    if (spec.image().isPresent()) {
      problems.add(
          new Problem(
              Problem.Kind.UNSUPPORTED,
              "job " + spec.id() + ": image " + spec.image().get(),
              "can't be had for a function",
              "Leave the image out"));
    }
    Resources wanted = spec.resources().orElseGet(Resources::ofDefaults);
    if (wanted.cpus() > host.threads || wanted.gpus() > 0) {
      problems.add(
          new Problem(
              Problem.Kind.IMPOSSIBLE_RESOURCES,
              "job " + spec.id() + ": " + wanted.cpus() + " cpus and " + wanted.gpus() + " gpus",
              "are more than the " + host.threads + " threads that there are",
              "Ask for less, or open the executor with more threads"));
    }
    return problems;
  }
}
