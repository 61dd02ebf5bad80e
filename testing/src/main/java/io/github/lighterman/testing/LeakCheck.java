package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.WorkflowExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * A JUnit extension that fails a test for what it leaves behind. Register it in a field of the
 * test, or name it in {@code @ExtendWith} if nothing is to be watched by name:
 *
 * <pre>{@code
 * @RegisterExtension final LeakCheck leaks = LeakCheck.create();
 *
 * @Test
 * void workflowEndsWell() {
 *   WorkflowExecutor executor = leaks.watch(InMemoryExecutor.create());
 *   ...
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Threads</b> that were started while the test ran and are alive when the grace after its
 *       end is over. Threads that the JDK or JUnit keep for themselves are none; {@link #allowing}
 *       names others. Virtual threads are not seen.
 *   <li><b>Processes</b>: children of this process, and theirs, that were started meanwhile and are
 *       alive after the grace. What has cut itself loose from its parent is not seen.
 *   <li><b>Uncaught exceptions</b> on any thread, with their stack trace. What a pool keeps in a
 *       future is not uncaught. While a test runs the JVM's default handler is the extension's; it
 *       passes on to the one before, which is put back afterwards. A thread with a handler of its
 *       own keeps that.
 *   <li><b>Executors and runs</b> that are watched and were not closed. Closing the executor is not
 *       enough for its runs, since that leaves them and all their files to be attached to.
 *   <li><b>Files</b> below a watched directory that were not there when the watch began.
 * </ul>
 *
 * <p><b>Parallel tests</b>: of threads, processes and uncaught exceptions nobody can say which of
 * the tests that run at the same time they belong to. They are looked for when the last of those
 * tests that have this extension ends, and that one fails and names them all. Tests without it that
 * run at the same time are blamed on those with it; mark either {@code @Isolated}. Executors, runs
 * and directories belong to their test, if the extension is in a field that is not static.
 *
 * <p>If a test fails by itself, what it leaves behind is told as a suppressed exception.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration LONGEST_GRACE = Duration.ofMinutes(1);

  private final List<Watch> watches = new ArrayList<>();
  private final AllowedThreads allowed;
  private final Duration grace;

  /** Creates a check with a grace of 2 seconds, as {@link #create} does. For JUnit. */
  public LeakCheck() {
    this(AllowedThreads.ofPlatform(), GRACE);
  }

  private LeakCheck(AllowedThreads allowed, Duration grace) {
    this.allowed = allowed;
    this.grace = grace;
  }

  /** Returns a check with a grace of 2 seconds that allows no threads but the platform's. */
  public static LeakCheck create() {
    return new LeakCheck();
  }

  /**
   * Returns a check like this one with another grace: how long threads and processes may take to
   * end after a test, all together. A test that leaves nothing doesn't wait.
   *
   * @param grace 0 to 1 minute
   * @throws IllegalArgumentException if it's out of its range
   */
  public LeakCheck withGrace(Duration grace) {
    if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
      throw new IllegalArgumentException("grace must be 0 to 1 minute, not " + grace);
    }
    return new LeakCheck(allowed, grace);
  }

  /**
   * Returns a check like this one that allows daemon threads whose name starts with {@code prefix}
   * to stay.
   *
   * @param reason why they may, for whoever reads the test
   * @throws IllegalArgumentException if {@code prefix} or {@code reason} is blank
   */
  public LeakCheck allowing(String prefix, String reason) {
    return new LeakCheck(allowed.and(prefix, reason), grace);
  }

  /**
   * Returns an executor that does what {@code executor} does. The test must close it and every run
   * that it gets from it.
   */
  public WorkflowExecutor watch(WorkflowExecutor executor) {
    WatchedExecutor watched = new WatchedExecutor(requireNonNull(executor, "executor"));
    add(watched);
    return watched;
  }

  /**
   * Watches a directory, which need not exist: the test must leave no file and no directory in it
   * that was not there when this was called.
   *
   * @throws IOException if it can't be read
   */
  public void watch(Path directory) throws IOException {
    add(WatchedDirectory.of(requireNonNull(directory, "directory")));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    take();
    tests(context).enter(name(context));
    own(context).put(LeakCheck.class, this);
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    // Another extension may have kept ours from being called before the test.
    if (own(context).remove(LeakCheck.class) == null) {
      return;
    }
    List<String> leaks = new ArrayList<>();
    take().forEach(watch -> leaks.addAll(watch.leaks()));
    List<String> tests = tests(context).leave(allowed, grace, leaks);
    if (!leaks.isEmpty()) {
      throw new AssertionError(message(name(context), tests, leaks));
    }
  }

  /** What a test has asked to be watched. */
  interface Watch {
    /** Returns what is left of it, a text for each thing. */
    List<String> leaks();
  }

  private synchronized void add(Watch watch) {
    watches.add(watch);
  }

  private synchronized List<Watch> take() {
    List<Watch> all = List.copyOf(watches);
    watches.clear();
    return all;
  }

  private static String message(String test, List<String> tests, List<String> leaks) {
    StringBuilder text = new StringBuilder("\n").append(test);
    if (tests.size() > 1) {
      text.append(" or another of ").append(tests).append(", which ran at the same time,");
    }
    text.append(" left behind:");
    for (String leak : leaks) {
      text.append("\n- ").append(leak.stripTrailing().replace("\n", "\n  "));
    }
    return text.toString();
  }

  private static String name(ExtensionContext context) {
    return context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
  }

  private static RunningTests tests(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(LeakCheck.class))
        .computeIfAbsent(RunningTests.class, key -> new RunningTests(), RunningTests.class);
  }

  private Store own(ExtensionContext context) {
    return context.getStore(Namespace.create(LeakCheck.class, this));
  }
}
