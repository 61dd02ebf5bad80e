package io.github.lighterman.testing.batch.node;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.execution.NodeEvents;
import io.github.lighterman.testing.batch.execution.NodeFiles;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks for real: as processes of this machine, in directories laid out as on a Linux node of
 * the service, with the service's environment variables, their resource files downloaded and their
 * output files uploaded.
 *
 * <p>What differs from the service:
 *
 * <ul>
 *   <li>All tasks run as the user of this process, whatever {@code userIdentity} says, and see this
 *       machine's programs and files. Nothing keeps one from another's files.
 *   <li>A task has the {@code PATH} of this process, its working directory for a {@code HOME}, and
 *       of its environment nothing else.
 *   <li>Container settings run the bare command and say so, in the task's container information and
 *       in the node's {@code volatile/emulator.log}, unless {@link Builder#containerEngine} names
 *       an engine.
 *   <li>A signal that ends a command is its exit code as a negative number, as the service has it;
 *       but for a shell, of which this can't be told from its own exit code above 128.
 *   <li>Processes that a task leaves behind end with it, those of a start task with the node.
 *   <li>Another try finds the working directory as the one before has left it.
 *   <li>{@code autoStorageContainerName} is refused.
 * </ul>
 *
 * <p>What the service doesn't say, and how it is here:
 *
 * <ul>
 *   <li>An output file that matches nothing is no failure. After one that fails the others are
 *       tried all the same, and the first failure is the task's. A stop breaks uploads off.
 *   <li>A storage account that is busy or breaks a connection is asked three times.
 *   <li>A container that can't be started, such as for a program that its image doesn't have, is a
 *       {@code ContainerMiscError} in the engine's words. All images of the engine are shared.
 * </ul>
 *
 * <p>Needs a POSIX system; finds all processes that a task leaves behind only on Linux. Safe for
 * use by several threads.
 */
public final class ProcessExecution implements TaskExecution {
  private static final Logger log = LoggerFactory.getLogger(ProcessExecution.class);
  private static final Duration CLOSE = Duration.ofMinutes(1);

  private final Path home;
  private final Machinery machinery;
  private final ExecutorService threads;
  private final AtomicLong names = new AtomicLong();
  private final Map<NodeKey, Node> nodes = new HashMap<>();
  private boolean closed;

