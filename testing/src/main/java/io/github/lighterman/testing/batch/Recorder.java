package io.github.lighterman.testing.batch;

import io.github.lighterman.testing.batch.rest.Watcher;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Counts all requests, and remembers the last ones. */
final class Recorder implements Watcher {
  private static final int REMEMBERED = 10_000;
  private static final int MOST_CHARACTERS = 2_000;
  private static final Pattern SIGNATURE =
      Pattern.compile("(?i)(sig(?:nature)?(?:=|%3D))(?:(?!%26)[^&])*");

  private final Clock clock;
  private final Deque<RecordedRequest> last = new ArrayDeque<>();
  private final Map<String, Long> counts = new HashMap<>();
  private long total;

  Recorder(Clock clock) {
    this.clock = clock;
  }

  @Override
  public HttpReply watch(HttpRequest request, String operation, Supplier<HttpReply> service) {
    long start = System.nanoTime();
    HttpReply reply = service.get();
    record(request, operation, reply.status(), Duration.ofNanos(System.nanoTime() - start));
    return reply;
  }

  synchronized List<RecordedRequest> requests() {
    return List.copyOf(last);
  }

  /** Returns the last requests, newest first. */
  synchronized List<RecordedRequest> newest(int most) {
    List<RecordedRequest> newest = new ArrayList<>();
    var all = last.descendingIterator();
    while (newest.size() < most && all.hasNext()) {
      newest.add(all.next());
    }
    return newest;
  }

  synchronized long count(String operation) {
    return counts.getOrDefault(operation, 0L);
  }

  synchronized long count() {
    return total;
  }

  synchronized Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  private static String shown(String target) {
    String redacted = SIGNATURE.matcher(target).replaceAll("$1REDACTED");
    return redacted.length() <= MOST_CHARACTERS
        ? redacted
        : redacted.substring(0, MOST_CHARACTERS) + "...";
  }

  private synchronized void record(
      HttpRequest request, String operation, int status, Duration duration) {
    last.addLast(
        new RecordedRequest(
            total++,
            clock.instant(),
            operation,
            request.method(),
            shown(request.target()),
            status,
            duration));
    counts.merge(operation, 1L, Long::sum);
    if (last.size() > REMEMBERED) {
      last.removeFirst();
    }
  }
}
