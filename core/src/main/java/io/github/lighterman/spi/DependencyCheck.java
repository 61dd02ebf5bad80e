package io.github.lighterman.spi;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds, in a list of jobs, those that depend on nothing the run has, on a rejected one, or on
 * themselves. Takes time in proportion to jobs and dependencies; depth costs no stack.
 */
final class DependencyCheck {
  private final List<JobSpec> specs;
  private final List<List<Problem>> problems;
  private final Predicate<JobId> known;
  private final Map<JobId, Integer> places = new HashMap<>();
  private final List<List<Integer>> dependents = new ArrayList<>();
  private final int[] unmet;

  /** Adds what it finds to {@code problems}, which runs beside {@code specs}. */
  DependencyCheck(List<JobSpec> specs, List<List<Problem>> problems, Predicate<JobId> known) {
    this.specs = specs;
    this.problems = problems;
    this.known = known;
    this.unmet = new int[specs.size()];
    for (int i = 0; i < specs.size(); i++) {
      dependents.add(new ArrayList<>(0));
      // The first under an id counts; a second is a conflict already, or the same job.
      places.putIfAbsent(specs.get(i).id(), i);
    }
  }

  void run() {
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < specs.size(); i++) {
      link(i);
    }
    for (int i = 0; i < specs.size(); i++) {
      if (unmet[i] == 0) {
        ready.add(i);
      }
    }
    release(ready);
    for (int i = 0; i < specs.size(); i++) {
      if (unmet[i] > 0) {
        reportCycle(i);
        release(ready);
      }
    }
  }

  private void link(int place) {
    JobSpec spec = specs.get(place);
    for (JobId upstream : spec.upstream()) {
      Integer other = known.test(upstream) ? null : places.get(upstream);
      if (other != null) {
        dependents.get(other).add(place);
        unmet[place]++;
      } else if (!known.test(upstream)) {
        problems
            .get(place)
            .add(
                new Problem(
                    Problem.Kind.UNKNOWN_DEPENDENCY,
                    "job " + spec.id(),
                    "depends on job " + upstream + ", which this run does not have",
                    "Submit " + upstream + " before it or in the same list"));
      }
    }
  }

  private void release(Deque<Integer> ready) {
    while (!ready.isEmpty()) {
      int place = ready.remove();
      boolean rejected = !problems.get(place).isEmpty();
      for (int dependent : dependents.get(place)) {
        if (rejected && unmet[dependent] >= 0) {
          problems.get(dependent).add(rejectedUpstream(place, dependent));
        }
        if (--unmet[dependent] == 0) {
          ready.add(dependent);
        }
      }
    }
  }

  /** What is left here stands on a cycle or behind one; walking back must end up on the cycle. */
  private void reportCycle(int start) {
    Set<Integer> path = new LinkedHashSet<>();
    int at = start;
    while (path.add(at)) {
      at = anyUnmetUpstream(at);
    }
    List<Integer> cycle = new ArrayList<>(path);
    cycle = cycle.subList(cycle.indexOf(at), cycle.size());
    String text =
        cycle.stream().map(i -> specs.get(i).id() + " -> ").collect(Collectors.joining())
            + specs.get(at).id();
    Deque<Integer> ready = new ArrayDeque<>();
    for (int place : cycle) {
      problems
          .get(place)
          .add(
              new Problem(
                  Problem.Kind.CYCLE,
                  "job " + specs.get(place).id(),
                  "depends on itself: " + text,
                  "Take one of these dependencies away"));
      unmet[place] = -1;
      ready.add(place);
    }
    release(ready);
  }

  private int anyUnmetUpstream(int place) {
    for (JobId upstream : specs.get(place).upstream()) {
      Integer other = known.test(upstream) ? null : places.get(upstream);
      if (other != null && unmet[other] > 0) {
        return other;
      }
    }
    throw new IllegalStateException("job " + specs.get(place).id() + " waits for nothing");
  }

  private Problem rejectedUpstream(int place, int dependent) {
    return new Problem(
        Problem.Kind.UNKNOWN_DEPENDENCY,
        "job " + specs.get(dependent).id(),
        "depends on job " + specs.get(place).id() + ", which is rejected itself",
        "Mend " + specs.get(place).id() + " and submit both again");
  }
}
