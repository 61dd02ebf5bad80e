package io.github.lighterman.testing;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which script goes for which job. Safe for use by several threads once it's written. */
final class ScriptBook {
  /** A rule by which jobs are chosen, in words. */
  private record Rule(String words, Predicate<JobSpec> chooses, JobScript script) {}

  private static final int MENTIONED = 5;

  private final Map<JobId, JobScript> byId = new LinkedHashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private Function<JobSpec, JobScript> otherwise = spec -> JobScript.succeed();
  private boolean unusedAllowed;
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final Set<JobId> seen = new TreeSet<>();

  void add(JobId id, JobScript script) {
    if (byId.putIfAbsent(id, script) != null) {
      throw new IllegalArgumentException(
          "job '"
              + id
              + "' has a script already; give one script with all its attempts, as first.then(next)");
    }
  }

  void add(String words, Predicate<JobSpec> chooses, JobScript script) {
    rules.add(new Rule(words, chooses, script));
  }

  void setOtherwise(Function<JobSpec, JobScript> scripts) {
    otherwise = scripts;
  }

  void allowUnused() {
    unusedAllowed = true;
  }

  /** Returns in words which scripts go for this job; two or more are too many. */
  List<String> choicesFor(JobSpec spec) {
    List<String> choices = new ArrayList<>();
    if (byId.containsKey(spec.id())) {
      choices.add(words(spec.id()));
    }
    for (Rule rule : rules) {
      if (rule.chooses().test(spec)) {
        choices.add(rule.words());
      }
    }
    return choices;
  }

  JobScript scriptFor(JobSpec spec) {
    if (byId.isEmpty() && rules.isEmpty()) {
      return otherwise.apply(spec);
    }
    see(spec.id());
    JobScript script = byId.get(spec.id());
    if (script != null) {
      used.add(words(spec.id()));
      return script;
    }
    for (Rule rule : rules) {
      if (rule.chooses().test(spec)) {
        used.add(rule.words());
        return rule.script();
      }
    }
    return otherwise.apply(spec);
  }

  /** Returns what's wrong with each script that no job has asked for. */
  List<String> unused() {
    List<String> unused = new ArrayList<>();
    if (unusedAllowed) {
      return unused;
    }
    for (JobId id : byId.keySet()) {
      if (!used.contains(words(id))) {
        unused.add(
            "the script for " + words(id) + " was never used: no such job came, but " + seen());
      }
    }
    for (Rule rule : rules) {
      if (!used.contains(rule.words())) {
        unused.add(
            "the script for " + rule.words() + " was never used: no such job came, but " + seen());
      }
    }
    return unused;
  }

  private synchronized void see(JobId id) {
    if (seen.size() < MENTIONED) {
      seen.add(id);
    }
  }

  private synchronized String seen() {
    return seen.isEmpty() ? "none at all" : "among others " + seen;
  }

  private static String words(JobId id) {
    return "job '" + id + "'";
  }
}
