package io.github.lighterman.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Tries a request again while storage is busy, broken or out of reach. In place of the SDK's own
 * policy, which waits on threads that stay for ever, gives up at 502 and 504, and comes back sooner
 * than it's told.
 */
final class StorageRetries implements HttpPipelinePolicy {
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final Duration time;

  /**
   * Creates a policy.
   *
   * @param time for how long to try
   */
  StorageRetries(Duration time) {
    this.time = time;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return attempt(context, next, new Tries(context.getHttpRequest()));
  }

  private static Mono<HttpResponse> attempt(
      HttpPipelineCallContext context, HttpPipelineNextPolicy next, Tries tries) {
    return Mono.defer(
            () -> {
              context.setHttpRequest(tries.request.copy());
              return next.clone().process();
            })
        .map(response -> new Outcome(response, null))
        .onErrorResume(RuntimeException.class, e -> Mono.just(new Outcome(null, e)))
        .flatMap(
            outcome ->
                tries.again(outcome)
                    ? attempt(context, next, tries)
                    : Mono.fromCallable(outcome::result));
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    Tries tries = new Tries(context.getHttpRequest());
    while (true) {
      context.setHttpRequest(tries.request.copy());
      Outcome outcome;
      try {
        outcome = new Outcome(next.clone().processSync(), null);
      } catch (RuntimeException e) {
        outcome = new Outcome(null, e);
      }
      if (!tries.again(outcome)) {
        return outcome.result();
      }
    }
  }

  /** What came of one try: one of both. */
  private record Outcome(@Nullable HttpResponse response, @Nullable RuntimeException thrown) {
    HttpResponse result() {
      if (response == null) {
        throw thrown == null ? new IllegalStateException("nothing came of it") : thrown;
      }
      return response;
    }

    boolean mayPass() {
      if (response != null) {
        return PASSING.contains(response.getStatusCode());
      }
      for (Throwable at = thrown; at != null; at = at.getCause()) {
        if (at instanceof IOException) {
          boolean interrupted =
              at instanceof InterruptedIOException && !(at instanceof SocketTimeoutException);
          return !interrupted
              && !(at instanceof SSLHandshakeException || at instanceof SSLPeerUnverifiedException);
        }
      }
      return false;
    }

    /** Returns how long storage wants to be left alone. */
    Duration wanted() {
      @Nullable String text =
          response == null ? null : response.getHeaderValue(HttpHeaderName.RETRY_AFTER);
      boolean seconds = text != null && text.matches("\\d{1,6}");
      return seconds ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }
  }

  /** The tries of one request. */
  private final class Tries {
    private final long start = System.nanoTime();
    private final HttpRequest request;
    private final boolean repeatable;
    private Duration wait =
        time.dividedBy(40).compareTo(FIRST_WAIT) < 0 ? time.dividedBy(40) : FIRST_WAIT;

    Tries(HttpRequest request) {
      this.request = request;
      @Nullable BinaryData body = request.getBodyAsBinaryData();
      this.repeatable = body == null || body.isReplayable();
    }

    /** Tells whether to try again, after a while. */
    boolean again(Outcome outcome) {
      if (!repeatable || !outcome.mayPass()) {
        return false;
      }
      double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
      Duration next = Duration.ofNanos((long) (wait.toNanos() * jitter));
      if (next.compareTo(outcome.wanted()) < 0) {
        next = outcome.wanted();
      }
      Duration passed = Duration.ofNanos(System.nanoTime() - start);
      if (passed.plus(next).compareTo(time) >= 0) {
        return false;
      }
      if (outcome.response != null) {
        outcome.response.close();
      }
      try {
        Thread.sleep(next.toMillis());
      } catch (InterruptedException e) {
        throw Exceptions.propagate(e);
      }
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
      return true;
    }
  }
}
