package io.github.lighterman.testing.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.EmulatorPage.Reach;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.batch.fault.Faults;
import io.github.lighterman.testing.batch.fault.InjectedFault;
import io.github.lighterman.testing.batch.rest.BatchService;
import io.github.lighterman.testing.batch.rest.SharedKey;
import io.github.lighterman.testing.batch.rest.StateDump;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.EmulatorTime;
import io.github.lighterman.testing.batch.state.Engine;
import io.github.lighterman.testing.batch.state.Node;
import io.github.lighterman.testing.batch.state.Snapshots;
import io.github.lighterman.testing.http.LoopbackServer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * An emulator of one Azure Batch account. A client is given its {@link #endpoint} and {@link
 * #accountKey} instead of those of a real account, and can't tell the difference, except that it is
 * faster and costs nothing.
 *
 * <p>What it doesn't emulate it refuses with status 501 and the name of what is missing. It never
 * starts a command for a request that isn't authenticated. Its endpoint, opened in a browser, is a
 * page on which people see what goes on.
 *
 * <p>Safe for use by several threads. After {@link #close} nothing of it runs or listens.
 */
public final class BatchEmulator implements AutoCloseable {
  private final Account account;
  private final LoopbackServer server;
  private final Recorder recorder;
  private final BatchService service;
  private final BatchEmulatorBuilder settings;
  private final SharedKey authentication;
  private volatile String key;
  private final TaskExecution execution;
  private final Runnable stopTimer;

  BatchEmulator(BatchEmulatorBuilder settings, EmulatorTime time, Runnable stopTimer) {
    this.settings = settings;
    this.stopTimer = stopTimer;
    this.execution = settings.execution();
    this.recorder = new Recorder(time.clock());
    this.account = new Account(new Engine(time), settings.account(), execution, new Faults());
    this.key = settings.accountKey();
    this.authentication =
        new SharedKey(
            settings.accountName(),
            key,
            settings.tokens(),
            // Most clients sign with the real time, whatever the emulator's is.
            List.of(time.clock(), Clock.systemUTC()));
    this.service = new BatchService(account, authentication, recorder, settings.watcher());
    settings.faults().forEach(service::inject);
    this.server =
        LoopbackServer.builder()
            .address(settings.address())
            .port(settings.port())
            .maxBodyBytes(BatchService.MOST_BODY_BYTES)
            .name("lighterman-batch")
            .start(
                new EmulatorPage(
                    account,
                    settings.accountName(),
                    recorder,
                    settings.address().isLoopbackAddress() ? Reach.LOOPBACK : Reach.NETWORK,
                    service));
    account.reachedAt(server.uri().toString());
  }

  /** Returns a builder of an emulator on a free port. */
  public static BatchEmulatorBuilder builder() {
    return new BatchEmulatorBuilder();
  }

  /** Starts an emulator with default settings, in which each task succeeds in no time. */
  public static BatchEmulator start() {
    return builder().start();
  }

  /** Returns the account's URL, such as {@code http://127.0.0.1:40321}. */
  public URI endpoint() {
    return server.uri();
  }

  /** Returns the account's name. */
  public String accountName() {
    return settings.accountName();
  }

  /** Returns the account's key in Base64, with which requests are signed. */
  public String accountKey() {
    return key;
  }

  /**
   * Makes another key for the account and returns it, in Base64. The one before it is refused from
   * now on, as after {@code az batch account keys renew}.
   */
  public synchronized String renewKey() {
    byte[] bytes = new byte[64];
    new SecureRandom().nextBytes(bytes);
    String fresh = Base64.getEncoder().encodeToString(bytes);
    authentication.replaceKey(fresh);
    key = fresh;
    return fresh;
  }

  /** Accepts a bearer token from now on, beside those of the builder. */
  public void acceptToken(String token) {
    authentication.accept(token);
  }

  /** Refuses a bearer token from now on. Does nothing if it's not accepted. */
  public void revokeToken(String token) {
    authentication.revoke(token);
  }

  /** Returns the last ten thousand requests, oldest first. */
  public List<RecordedRequest> requests() {
    return recorder.requests();
  }

  /** Returns how many requests there have been. */
  public long requestCount() {
    return recorder.count();
  }

  /**
   * Returns how many requests there have been for an operation.
   *
   * @param operation the service's name for it, such as {@code Task_AddCollection}
   */
  public long requestCount(String operation) {
    return recorder.count(requireNonNull(operation, "operation"));
  }

  /** Returns how many requests there have been for each operation that was asked for. */
  public Map<String, Long> requestCounts() {
    return recorder.counts();
  }

  /**
   * Has something go wrong from now on, as often as the rule says. Rules come on top of those that
   * are there; the same rule given again strikes by itself.
   *
   * @throws IllegalArgumentException if the rule names an operation that doesn't exist or that its
   *     fault doesn't fit
   */
  public void inject(FaultRule rule) {
    service.inject(requireNonNull(rule, "rule"));
  }

  /**
   * Has nothing go wrong any more, so that all is as before; losses of nodes that a rule has put
   * off don't come. What has gone wrong isn't mended: nodes that are lost stay so until they are
   * {@linkplain #restoreNode restored}. Without faults it does nothing.
   */
  public void clearFaults() {
    service.clearFaults();
  }

  /** Returns the rules in place and how often each has struck, in the order in which they came. */
  public List<InjectedFault> faults() {
    return account.faults().injected();
  }

  /** Returns how often a fault has struck since the start, by rules that are gone too. */
  public long faultCount(Fault fault) {
    return account.faults().count(fault);
  }

  /** Returns all pools, nodes, jobs and tasks as they are now. */
  public BatchSnapshot snapshot() {
    return account.engine().call(() -> BatchSnapshot.of(new Snapshots(account)));
  }

  /**
   * Returns all pools and nodes as they are now, by id. It takes no longer with many tasks, as
   * {@link #snapshot} does.
   */
  public List<BatchSnapshot.PoolView> pools() {
    return account.engine().call(() -> BatchSnapshot.pools(new Snapshots(account)));
  }

  /**
   * Adds what a JSON text says, as requests with the same bodies would: {@code pools}, a list;
   * {@code jobs}, a list; {@code tasks}, an object with a list for each id of a job. Any of the
   * three may be missing. These requests aren't recorded.
   *
   * @throws IllegalArgumentException if it isn't such a text, or the service refuses something,
   *     which the message names; what comes before that is added
   */
  public void seed(String json) {
    new Seed(service).plant(requireNonNull(json, "json"));
  }

  /**
   * Returns everything as JSON, as it is now: {@code pools}, {@code nodes} by pool, {@code jobs}
   * and {@code tasks} by job, each as the service shows it to clients, but without secrets: no
   * passwords, no signatures in URLs, no values of environment variables. {@code GET
   * /emulator/state} without a signature or query is answered with the same.
   */
  public String state() {
    return new String(new StateDump(account, endpoint().toString()).write(), UTF_8);
  }

  /**
   * Takes a spot node's machine away, as the cloud may at any time: its tasks go back into the
   * queue, its files are lost. It stays in its pool until it is {@linkplain #restoreNode given
   * back}, or gets a machine by itself, if {@link BatchEmulatorBuilder#recoveryTime} says so.
   *
   * @throws IllegalArgumentException if there is no such node, or it is a dedicated one
   */
  public void preemptNode(String poolId, String nodeId) {
    change(poolId, nodeId, () -> account.nodes().preempt(poolId, nodeId));
  }

  /**
   * Lets a node break down: its tasks go back into the queue, its files are lost, and it is
   * unusable until it is {@linkplain #restoreNode given back}.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public void loseNode(String poolId, String nodeId) {
    change(poolId, nodeId, () -> account.nodes().lose(poolId, nodeId));
  }

  /**
   * Gives a node that was preempted or lost a machine again, under the same id; it boots.
   *
   * @throws IllegalArgumentException if there is no such node
   * @throws IllegalStateException if it has a machine
   */
  public void restoreNode(String poolId, String nodeId) {
    change(poolId, nodeId, () -> account.nodes().restore(poolId, nodeId));
  }

  /**
   * Limits how many spot nodes the cloud has to give to this account, 0 or more; pools that want
   * more get an {@code AllocationFailed}. Those that are there stay.
   */
  public void limitSpotCapacity(int nodes) {
    account.engine().run(() -> account.capacity().limit(Node.Kind.SPOT, nodes));
  }

  /** Limits how many dedicated nodes there are, as {@link #limitSpotCapacity} does. */
  public void limitDedicatedCapacity(int nodes) {
    account.engine().run(() -> account.capacity().limit(Node.Kind.DEDICATED, nodes));
  }

  /** Limits how many spot nodes of one size there are, as {@link #limitSpotCapacity(int)} does. */
  public void limitSpotCapacity(String vmSize, int nodes) {
    account.engine().run(() -> account.capacity().limit(Node.Kind.SPOT, vmSize, nodes));
  }

  /** Limits how many dedicated nodes of one size there are. */
  public void limitDedicatedCapacity(String vmSize, int nodes) {
    account.engine().run(() -> account.capacity().limit(Node.Kind.DEDICATED, vmSize, nodes));
  }

  /**
   * Has the cloud give no more machines of a size, of either kind, for a time by the emulator's
   * clock from now on, 0 or more; 0 ends it. Nodes that are there stay.
   */
  public void sellOut(String vmSize, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must be 0 or more, not " + time);
    }
    account
        .engine()
        .run(() -> account.capacity().sellOut(vmSize, account.engine().now().plus(time)));
  }

  /**
   * Gives up an image, such as {@code canonical}, {@code ubuntu-24_04-lts} and {@code server}: it
   * is listed no more, and a new pool with it is refused. Pools that have it go on.
   */
  public void withdrawImage(String publisher, String offer, String sku) {
    account.engine().run(() -> account.catalog().withdraw(publisher, offer, sku));
  }

  /** Has the list of images say when the support of one ends; nothing happens then. */
  public void endImageSupport(String publisher, String offer, String sku, Instant end) {
    account.engine().run(() -> account.catalog().endSupport(publisher, offer, sku, end));
  }

  /**
   * Returns for how long nodes have had a machine up to now, which is what they cost: from when
   * they are allocated until they leave their pool, but not while they are preempted or
   * deallocated. There is an entry for each pool and lease that ever had a node, pools that are
   * gone too.
   */
  public List<NodeHours> nodeHours() {
    return account
        .engine()
        .call(
            () ->
                account
                    .meter()
                    .read(
                        (line, time) ->
                            new NodeHours(
                                line.poolId(),
                                line.vmSize(),
                                BatchSnapshot.Lease.of(line.kind()),
                                time)));
  }

  /** Stops it: kills what runs, and frees the port. Doing so again does nothing. */
  @Override
  public void close() {
    server.close();
    account.engine().close();
    execution.close();
    stopTimer.run();
  }

  @Override
  public String toString() {
    return "BatchEmulator[" + endpoint() + "]";
  }

  private void change(String poolId, String nodeId, Runnable change) {
    account
        .engine()
        .run(
            () -> {
              boolean known =
                  account
                      .pools()
                      .find(requireNonNull(poolId, "poolId"))
                      .map(pool -> pool.nodes().stream().anyMatch(n -> n.id().equals(nodeId)))
                      .orElse(false);
              if (!known) {
                throw new IllegalArgumentException(
                    "there is no node " + nodeId + " in a pool " + poolId);
              }
              change.run();
            });
  }
}
