package io.github.lighterman.testing.blob;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The latest requests, and how many there were. Safe for use by several threads. */
final class RequestLog {
  private static final int MOST = 10_000;
  private static final Pattern SIGNATURE =
      Pattern.compile("([?&]sig=)[^&]*", Pattern.CASE_INSENSITIVE);

  private final ArrayDeque<BlobRequest> latest = new ArrayDeque<>();
  private final Map<BlobOperation, Long> counts = new EnumMap<>(BlobOperation.class);

  static String redacted(String target) {
    return SIGNATURE.matcher(target).replaceAll("$1hidden");
  }

  synchronized void add(BlobRequest request) {
    if (latest.size() == MOST) {
      latest.removeFirst();
    }
    latest.addLast(request);
    counts.merge(request.operation(), 1L, Long::sum);
  }

  synchronized List<BlobRequest> latest() {
    return List.copyOf(latest);
  }

  synchronized long count(BlobOperation operation) {
    return counts.getOrDefault(operation, 0L);
  }
}
