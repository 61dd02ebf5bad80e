package io.github.lighterman.spi;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds, in a list of jobs, those that depend on nothing the run has, on a rejected one, or on
 * themselves. Takes time in proportion to jobs and dependencies, but for a queue's logarithm; depth
 * costs no stack.
 */
final class DependencyCheck {
  private static final int SHOWN = 10;

  /** A job on the way up from one that waits, and which of its dependencies were looked at. */
  private static final class Step {
    final int place;
    final Iterator<JobId> upstream;

    Step(int place, Iterator<JobId> upstream) {
      this.place = place;
      this.upstream = upstream;
    }
  }

  private final List<JobSpec> specs;
  private final List<List<Problem>> problems;
  private final Predicate<JobId> known;
  private final IntConsumer visit;
  private final Map<JobId, Integer> places = new HashMap<>();
  private final List<List<Integer>> dependents = new ArrayList<>();
  private final int[] unmet;
  // In the order of the list wherever dependencies leave a choice.
  private final Queue<Integer> ready = new PriorityQueue<>();

  /**
   * Adds what it finds to {@code problems}, which runs beside {@code specs}. Calls {@code visit}
   * with the place of every job that is on no cycle, after all those that it depends on; a problem
   * that this adds counts.
   */
  DependencyCheck(
      List<JobSpec> specs,
      List<List<Problem>> problems,
      Predicate<JobId> known,
      IntConsumer visit) {
    this.specs = specs;
    this.problems = problems;
    this.known = known;
    this.visit = visit;
    this.unmet = new int[specs.size()];
    for (int i = 0; i < specs.size(); i++) {
      dependents.add(new ArrayList<>(0));
      // The first sound one under an id counts; a second is a conflict already, or the same job.
      Integer other = places.putIfAbsent(specs.get(i).id(), i);
      if (other != null && !problems.get(other).isEmpty() && problems.get(i).isEmpty()) {
        places.put(specs.get(i).id(), i);
      }
    }
  }

  void run() {
    for (int i = 0; i < specs.size(); i++) {
      link(i);
    }
    for (int i = 0; i < specs.size(); i++) {
      if (unmet[i] == 0) {
        ready.add(i);
      }
    }
    release();
    for (int i = 0; i < specs.size(); i++) {
      if (unmet[i] > 0) {
        breakCyclesAbove(i);
      }
    }
  }

  private void link(int place) {
    JobSpec spec = specs.get(place);
    for (JobId upstream : spec.upstream()) {
      if (known.test(upstream)) {
        continue;
      }
      Integer other = places.get(upstream);
      if (other != null) {
        dependents.get(other).add(place);
        unmet[place]++;
      } else {
        add(
            place,
            Problem.Kind.UNKNOWN_DEPENDENCY,
            "depends on job " + upstream + ", which this run does not have",
            "Submit " + upstream + " before it or in the same list");
      }
    }
  }

  private void release() {
    for (Integer place = ready.poll(); place != null; place = ready.poll()) {
      if (unmet[place] == 0) {
        visit.accept(place);
      }
      // Who waits behind a job that found no room will find none either, and is told so.
      boolean rejected = !problems.get(place).stream().allMatch(Problem::isTransient);
      for (int dependent : dependents.get(place)) {
        if (rejected && unmet[dependent] >= 0) {
          add(
              dependent,
              Problem.Kind.UNKNOWN_DEPENDENCY,
              "depends on job " + specs.get(place).id() + ", which is rejected itself",
              "Mend " + specs.get(place).id() + " and submit both again");
        }
        if (--unmet[dependent] == 0) {
          ready.add(dependent);
        }
      }
    }
  }

  /** What is left here stands on a cycle or behind some; the way up must meet itself each time. */
  private void breakCyclesAbove(int start) {
    Deque<Step> path = new ArrayDeque<>();
    Map<Integer, JobId> onPath = new HashMap<>();
    int next = start;
    while (next >= 0) {
      if (onPath.putIfAbsent(next, specs.get(next).id()) == null) {
        path.push(new Step(next, specs.get(next).upstream().iterator()));
      } else {
        reportCycle(path, next);
      }
      while (!path.isEmpty() && unmet[path.element().place] <= 0) {
        onPath.remove(path.pop().place);
      }
      next = path.isEmpty() ? -1 : unmetUpstream(path.element());
    }
  }

  private void reportCycle(Deque<Step> path, int end) {
    List<Integer> cycle = new ArrayList<>();
    for (Step step : path) {
      cycle.add(step.place);
      if (step.place == end) {
        break;
      }
    }
    Collections.reverse(cycle);
    String rule = "depends on itself: " + describe(cycle);
    for (int place : cycle) {
      add(place, Problem.Kind.CYCLE, rule, "Take one of these dependencies away");
      unmet[place] = -1;
      ready.add(place);
    }
    release();
  }

  private String describe(List<Integer> cycle) {
    String text =
        cycle.stream()
            .limit(SHOWN)
            .map(place -> specs.get(place).id() + " -> ")
            .collect(Collectors.joining());
    String hidden = cycle.size() > SHOWN ? "(" + (cycle.size() - SHOWN) + " more) -> " : "";
    return text + hidden + specs.get(cycle.get(0)).id();
  }

  private int unmetUpstream(Step step) {
    // Each is looked at once: when the way comes back here, the last one is met, and stays so.
    while (step.upstream.hasNext()) {
      JobId upstream = step.upstream.next();
      Integer other = known.test(upstream) ? null : places.get(upstream);
      if (other != null && unmet[other] > 0) {
        return other;
      }
    }
    throw new IllegalStateException("job " + specs.get(step.place).id() + " waits for nothing");
  }

  private void add(int place, Problem.Kind kind, String rule, String remedy) {
    problems.get(place).add(new Problem(kind, "job " + specs.get(place).id(), rule, remedy));
  }
}
