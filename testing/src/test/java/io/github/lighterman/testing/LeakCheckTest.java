package io.github.lighterman.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

@Isolated("runs tests that leave something behind")
class LeakCheckTest {
  @AfterEach
  void cleanUp() {
    for (Runnable next = LeakyTests.CLEANUPS.poll();
        next != null;
        next = LeakyTests.CLEANUPS.poll()) {
      next.run();
    }
  }

  @Test
  void threadIsNamedWithItsStack() {
    assertThat(messageOf(LeakyTests.Threads.class, "leavesAThread"))
        .startsWith(
            "\nThreads.leavesAThread() left behind:\n- thread \"left\", WAITING; close what started it and"
                + " wait for its end, or allow it with LeakCheck.allowing\n    at ")
        .contains("LeakyTests.lambda$start");
    assertThat(messageOf(LeakyTests.Threads.class, "leavesADaemon"))
        .contains("- thread \"left daemon\", WAITING, daemon; close");
  }

  @Test
  void allowedDaemonMayStayAndNoOtherThread() {
    assertPasses(LeakyTests.Threads.class, "leavesAnAllowedDaemon");
    assertThat(messageOf(LeakyTests.Threads.class, "leavesAThreadThatIsNoDaemonUnderAnAllowedName"))
        .contains("- thread \"kept-2\", WAITING; close");
  }

  @Test
  void threadsOfThePlatformMayStay() {
    assertPasses(LeakyTests.PlatformThreads.class, "usesThoseOfThePlatform");
  }

  @Test
  void threadThatHasEndedOrEndsWithinTheGraceIsNoLeak() {
    assertPasses(LeakyTests.Threads.class, "endsItsThread");
    assertPasses(LeakyTests.SlowThreads.class, "threadEndsShortlyAfterTheTest");
  }

  @Test
  void failureOfTheTestItselfComesFirst() {
    Throwable failure = failureOf(LeakyTests.Threads.class, "failsByItselfAndLeavesAThread");

    assertThat(failure).hasMessage("by itself");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(leak -> assertThat(leak).hasMessageContaining("left behind:\n- thread"));
  }

  @Test
  void processIsNamedWithItsCommand() {
    assertThat(messageOf(LeakyTests.Processes.class, "leavesAProcess"))
        .matches(
            Pattern.compile(
                "\\nProcesses.leavesAProcess\\(\\) left behind:\\n- process \\d+: .*sleep 61; end it, and"
                    + " wait for its end"));
    assertPasses(LeakyTests.Processes.class, "endsItsProcess");
  }

  @Test
  void uncaughtExceptionIsToldWithItsThreadAndStack() {
    assertThat(messageOf(LeakyTests.Exceptions.class, "throwsOnAThread"))
        .startsWith(
            "\nExceptions.throwsOnAThread() left behind:\n- an uncaught exception on thread \"thrower\":"
                + " java.lang.IllegalStateException: nobody sees it\n  \tat ")
        .contains("LeakyTests$Exceptions");
    assertPasses(LeakyTests.Exceptions.class, "throwsOnAThreadThatHasAHandler");
  }

  @Test
  void handlerThatWasThereBeforeIsToldAndPutBack() {
    UncaughtExceptionHandler present = Thread.getDefaultUncaughtExceptionHandler();
    StringBuilder told = new StringBuilder();
    UncaughtExceptionHandler own = (thread, exception) -> told.append(exception.getMessage());
    Thread.setDefaultUncaughtExceptionHandler(own);
    try {
      assertThat(messageOf(LeakyTests.Exceptions.class, "throwsOnAThread")).isNotEmpty();
      assertThat(told).hasToString("nobody sees it");
      assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(own);
      assertThat(messageOf(LeakyTests.Exceptions.class, "leavesAHandler"))
          .contains("- a default handler for uncaught exceptions: ", "; put back the one that");
      assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(own);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(present);
    }
  }

  @Test
  void runAndExecutorThatWereNotClosedAreNamed() {
    assertThat(messageOf(LeakyTests.Runs.class, "leavesARunAndItsExecutor"))
        .isEqualTo(
            """

            Runs.leavesARunAndItsExecutor() left behind:
            - run left of executor in-memory, which was not closed; close it, with ClosePolicy.DETACH if its jobs are to run on
            - executor in-memory, which was not closed; close it""");
    for (String test : List.of("closesTheExecutorAlone", "leavesARunThatItHasAttached")) {
      assertThat(messageOf(LeakyTests.Runs.class, test))
          .contains("- run left of executor in-memory, which was not closed;")
          .doesNotContain("- executor");
    }
    assertPasses(LeakyTests.Runs.class, "closesBoth");
  }

  @Test
  void filesThatWereNotThereBeforeAreNamed() {
    assertThat(messageOf(LeakyTests.Directories.class, "leavesFiles"))
        .containsPattern("- 3 files below \\S+\\n {4}a\\n {4}a/b\\n {4}a/c$");
    assertThat(messageOf(LeakyTests.Directories.class, "leavesManyFiles"))
        .contains("- 30 files below ", "\n    and 10 more");
    assertPasses(LeakyTests.Directories.class, "deletesItsFiles");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORK_JOIN_POOL", "WORKER_THREAD_POOL"})
  void ofTestsThatRunAtTheSameTimeTheLastFailsAndNamesAll(String service) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(LeakyTests.AtTheSameTime.class))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.executor-service", service)
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
            .execute()
            .testEvents();

    tests.assertStatistics(stats -> stats.succeeded(1).failed(1));
    assertThat(failures(tests).get(0).getMessage())
        .contains(" or another of [", "AtTheSameTime.one()", "AtTheSameTime.other()")
        .contains("], which ran at the same time, left behind:")
        .contains("- thread \"left by one\"");
  }

  @Test
  void graceAndReasonsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakCheck.create().withGrace(Duration.ofMinutes(2)))
        .withMessage("grace must be 0 to 1 minute, not PT2M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakCheck.create().withGrace(Duration.ofMillis(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakCheck.create().allowing("pool-", " "))
        .withMessageContaining("allowed by the beginning of its name and for a reason");
    assertThatIllegalArgumentException().isThrownBy(() -> LeakCheck.create().allowing("", "x"));
  }

  private static void assertPasses(Class<?> type, String test) {
    run(type, test).assertStatistics(stats -> stats.succeeded(1).failed(0));
  }

  private static String messageOf(Class<?> type, String test) {
    return Optional.ofNullable(failureOf(type, test).getMessage()).orElseThrow();
  }

  private static Throwable failureOf(Class<?> type, String test) {
    List<Throwable> failures = failures(run(type, test));
    assertThat(failures).as("failures of %s", test).hasSize(1);
    return failures.get(0);
  }

  private static List<Throwable> failures(Events tests) {
    return tests.failed().stream().map(LeakCheckTest::cause).toList();
  }

  private static Throwable cause(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }

  private static Events run(Class<?> type, String test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(type, test))
        .execute()
        .testEvents();
  }
}