  ProcessExecution(Path home, Machinery machinery) {
    this.home = home;
    this.machinery = machinery;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "lighterman-node");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns an execution with the defaults of {@link #builder}. */
  public static ProcessExecution create() {
    return builder().build();
  }

  /**
   * Returns a builder. By default files go to a new directory below the system's one for temporary
   * files, commands never run in containers, there are no managed identities, and a process that is
   * asked to end has 1 second before it's killed.
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void bootNode(NodeOrder order, NodeEvents events) {
    Node node;
    Optional<Node> replaced = Optional.empty();
    synchronized (this) {
      if (closed) {
        return;
      }
      Node known = nodes.get(order.node());
      if (known != null && order.disk() == NodeOrder.Disk.KEPT) {
        node = known;
      } else {
        node = new Node(home.resolve(Long.toString(names.incrementAndGet())));
        nodes.put(order.node(), node);
        replaced = Optional.ofNullable(known);
      }
    }
    replaced.ifPresent(this::clear);
    later(new Boot(order, events, node, machinery));
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    Optional<Node> node = node(order.place().node());
    if (node.isEmpty()) {
      events.ended(
          TaskOutcome.notStarted(
              TaskFailure.ofServer(
                  "NodeNotFound",
                  "The node isn't there",
                  Trouble.reason(order.place().node() + " was never booted, or was lost"))));
      return () -> {};
    }
    Attempt attempt = new Attempt(order, events, node.get(), machinery, this::later);
    later(attempt);
    return attempt;
  }

  @Override
  public void removeDirectory(NodeKey node, String path) {
    node(node).ifPresent(known -> remove(known, path));
  }

  private void remove(Node node, String path) {
    try {
      node.discard(path).ifPresent(trash -> later(() -> Node.delete(trash)));
    } catch (IOException e) {
      log.warn("A directory of an emulated node can't be moved away", e);
      later(() -> Node.delete(node.directory().root().resolve(path)));
    }
  }

  @Override
  public void loseNode(NodeKey node) {
    Optional<Node> lost;
    synchronized (this) {
      lost = Optional.ofNullable(nodes.remove(node));
    }
    lost.ifPresent(this::clear);
  }

  @Override
  public NodeFiles files() {
    return new DirectoryFiles(node -> node(node).map(Node::directory));
  }

  @Override
  public void close() {
    List<Node> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = new ArrayList<>(nodes.values());
      nodes.clear();
    }
    left.forEach(this::clear);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("Tasks on emulated nodes still run after {}", CLOSE);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    Node.delete(home);
  }

  private synchronized Optional<Node> node(NodeKey key) {
    return Optional.ofNullable(nodes.get(key));
  }

  private void clear(Node node) {
    node.lose();
    later(
        () -> {
          try {
            node.clear(machinery.grace());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void later(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      // After close there is nothing left that it could be about.
      log.debug("Closed, so that an emulated node does no more", e);
    }
  }

  /** Builds a {@link ProcessExecution}. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, String> identities = new HashMap<>();
    private Optional<Path> directory = Optional.empty();
    private Optional<String> engine = Optional.empty();
    private Optional<String> network = Optional.empty();
    private Duration grace = Duration.ofSeconds(1);

    private Builder() {}

    /** Sets where the execution makes a directory of its own, which it deletes when it's closed. */
    public Builder directory(Path directory) {
      this.directory = Optional.of(directory.toAbsolutePath());
      return this;
    }

    /**
     * Has commands with container settings run in containers of this engine, by its name or path:
     * one that takes the command line of {@code docker} or {@code podman}.
     */
    public Builder containerEngine(String program) {
      this.engine = Optional.of(requireNonNull(program, "program"));
      return this;
    }

    /** Has containers join this network instead of the engine's own default. */
    public Builder containerNetwork(String network) {
      this.network = Optional.of(requireNonNull(network, "network"));
      return this;
    }

    /**
     * Gives all nodes a managed identity: where a task refers to it, this token is sent to the
     * storage account, or is the password for the container registry. What refers to an identity
     * that was not given is denied.
     */
    public Builder identity(String resourceId, String token) {
      identities.put(requireNonNull(resourceId, "resourceId"), requireNonNull(token, "token"));
      return this;
    }

    /**
     * Sets how long a process that was asked to end may take before it's killed; zero and more.
     *
     * @throws IllegalArgumentException if {@code grace} is negative
     */
    public Builder killGrace(Duration grace) {
      if (grace.isNegative()) {
        throw new IllegalArgumentException("killGrace must be zero or more, not " + grace);
      }
      this.grace = grace;
      return this;
    }

    /**
     * Returns the execution.
     *
     * @throws UncheckedIOException if its directory can't be made
     */
    public ProcessExecution build() {
      Map<String, String> tokens = Map.copyOf(identities);
      Machinery machinery =
          new Machinery(
              engine.map(program -> new ContainerEngine(program, network)),
              new IdentityTokens(id -> Optional.ofNullable(tokens.get(id))),
              grace);
      return new ProcessExecution(home(), machinery);
    }

    private Path home() {
      try {
        if (directory.isEmpty()) {
          return Files.createTempDirectory("lighterman-nodes-").toRealPath();
        }
        Files.createDirectories(directory.get());
        return Files.createTempDirectory(directory.get(), "nodes-").toRealPath();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "no directory for emulated nodes can be made below "
                + directory.map(Path::toString).orElse("the system's temporary directory"),
            e);
      }
    }
  }
}
