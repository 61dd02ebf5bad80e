package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.LogStream;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a job of an {@link InMemoryExecutor} does in place of its command. Immutable.
 *
 * <p>A script starts with how an attempt ends and goes on with what it does before that, in the
 * order in which it's named: {@code JobScript.exitWith(3).logging("reading").after(TEN_MINUTES)
 * .logging("no input")}. An attempt that says nothing of time takes none. {@link #then} and {@link
 * #times} make it several attempts; the last one goes for all that follow.
 */
public final class JobScript {
  private final ImmutableList<AttemptPlan> attempts;

  private JobScript(ImmutableList<AttemptPlan> attempts) {
    this.attempts = attempts;
  }

  /**
   * Returns the script of an attempt that exits with the least code that its spec accepts and
   * leaves every required output that it's not told to write: as an empty file, which in a
   * directory is named {@code file}, and for a glob is named like the pattern, with {@code x} in
   * place of each star and question mark and the first of what brackets and braces hold.
   */
  public static JobScript succeed() {
    return of(new ScriptEnding.Success());
  }

  /**
   * Returns the script of an attempt whose command exits with this code, and has written no more
   * than it's told to.
   *
   * @param exitCode 0 to 255
   * @throws IllegalArgumentException if {@code exitCode} is out of its range
   */
  public static JobScript exitWith(int exitCode) {
    return of(new ScriptEnding.Exit(exitCode));
  }

  /**
   * Returns the script of an attempt that fails in this way, at the point where such failures
   * happen: {@link FailureKind#CAPACITY} before it has a node, {@link FailureKind#IMAGE} before its
   * command starts, {@link FailureKind#STAGE_OUT} after it has ended, and so on.
   *
   * @throws IllegalArgumentException if it's a kind that a backend can't tell of: CANCELLED and
   *     UPSTREAM come of a cancel and of another job
   */
  public static JobScript failWith(FailureKind kind) {
    return failWith(JobFailure.of(kind, "its script says that it fails so"));
  }

  /**
   * Returns the script of an attempt that fails in this way, as {@link #failWith(FailureKind)}
   * does.
   *
   * @throws IllegalArgumentException if it's a kind that a backend can't tell of
   */
  public static JobScript failWith(JobFailure failure) {
    return of(new ScriptEnding.Failed(failure));
  }

  /** Returns the script of an attempt whose spot machine is taken away while its command runs. */
  public static JobScript preempted() {
    return failWith(JobFailure.of(FailureKind.PREEMPTED, "its script says that it's preempted"));
  }

  /** Returns the script of an attempt that runs until it's cancelled or out of time. */
  public static JobScript hang() {
    return of(new ScriptEnding.Never());
  }

  /** Returns the script of an attempt that never gets a place to run, for this reason. */
  public static JobScript stayPending(PendingReason reason) {
    return of(new ScriptEnding.NoPlace(reason));
  }

  /**
   * Returns a copy in which the attempt waits this long for a place to run, for this reason.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public JobScript pending(Duration time, PendingReason reason) {
    return withLast(last().withPending(checked(time), Optional.of(reason)));
  }

  /**
   * Returns a copy in which it takes this long to bring image and inputs to the attempt.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public JobScript preparing(Duration time) {
    return withLast(last().withPreparing(checked(time)));
  }

  /**
   * Returns a copy in which this much time goes by before the command goes on.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public JobScript after(Duration time) {
    return doing(new ScriptStep.Wait(checked(time)));
  }

  /** Returns a copy in which the command goes on once {@code gate} has completed, in any way. */
  public JobScript until(CompletionStage<?> gate) {
    return doing(new ScriptStep.Until(gate));
  }

  /** Returns a copy in which the command prints these lines to its standard output. */
  public JobScript logging(String... lines) {
    return logging(LogStream.STDOUT, lines);
  }

  /** Returns a copy in which the command prints these lines. */
  public JobScript logging(LogStream stream, String... lines) {
    requireNonNull(stream, "stream");
    List<String> copy = List.of(lines);
    return doing(job -> copy.forEach(line -> job.print(stream, line + "\n")));
  }

  /** Returns a copy in which the command writes {@code text} in UTF-8 to a file. */
  public JobScript writing(String path, String text) {
    requireNonNull(path, "path");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return doing(job -> job.write(path, bytes));
  }

  /** Returns a copy in which the command does this. */
  public JobScript doing(ScriptAction action) {
    return doing(new ScriptStep.Act(action));
  }

  /**
   * Returns a copy in which it takes this long to bring the outputs home.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public JobScript finalizing(Duration time) {
    return withLast(last().withFinalizing(checked(time)));
  }

  /** Returns a copy in which the attempt runs on this node. */
  public JobScript on(Node node) {
    return withLast(last().withNode(Optional.of(node)));
  }

  /** Returns a copy in which the attempt is told to have used this. */
  public JobScript using(Usage usage) {
    return withLast(last().withUsage(Optional.of(usage)));
  }

  /**
   * Returns a copy that does all of this so many times over: {@code preempted().times(2)} is two
   * attempts.
   *
   * @param times 1 to 1,000
   * @throws IllegalArgumentException if {@code times} is out of its range
   */
  public JobScript times(int times) {
    if (times < 1 || times > 1_000) {
      throw new IllegalArgumentException("times must be 1 to 1,000, not " + times);
    }
    ImmutableList.Builder<AttemptPlan> all = ImmutableList.builder();
    for (int i = 0; i < times; i++) {
      all.addAll(attempts);
    }
    return new JobScript(all.build());
  }

  /** Returns a copy whose next attempts are those of {@code next}. */
  public JobScript then(JobScript next) {
    return new JobScript(
        ImmutableList.<AttemptPlan>builder().addAll(attempts).addAll(next.attempts).build());
  }

  AttemptPlan attempt(int number) {
    return attempts.get(Math.min(number, attempts.size()) - 1);
  }

  private static JobScript of(ScriptEnding ending) {
    return new JobScript(ImmutableList.of(AttemptPlan.of(ending)));
  }

  private JobScript doing(ScriptStep step) {
    return withLast(last().with(step));
  }

  private AttemptPlan last() {
    return attempts.get(attempts.size() - 1);
  }

  private JobScript withLast(AttemptPlan plan) {
    return new JobScript(
        ImmutableList.<AttemptPlan>builder()
            .addAll(attempts.subList(0, attempts.size() - 1))
            .add(plan)
            .build());
  }

  private static Duration checked(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must be 0 or more, not " + time);
    }
    return time;
  }
}
