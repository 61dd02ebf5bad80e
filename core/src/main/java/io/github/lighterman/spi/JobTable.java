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
import org.jspecify.annotations.Nullable;

/** The jobs of a run, by id, in the order in which they were accepted. Not safe for threads. */
final class JobTable {
  // Keyed by lower case, since ids that differ in case alone are refused.
  private final Map<String, TrackedJob> jobs = new LinkedHashMap<>();

  Optional<TrackedJob> find(JobId id) {
    return Optional.ofNullable(jobs.get(key(id))).filter(job -> job.id().equals(id));
  }

  Collection<TrackedJob> all() {
    return jobs.values();
  }

  void add(TrackedJob job) {
    jobs.put(key(job.id()), job);
  }

  void remove(TrackedJob job) {
    jobs.remove(key(job.id()), job);
  }

  /** Says of each spec whether it's accepted, and adds those that are and are new. */
  List<SubmitOutcome> admit(
      List<JobSpec> specs,
      List<List<Problem>> found,
      int room,
      Function<JobSpec, TrackedJob> track) {
    List<List<Problem>> problems = judge(specs, found, room);
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

  List<Problem> problems(List<JobSpec> specs, List<List<Problem>> found, int room) {
    return judge(specs, found, room).stream().flatMap(List::stream).toList();
  }

  private List<List<Problem>> judge(List<JobSpec> specs, List<List<Problem>> found, int room) {
    List<List<Problem>> problems = new ArrayList<>(specs.size());
    Map<String, JobSpec> fresh = new HashMap<>();
    int left = room;
    for (int i = 0; i < specs.size(); i++) {
      JobSpec spec = specs.get(i);
      List<Problem> mine = new ArrayList<>(found.get(i));
      TrackedJob known = jobs.get(key(spec.id()));
      JobSpec taken = known == null ? fresh.get(key(spec.id())) : known.spec();
      if (taken == null) {
        fresh.put(key(spec.id()), spec);
        if (left-- <= 0) {
          mine.add(queueFull(spec));
        }
      } else if (!taken.equals(spec)) {
        mine.add(conflict(spec, taken));
      }
      problems.add(mine);
    }
    new DependencyCheck(specs, problems, id -> find(id).isPresent()).run();
    return problems;
  }

  private static Problem conflict(JobSpec spec, @Nullable JobSpec taken) {
    boolean same = taken != null && taken.id().equals(spec.id());
    return new Problem(
        Problem.Kind.CONFLICT,
        "job " + spec.id(),
        same
            ? "has the id of another job with a different spec"
            : "differs from job "
                + (taken == null ? "" : taken.id())
                + " in upper and lower case only",
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
