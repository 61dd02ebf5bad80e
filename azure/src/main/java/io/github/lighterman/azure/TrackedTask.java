package io.github.lighterman.azure;

import io.github.lighterman.JobFailure;
import io.github.lighterman.PendingReason;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the driver knows of an attempt that has not ended yet. Safe for use by several threads. */
final class TrackedTask {
  /** How far an attempt has come on its way. */
  enum Place {
    /** On this machine: its inputs are staged, or it waits for a call that takes it along. */
    HERE,
    /** In a call that is under way, of which nobody knows yet what becomes. */
    SENDING,
    /** At Batch. */
    AT_BATCH,
    /** At its end. */
    OVER
  }

  /** Whether something is kept here until a job in another pool has ended. */
  enum Blocked {
    YES,
    NO
  }

  private final Submission submission;
  private final String batchId;
  private volatile Placement.Choice where;
  private volatile boolean blocked;
  private boolean moving;
  private Place place = Place.HERE;
  private int generation;
  private int suspected;
  private long missingSince;
  private Set<String> after = Set.of();
  private @Nullable JobFailure stop;
  private TaskView.@Nullable State seen;
  private @Nullable String node;
  private @Nullable Instant started;
  private @Nullable PendingReason told;

  /** Creates an attempt that is to go there. */
  TrackedTask(Submission submission, Placement.Choice where) {
    this.submission = submission;
    this.where = where;
    this.batchId = TaskNames.task(submission.spec().id());
  }

  Submission submission() {
    return submission;
  }

  TaskId id() {
    return submission.task();
  }

  /** Returns the name of its task at Batch. */
  String batchId() {
    return batchId;
  }

  /** Tells whether a task at Batch is this attempt, and not another one of the same job. */
  boolean isShownBy(TaskView view) {
    return TaskNames.attempt(view.displayName()).equals(OptionalInt.of(id().attempt()));
  }

  /** Returns where it is to go, or is. */
  Placement.Choice where() {
    return where;
  }

  /** Notes that it is to go somewhere else. */
  void redirect(Placement.Choice other) {
    where = other;
  }

  /** Notes whether it's kept here until a job in another pool has ended. */
  void block(Blocked now) {
    blocked = now == Blocked.YES;
  }

  boolean isBlocked() {
    return blocked;
  }

  /** Notes that it's to be taken back from Batch. Returns false if that is under way. */
  synchronized boolean beginMove() {
    boolean first = !moving;
    moving = true;
    return first;
  }

  /** Notes that this is done, or was of no use. */
  synchronized void endMove() {
    moving = false;
  }

  /** Tells whether it's at Batch, in this Batch job. */
  synchronized boolean isIn(int number) {
    return place == Place.AT_BATCH && generation == number;
  }

  /** Notes that it was taken back from this Batch job. Returns false if it isn't there. */
  synchronized boolean leave(int number) {
    if (!isIn(number)) {
      return false;
    }
    place = Place.HERE;
    suspected = 0;
    after = Set.of();
    seen = null;
    told = null;
    missingSince = 0;
    return true;
  }

  /** Returns the number of the run's Batch job that it's in, once it's at Batch. */
  synchronized int generation() {
    return generation;
  }

  synchronized Place place() {
    return place;
  }

  /** Takes it into a call, unless it's to be stopped or is over. */
  synchronized boolean send() {
    if (place != Place.HERE || stop != null) {
      return false;
    }
    place = Place.SENDING;
    return true;
  }

  /** Notes which tasks of its Batch job it waits for. */
  synchronized void sentAfter(Collection<String> tasks) {
    after = Set.copyOf(tasks);
  }

  /** Tells whether it waits at Batch for a task of this name, or has waited. */
  synchronized boolean isAfter(String other) {
    return after.contains(other);
  }

  /** Notes that a call may have taken it to this Batch job: its answer did not come. */
  synchronized void suspect(int generation) {
    suspected = generation;
  }

