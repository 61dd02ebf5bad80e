package io.github.lighterman.testing.batch.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * What can go wrong. Each says what a client sees of it, what it may strike, when it could (its
 * opportunities, which are what a {@link FaultRule} counts), and what the {@linkplain
 * FaultRule#withTime time} of a rule means for it, if anything.
 *
 * <p>Of the faults that strike requests at most one strikes the same request: the one that stands
 * first here. Only {@link #SLOW_ANSWER} comes on top of others, and a fault that spoils an answer
 * on top of what {@link #STALE_LIST} and {@link #TASK_NOT_ADDED} put into it. None of them loses or
 * changes what the account has, except that nodes break down as the cloud's do.
 */
public enum Fault {
  /**
   * The connection is reset before the request was handled; nothing was changed. The client sees
   * "connection reset", and can't know that. Strikes any operation, whoever asks.
   */
  CONNECTION_RESET(Reach.OPERATIONS),

  /**
   * Status 503 with no body and none of the service's headers, as from a proxy that has lost the
   * service. The request isn't handled. Strikes any operation, whoever asks.
   */
  UNAVAILABLE(Reach.OPERATIONS),

  /**
   * Status 502 with a page of HTML, as from a proxy. The request isn't handled. Strikes any
   * operation, whoever asks.
   */
  BAD_GATEWAY(Reach.OPERATIONS),

  /**
   * Status 429, code {@code TooManyRequests} and a {@code Retry-After} header with the time of the
   * rule, in whole seconds from 0; 1 without. The request isn't handled. That the service answers
   * so is known, its code isn't. Strikes any operation that is authenticated.
   */
  TOO_MANY_REQUESTS(Reach.OPERATIONS, Duration.ofSeconds(1)),

  /**
   * Status 503, code {@code ServerBusy} and a {@code Retry-After} header with the time of the rule,
   * in whole seconds from 0; 1 without. The request isn't handled. Strikes any operation that is
   * authenticated.
   */
  SERVER_BUSY(Reach.OPERATIONS, Duration.ofSeconds(1)),

  /**
   * Status 500 and code {@code InternalError}. The request isn't handled. Strikes any operation
   * that is authenticated.
   */
  INTERNAL_ERROR(Reach.OPERATIONS),

  /**
   * Status 404 and code {@code JobNotFound} for a job that was made a moment ago, since not all of
   * the service has heard of it. The request isn't handled. Strikes operations on one job and what
   * is in it, while the job is younger than the time of the rule by the emulator's clock, above 0;
   * 5 seconds without.
   */
  JOB_NOT_FOUND(Reach.JOBS, Duration.ofSeconds(5)),

  /**
   * A list that shows what was there some time ago: what came since is missing, what went is still
   * there, states are those of then. Strikes the lists of jobs, tasks, pools and nodes; each page
   * is an opportunity. The time of the rule says how long ago by the emulator's clock, above 0; 10
   * seconds without. Nothing is remembered from before the rule was set: until it is that old, the
   * lists are as of that moment. A {@code PUT} that changes a task is seen with its next state.
   */
  STALE_LIST(Reach.LISTS, Duration.ofSeconds(10)),

  /**
   * One of the tasks that a request adds isn't added: its own result is {@code ServerError} with
   * code {@code ServerBusy}, while the answer has status 200 and the others are added. Strikes
   * {@code Task_AddCollection}; each of its tasks is an opportunity.
   */
  TASK_NOT_ADDED(Reach.COLLECTIONS),

  /**
   * The connection is reset after a write was applied: the client sees the same as for {@link
   * #CONNECTION_RESET}, but when it asks again what it wanted is there. Strikes operations that
   * change something, if the service would have answered with success.
   */
  CONNECTION_RESET_AFTER_WRITE(Reach.WRITES),

  /**
   * The answer's headers and the first half of its body come, and then the connection ends. Strikes
   * operations whose answers have a body, if the service would have answered with success and one
   * byte at least.
   */
  TRUNCATED_ANSWER(Reach.BODIES),

  /**
   * The request is handled at once and answered late: after the time of the rule, above 0 to 1 day
   * and 1 second without. It is real time, whatever the emulator's clock. Strikes any operation.
   */
  SLOW_ANSWER(Reach.OPERATIONS, Duration.ofSeconds(1)),

  /**
   * Status 409 and code {@code ActiveJobAndScheduleQuotaReached} for a new job, however few there
   * are. An opportunity is each job that could be added but for that.
   */
  ACTIVE_JOB_QUOTA(Reach.ACCOUNT),

  /**
   * Status 409 and code {@code PoolQuotaReached} for a new pool, however few there are; a job with
   * an auto pool is added, and its {@code schedulingError} is {@code
   * AutoPoolCreationFailedWithQuotaReached}. An opportunity is each pool that could be added but
   * for that.
   */
  POOL_QUOTA(Reach.POOLS),

  /**
   * A resize ends at once without any new node, and the pool's {@code resizeErrors} say {@code
   * AccountCoreQuotaReached}, or {@code AccountLowPriorityCoreQuotaReached} for spot nodes. An
   * opportunity is each time when a resize wants more nodes, once for dedicated and once for spot
   * ones.
   */
  CORE_QUOTA(Reach.POOLS),

  /**
   * As {@link #CORE_QUOTA}, with {@code AllocationFailed}: the cloud has no machines to give. The
   * pool is steady and below its target, and nothing is tried again by itself.
   */
  ALLOCATION_FAILED(Reach.POOLS),

  /**
   * A resize that wants more nodes gets none, and stays {@code resizing} until its {@code
   * resizeTimeout} has passed; then {@code resizeErrors} say {@code AllocationTimedout}. An
   * opportunity is each resize that wants more nodes.
   */
  ALLOCATION_TIMED_OUT(Reach.POOLS),

  /**
   * A node that boots never gets ready: it is {@code unusable}, without errors, and runs nothing
   * until it is restored or rebooted. An opportunity is each boot.
   */
  NODE_UNUSABLE(Reach.POOLS),

  /**
   * An image that a pool wants on its nodes can't be pulled: the node is {@code unusable}, and its
   * {@code errors} say {@code ContainerInvalidImage}. An opportunity is each boot of a node whose
   * pool names images.
   */
  NODE_IMAGE_PULL_FAILED(Reach.POOLS),

  /**
   * An attempt at a start task exits with 1; its command isn't run. If no retries are left and the
   * pool waits for success, the node is {@code starttaskfailed}, with {@code FailureExitCode} in
   * its {@code startTaskInfo}. An opportunity is each attempt.
   */
  START_TASK_FAILED(Reach.POOLS),

  /**
   * A spot node is {@code preempted}, and its files are lost. Its tasks are {@code active} again
   * and run elsewhere, with neither {@code retryCount} nor {@code requeueCount} raised. It stays in
   * its pool until it is restored, or comes back by itself. An opportunity is each task that starts
   * on a spot node; the node goes when the time of the rule has passed since, from 0 by the
   * emulator's clock. With 0, which is the default, the task's command isn't run.
   */
  NODE_PREEMPTED(Reach.POOLS, Duration.ZERO),

  /**
   * A node is {@code unusable} without errors, since the service hears of it no more. All else is
   * as for {@link #NODE_PREEMPTED}, but it strikes dedicated nodes too.
   */
  NODE_LOST(Reach.POOLS, Duration.ZERO),

  /**
   * A node is {@code unusable} since its disk is full, and its {@code errors} say {@code DiskFull}.
   * All else is as for {@link #NODE_LOST}.
   */
  NODE_DISK_FULL(Reach.POOLS, Duration.ZERO),

  /**
   * A task's image can't be pulled: the task is completed as a failure, without an exit code and
   * without retries, and its {@code failureInfo} says {@code ContainerInvalidImage}. An opportunity
   * is each attempt at a task with container settings.
   */
  TASK_IMAGE_PULL_FAILED(Reach.POOLS),

  /**
   * The disk has no room for a task's files: the task is completed as a failure, without an exit
   * code and without retries, and its {@code failureInfo} says {@code DiskFull}. The node stays as
   * it is. An opportunity is each attempt at a task.
   */
  TASK_DISK_FULL(Reach.POOLS);

  private final Reach reach;
  private final Optional<Duration> usualTime;

  Fault(Reach reach) {
    this.reach = reach;
    this.usualTime = Optional.empty();
  }

  Fault(Reach reach, Duration usualTime) {
    this.reach = reach;
    this.usualTime = Optional.of(usualTime);
  }

  Reach reach() {
    return reach;
  }

  /** Returns the time of a rule that names none, or empty if time means nothing to this fault. */
  Optional<Duration> usualTime() {
    return usualTime;
  }

  /** Returns what is wrong with a time of a rule, or empty if it is all right. */
  Optional<String> refusal(Duration time) {
    if (usualTime.isEmpty()) {
      return time.isZero() ? Optional.empty() : Optional.of("takes no time; leave out withTime");
    }
    return switch (this) {
      case TOO_MANY_REQUESTS, SERVER_BUSY ->
          refusal(
              time.isNegative() || time.toNanosPart() != 0,
              "takes whole seconds from 0 for its Retry-After header, not ",
              time);
      case SLOW_ANSWER ->
          refusal(
              !isPositive(time) || time.compareTo(Duration.ofDays(1)) > 0,
              "takes a time above 0 and at most 1 day, not ",
              time);
      case JOB_NOT_FOUND, STALE_LIST ->
          refusal(!isPositive(time), "takes a time above 0, not ", time);
      default -> refusal(time.isNegative(), "takes a time of 0 or more, not ", time);
    };
  }

  private static boolean isPositive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }

  private static Optional<String> refusal(boolean refused, String words, Duration time) {
    return refused ? Optional.of(words + time) : Optional.empty();
  }
}
