package io.github.lighterman.azure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Tries a request again while the service is busy, broken or out of reach, whatever the request: a
 * write may be applied twice over, and then the service says that it's there already. It's the only
 * one that does so. It stands before the one that signs, so that each try has a date of its own.
 *
 * <p>Waits at least as long as the service asks for, and longer from time to time. Safe for use by
 * several threads.
 */
final class Retries implements Interceptor {
  /**
   * Stands in the answer to a request that was tried before, and may have been carried out then.
   */
  static final String REPEATED = "x-lighterman-repeated";

  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
  private static final long MOST_PEEKED = 4096;
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;

  private final Duration retryTime;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Tries for so long from a request's start, 0 or more; 0 is once. */
  Retries(Duration retryTime) {
    this.retryTime = retryTime;
  }

  /** Lets every request fail from now on, also those that wait for their next try. */
  void close() {
    closed.countDown();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    long start = System.nanoTime();
    for (int tries = 1; ; tries++) {
      requireWanted();
      Duration pause;
      try {
        Response response = chain.proceed(chain.request());
        pause = pause(tries, asked(response));
        if (!isBusy(response) || !fits(start, pause)) {
          return tries == 1 ? response : response.newBuilder().header(REPEATED, "true").build();
        }
        response.close();
      } catch (IOException e) {
        // Closing cancels calls, and their failures say nothing of that.
        requireWanted();
        pause = pause(tries, Duration.ZERO);
        if (!mayPass(e) || !fits(start, pause)) {
          throw e;
        }
      }
      await(pause);
    }
  }

  private void requireWanted() throws IOException {
    if (closed.getCount() == 0) {
      throw new FinalException(
          BatchException.Kind.TRANSIENT, "the connection with Batch is closed", null);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  private void await(Duration pause) throws IOException {
    try {
      if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        requireWanted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** A pool's refusal of a second formula within 30 seconds looks busy, and isn't. */
  private static boolean isBusy(Response response) throws IOException {
    return BUSY.contains(response.code())
        && !(response.code() == 503
            && response.peekBody(MOST_PEEKED).string().contains(BatchFailures.TOO_SOON));
  }

  private boolean fits(long start, Duration pause) {
    Duration spent = Duration.ofNanos(System.nanoTime() - start);
    return spent.plus(pause).compareTo(retryTime) <= 0;
  }

  private static Duration pause(int tries, Duration asked) {
    long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries - 1, 10));
    Duration own = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    return own.compareTo(asked) > 0 ? own : asked;
  }

  private static Duration asked(Response response) {
    return Optional.ofNullable(response.header("Retry-After"))
        .map(Retries::parse)
        .orElse(Duration.ZERO);
  }

  private static Duration parse(String retryAfter) {
    if (retryAfter.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Integer.parseInt(retryAfter));
    }
    try {
      Instant date =
          ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(Instant.now(), date);
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static boolean mayPass(IOException e) {
    return !(e instanceof FinalException || Unanswered.isForGood(e));
  }
}
