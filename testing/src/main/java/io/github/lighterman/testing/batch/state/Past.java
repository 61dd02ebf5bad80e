package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lists have shown since it was begun, for those who want to see it late. It is brought up to
 * date after each change. Called with the engine's lock held.
 */
public final class Past {
  private final Account account;
  private final Duration longest;
  private final Map<String, Listed> lists = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private Instant seen = Instant.MIN;
  private boolean begun;

  /** How something was shown from a time on, or null if it was gone. */
  private record Moment(Instant time, @Nullable ObjectNode shown) {}

  /** The things on a list by id, and how many of them are there now. */
  private static final class Listed {
    final Map<String, Deque<Moment>> items = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int present;
  }

  Past(Account account, Duration longest) {
    this.account = account;
    this.longest = longest;
    update();
    begun = true;
  }

  /** Returns how far back it remembers. */
  Duration longest() {
    return longest;
  }

  /** Returns the name of the list of a job's tasks. */
  public static String tasksOf(String jobId) {
    return "jobs/" + jobId;
  }

  /** Returns the name of the list of a pool's nodes. */
  public static String nodesOf(String poolId) {
    return "pools/" + poolId;
  }

  /**
   * Returns what a list showed at a time, or at the beginning if that was later, in the order of
   * the ids.
   *
   * @param list {@code jobs}, {@code pools}, or one of {@link #tasksOf} and {@link #nodesOf}
   */
  public List<ObjectNode> list(String list, Instant time) {
    List<ObjectNode> shown = new ArrayList<>();
    for (Deque<Moment> moments : listed(list).items.values()) {
      ObjectNode last = null;
      for (Moment moment : moments) {
        if (!moment.time.isAfter(time)) {
          last = moment.shown;
        }
      }
      if (last != null) {
        shown.add(last);
      }
    }
    return shown;
  }

  /** Remembers what has changed since the last call. */
  void update() {
    Views views = new Views(account.url(), property -> true);
    NodeView nodeView = new NodeView(account.url(), property -> true);
    Set<String> names = new HashSet<>(Set.of("jobs", "pools"));
    for (Pool pool : account.pools.values()) {
      note("pools", pool.id, views.pool(pool));
      String list = nodesOf(pool.id);
      names.add(list);
      pool.nodes.values().forEach(node -> note(list, node.id, nodeView.node(node)));
      forgetOthers(list, pool.nodes.keySet());
    }
    forgetOthers("pools", account.pools.keySet());
    Instant from = seen;
    for (Job job : account.jobs.values()) {
      note("jobs", job.id, views.job(job));
      names.add(tasksOf(job.id));
      update(job, from, views);
    }
    forgetOthers("jobs", account.jobs.keySet());
    for (String list : List.copyOf(lists.keySet())) {
      if (!names.contains(list)) {
        forgetOthers(list, Set.of());
      }
    }
  }

  private void update(Job job, Instant from, Views views) {
    String list = tasksOf(job.id);
    for (Task task : job.tasks.since(from)) {
      note(list, task.id, views.task(task));
      seen = task.stateTime.isAfter(seen) ? task.stateTime : seen;
    }
    if (listed(list).present > job.tasks.size()) {
      forgetOthers(list, job.tasks.ids());
    }
  }

  private void note(String list, String id, ObjectNode shown) {
    Listed listed = listed(list);
    Deque<Moment> moments = listed.items.computeIfAbsent(id, key -> new ArrayDeque<>());
    ObjectNode before = moments.isEmpty() ? null : moments.getLast().shown;
    if (!shown.equals(before)) {
      listed.present += before == null ? 1 : 0;
      add(moments, shown.deepCopy());
    }
  }

  private void forgetOthers(String list, Collection<String> ids) {
    Listed listed = listed(list);
    listed.items.forEach(
        (id, moments) -> {
          if (moments.getLast().shown != null && !ids.contains(id)) {
            listed.present--;
            add(moments, null);
          }
        });
  }

  private Listed listed(String list) {
    return lists.computeIfAbsent(list, key -> new Listed());
  }

  private void add(Deque<Moment> moments, @Nullable ObjectNode shown) {
    Instant now = account.engine.now();
    moments.addLast(new Moment(begun ? now : Instant.MIN, shown));
    Instant oldest = now.minus(longest);
    while (moments.size() > 1) {
      Moment first = moments.removeFirst();
      if (moments.getFirst().time.isAfter(oldest)) {
        moments.addFirst(first);
        return;
      }
    }
  }
}