  /** Returns the Batch job to which a call may have taken it, if nobody knows; or 0. */
  synchronized int suspected() {
    return place == Place.SENDING ? suspected : 0;
  }

  /** Notes that it is not where a call may have taken it to. */
  synchronized void clear() {
    suspected = 0;
  }

  /**
   * Takes it back from a call that did not take it to Batch, as far as anybody knows. Returns where
   * it is now; one that is to be stopped and may be at Batch is taken to be there.
   */
  synchronized Place takeBack() {
    if (place == Place.SENDING) {
      place = Place.HERE;
    }
    return stop == null ? place : settle();
  }

  private Place settle() {
    if (place == Place.HERE && suspected > 0) {
      place = Place.AT_BATCH;
      generation = suspected;
    }
    return place;
  }

  /** Notes that it's in this Batch job. Returns who wants it stopped. */
  synchronized Optional<JobFailure> arrive(int generation) {
    if (place != Place.OVER) {
      place = Place.AT_BATCH;
      this.generation = generation;
    }
    return Optional.ofNullable(stop);
  }

  /** Notes that it's to be stopped, the first reason being the one that counts; returns where. */
  synchronized Place stop(JobFailure reason) {
    if (stop == null) {
      stop = reason;
    }
    return settle();
  }

  synchronized Optional<JobFailure> stopped() {
    return Optional.ofNullable(stop);
  }

  /** Ends it. Returns false if it had ended before. */
  synchronized boolean end() {
    boolean first = place != Place.OVER;
    place = Place.OVER;
    return first;
  }

  /** Notes in which state it was seen at Batch. Returns false if that is not new. */
  synchronized boolean see(TaskView.State state) {
    missingSince = 0;
    boolean fresh = seen != state;
    seen = state;
    return fresh;
  }

  /**
   * Notes on which node it runs. Returns the one that it had run on before, if it does so no more
   * and was put back into the queue by the service: the node was lost or taken away.
   */
  synchronized Optional<String> requeued(TaskView view) {
    if (view.state() == TaskView.State.COMPLETED) {
      return Optional.empty();
    }
    String before = node;
    boolean again =
        before != null
            && (view.state() != TaskView.State.RUNNING
                || view.nodeId().filter(id -> !id.equals(before)).isPresent()
                || view.started().filter(at -> !at.equals(started)).isPresent());
    if (view.state() == TaskView.State.RUNNING && view.nodeId().isPresent()) {
      node = view.nodeId().get();
      started = view.started().orElse(null);
    } else if (again) {
      node = null;
    }
    return again ? Optional.ofNullable(before) : Optional.empty();
  }

  /**
   * Tells whether it runs as it did before a list, which was of some time ago, showed it waiting.
   */
  synchronized boolean goesOn(TaskView now) {
    boolean same =
        node == null
            && now.state() == TaskView.State.RUNNING
            && now.started().isPresent()
            && now.started().get().equals(started);
    if (same) {
      node = now.nodeId().orElse(null);
      seen = now.state();
    }
    return same;
  }

  /** Tells whether it waits at Batch for a place to run, as far as anybody has seen. */
  synchronized boolean waits() {
    return place == Place.AT_BATCH && (seen == null || seen == TaskView.State.ACTIVE);
  }

  /** Notes what was told of why it waits. Returns false if that is not new. */
  synchronized boolean tell(PendingReason reason) {
    boolean fresh = !reason.equals(told);
    told = reason;
    return fresh;
  }

  /**
   * Notes that Batch knows nothing of it, and returns since when, in nanoseconds of the JVM; empty
   * for the first time. Whatever is seen of it after that is news.
   */
  synchronized OptionalLong miss(long now) {
    boolean first = missingSince == 0;
    seen = null;
    told = null;
    missingSince = first ? now : missingSince;
    return first ? OptionalLong.empty() : OptionalLong.of(missingSince);
  }
}
