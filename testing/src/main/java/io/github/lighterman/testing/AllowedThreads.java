package io.github.lighterman.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Threads that may outlive a test: the beginning of a name, and the reason. Those of the platform
 * may be any, since JUnit's timer is no daemon; others must be daemons, since nobody ends them.
 */
final class AllowedThreads {
  private static final Map<String, String> PLATFORM =
      Map.ofEntries(
          Map.entry("ForkJoinPool.commonPool-", "the JVM's own pool, which nobody shuts down"),
          Map.entry("CompletableFutureDelayScheduler", "the JVM's own timer of futures"),
          Map.entry("process reaper", "waits for children, and stays a minute after the last"),
          Map.entry("Common-Cleaner", "started by the first object with a cleaner"),
          Map.entry("Cleaner-", "belongs to a class as long as that is loaded"),
          Map.entry("Reference Handler", "the JVM's own"),
          Map.entry("Finalizer", "the JVM's own"),
          Map.entry("Signal Dispatcher", "the JVM's own"),
          Map.entry("Attach Listener", "started when a tool looks at the JVM"),
          Map.entry("Notification Thread", "the JVM's own, for its management beans"),
          Map.entry("RMI ", "started when a tool looks at the JVM"),
          Map.entry("JMX ", "started when a tool looks at the JVM"),
          Map.entry("Keep-Alive-Timer", "keeps connections of HttpURLConnection for a while"),
          Map.entry("HttpClient-", "the JDK's HTTP client can't be closed before Java 21"),
          Map.entry("SeedGenerator Thread", "started by the first SecureRandom"),
          Map.entry("junit-", "JUnit's own, among them the timer of timeouts"),
          Map.entry("surefire-", "Maven's own"));

  private final Map<String, String> daemons;

  private AllowedThreads(Map<String, String> daemons) {
    this.daemons = daemons;
  }

  static AllowedThreads ofPlatform() {
    return new AllowedThreads(Map.of());
  }

  AllowedThreads and(String prefix, String reason) {
    if (prefix.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException(
          "a thread is allowed by the beginning of its name and for a reason, not by '"
              + prefix
              + "' for '"
              + reason
              + "'");
    }
    Map<String, String> more = new LinkedHashMap<>(daemons);
    more.put(prefix, reason);
    return new AllowedThreads(more);
  }

  boolean allows(Thread thread) {
    // JUnit's workers have the names that workers of anybody's pool have.
    return thread.getClass().getName().startsWith("org.junit.")
        || isNamed(PLATFORM, thread)
        || (thread.isDaemon() && isNamed(daemons, thread));
  }

  private static boolean isNamed(Map<String, String> prefixes, Thread thread) {
    return prefixes.keySet().stream().anyMatch(thread.getName()::startsWith);
  }
}
