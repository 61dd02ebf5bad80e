package io.github.lighterman.testing.contract;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Command;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * One backend, new and empty for each test, and all that a contract has to ask of it. Two methods
 * must be written; the others have answers that fit an executor which runs shell commands on this
 * machine.
 *
 * <p>Jobs must be able to see the files in {@link #scratch}: they wait there for gates, and leave
 * there what a test counts.
 */
public abstract class ExecutorFixture implements AutoCloseable {
  private final Path scratch;
  private final AtomicInteger secrets = new AtomicInteger();

  /** Makes the scratch directory. */
  protected ExecutorFixture() {
    try {
      scratch = Files.createTempDirectory("lighterman-contract-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens an executor on the backend. Each call opens another one, as another process would do. The
   * contract closes what it opens.
   *
   * <p>All executors of the backend together must run {@link #slots} jobs at once that need one cpu
   * each, and no more; each must take {@link #capacity} live jobs of a run.
   */
  public abstract WorkflowExecutor open() throws Exception;

  /**
   * Returns the names of what is left at the backend: directories, records, pools. A test has
   * failed if anything is left after its runs were closed with {@link
   * io.github.lighterman.ClosePolicy#CLEAN}.
   */
  public abstract List<String> leftovers() throws Exception;

  /** Returns the command that does this work. Unless overridden: {@code sh} with a script. */
  public Command command(Work work) {
    return Command.shell(work.shell());
  }

  /** Returns what the executor can't do; what needs that is skipped. Unless overridden: nothing. */
  public Set<Trait> cannot() {
    return Set.of();
  }

  /**
   * Lets some time go by, in which the executor gets on. It's called again and again while a test
   * waits, by several threads at once, too. Unless overridden, 2 ms of real time go by; where time
   * stands still, a clock is to be advanced.
   */
  public void passTime() throws InterruptedException {
    LockSupport.parkNanos(2_000_000);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /**
   * Ends this executor's process, or does what comes to the same: it's not closed, nothing of it
   * does anything from now on, and another driver can attach to its runs. Unless overridden, tests
   * that need it are skipped.
   */
  public void crash(WorkflowExecutor executor) throws Exception {
    throw new TestAbortedException(
        "skipped: the fixture of " + executor.info().name() + " can't let a driver crash");
  }

  /** Returns a reference to a secret with this value. Unless overridden: a file. */
  public SecretRef secret(String value) throws IOException {
    Path file = scratch.resolve("secret-" + secrets.incrementAndGet());
    return SecretRef.of("file:" + Files.writeString(file, value + "\n"));
  }

  /** Returns a gate of this name. Unless overridden: a file in the scratch directory. */
  public Gate gate(String name) {
    return Gate.at(scratch.resolve("gate-" + requireNonNull(name, "name")));
  }

  /**
   * Returns the names of the backend's files and records that hold {@code text}. Unless overridden:
   * none, so that secrets are looked for nowhere.
   */
  public List<String> holding(String text) throws Exception {
    return List.of();
  }

  /** Returns all that was logged since the fixture was made. Unless overridden: nothing. */
  public String logged() {
    return "";
  }

  /**
   * Tells whether listeners, and actions that depend on futures, may block. Unless overridden: yes;
   * no where they're called by the thread that lets time pass.
   */
  public boolean callbacksMayBlock() {
    return true;
  }

  /** Returns an image that jobs can run in, with a POSIX shell. Unless overridden: none. */
  public Optional<String> image() {
    return Optional.empty();
  }

  /** Returns how many jobs that need 1 cpu run at once, 2 to 8. Unless overridden: 2. */
  public int slots() {
    return 2;
  }

  /** Returns how many jobs of one run may be live, 60 to 1,000. Unless overridden: 100. */
  public int capacity() {
    return 100;
  }

  /**
   * Returns how long, in real time, a test waits for what must come, 1 s to 25 s. Unless
   * overridden: 20 s. It waits half as long for calls that must not block.
   */
  public Duration patience() {
    return Duration.ofSeconds(20);
  }

  /** Returns a directory for the test's own use, which goes with the fixture. */
  public final Path scratch() {
    return scratch;
  }

  /** Gives back all that it holds. Unless overridden: deletes the scratch directory. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
