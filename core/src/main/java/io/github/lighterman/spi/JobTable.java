package io.github.lighterman.spi;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The jobs of a run, by id, in the order in which they were accepted. Not safe for threads. */
final class JobTable {
  // Keyed by lower case, since ids that differ in case alone are refused.
  private final Map<String, TrackedJob> jobs = new LinkedHashMap<>();
  private int live;
  private int unrecorded;

  Optional<TrackedJob> find(JobId id) {
    return Optional.ofNullable(jobs.get(key(id))).filter(job -> job.id().equals(id));
  }

  Collection<TrackedJob> all() {
    return jobs.values();
  }

  /** Returns how many have not ended. */
  int live() {
    return live;
  }

  void countEnd() {
    live--;
  }

  /** Adds a job that is live and not on the run's record yet. */
  void add(TrackedJob job) {
    jobs.put(key(job.id()), job);
    live++;
    unrecorded++;
  }

  void setRecorded(TrackedJob job) {
    job.recorded = true;
    unrecorded--;
  }

  /** Takes back a job that could not be recorded. */
  void remove(TrackedJob job) {
    jobs.remove(key(job.id()));
    live--;
    unrecorded--;
  }

  /** Tells whether what to say of these specs hangs on jobs that are not on the record yet. */
  boolean touchesUnrecorded(List<JobSpec> specs) {
    return unrecorded > 0
        && specs.stream()
            .anyMatch(
                spec ->
                    isUnrecorded(spec.id())
                        || spec.upstream().stream().anyMatch(this::isUnrecorded));
  }

  private boolean isUnrecorded(JobId id) {
    TrackedJob job = jobs.get(key(id));
    return job != null && !job.recorded;
  }

  /** Says of each spec whether it's accepted, and adds those that are and are new. */
  List<SubmitOutcome> admit(
      List<JobSpec> specs,
      List<List<Problem>> found,
      int capacity,
      Function<JobSpec, TrackedJob> track) {
    List<List<Problem>> problems = judge(specs, found, capacity);
    List<SubmitOutcome> outcomes = new ArrayList<>(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      JobSpec spec = specs.get(i);
      if (!problems.get(i).isEmpty()) {
        outcomes.add(SubmitOutcome.rejected(spec.id(), problems.get(i)));
        continue;
      }
      TrackedJob job = jobs.get(key(spec.id()));
      if (job == null) {
        job = track.apply(spec);
        add(job);
      }
      outcomes.add(SubmitOutcome.accepted(job));
    }
    return outcomes;
  }

  List<Problem> problems(List<JobSpec> specs, List<List<Problem>> found, int capacity) {
    return judge(specs, found, capacity).stream().flatMap(List::stream).toList();
  }

  private List<List<Problem>> judge(List<JobSpec> specs, List<List<Problem>> found, int capacity) {
    List<List<Problem>> problems = new ArrayList<>(specs.size());
    Map<String, Integer> firsts = new HashMap<>();
    Map<Integer, Integer> twins = new HashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      JobSpec spec = specs.get(i);
      List<Problem> mine = new ArrayList<>(found.get(i));
      problems.add(mine);
      TrackedJob known = jobs.get(key(spec.id()));
      // A spec that breaks a rule takes no id from another.
      Integer first = mine.isEmpty() ? firsts.putIfAbsent(key(spec.id()), i) : null;
      JobSpec taken = known != null ? known.spec() : first != null ? specs.get(first) : spec;
      if (!taken.equals(spec)) {
        mine.add(conflict(spec, taken.id()));
      } else if (first != null) {
        twins.put(i, first);
      }
    }
    int[] room = {capacity - live};
    new DependencyCheck(
            specs,
            problems,
            id -> find(id).isPresent(),
            place -> {
              boolean fresh =
                  problems.get(place).isEmpty()
                      && !twins.containsKey(place)
                      && !jobs.containsKey(key(specs.get(place).id()));
              if (fresh && --room[0] < 0) {
                problems.get(place).add(queueFull(specs.get(place)));
              }
            })
        .run();
    // One job, submitted twice in a list: what became of the one became of the other.
    twins.forEach((twin, first) -> problems.set(twin, problems.get(first)));
    return problems;
  }

  private static Problem conflict(JobSpec spec, JobId taken) {
    return new Problem(
        Problem.Kind.CONFLICT,
        "job " + spec.id(),
        taken.equals(spec.id())
            ? "has the id of another job with a different spec"
            : "differs from job " + taken + " in upper and lower case only",
        "Give it an id of its own");
  }

  private static Problem queueFull(JobSpec spec) {
    return new Problem(
        Problem.Kind.QUEUE_FULL,
        "job " + spec.id(),
        "finds as many live jobs as the executor takes",
        "Submit it again when some have ended, or raise the executor's setting 'capacity'");
  }

  private static String key(JobId id) {
    return id.value().toLowerCase(Locale.ROOT);
  }
}
