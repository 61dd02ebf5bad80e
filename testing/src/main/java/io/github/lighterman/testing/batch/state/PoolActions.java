package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.autoscale.AutoscaleFormula;
import io.github.lighterman.testing.batch.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with pools. Called with the engine's lock held; specifications are checked. */
public final class PoolActions {
  private static final Duration BETWEEN_ENABLES = Duration.ofSeconds(30);
  private static final int SLOTS_PER_CORE = 4;

  private final Account account;

  PoolActions(Account account) {
    this.account = account;
  }

  /** Returns a pool. */
  public Pool get(String id) {
    return account.pool(id);
  }

  /** Returns a pool, or empty if there is none. */
  public Optional<Pool> find(String id) {
    return Optional.ofNullable(account.findPool(id));
  }

  /** Returns all pools in the order of their ids, from after one of them if that is given. */
  public Collection<Pool> list(@Nullable String after) {
    NavigableMap<String, Pool> pools = (NavigableMap<String, Pool>) account.pools;
    return after == null ? pools.values() : pools.tailMap(after, false).values();
  }

  /** Adds a pool. */
  public Pool add(ObjectNode spec) {
    if (account.pools.containsKey(spec.path("id").asText())) {
      throw BatchException.of(ErrorCode.PoolExists);
    }
    if (account.pools.size() >= account.settings.quotas().pools()) {
      throw BatchException.of(ErrorCode.PoolQuotaReached);
    }
    if (spec.path("enableAutoScale").asBoolean(false)) {
      AutoscaleFormula unused = Autoscaling.parse(spec.path("autoScaleFormula").asText());
    }
    checkSlots(spec);
    account.catalog.check(spec);
    if (account
        .faults()
        .strikePool(Fault.POOL_QUOTA, spec.path("id").asText(), spec.path("vmSize").asText())
        .isPresent()) {
      throw BatchException.of(ErrorCode.PoolQuotaReached);
    }
    Pool pool = new Pool(account.nextNumber(), spec, account.engine.stamp());
    account.pools.put(pool.id, pool);
    account.allocation.begin(pool, "requeue");
    if (pool.scalesItself()) {
      pool.lastEnabledAutoScale = pool.creationTime;
      account.autoscaling.begin(pool);
    }
    for (Job job : account.jobs.values()) {
      if (job.pool == null && job.poolId().equalsIgnoreCase(pool.id)) {
        job.pool = pool;
        account.placement.look(pool);
      }
    }
    return pool;
  }

  /** Begins to delete a pool. */
  public void delete(String id, Precondition precondition) {
    delete(usable(id, precondition));
  }

  void delete(Pool pool) {
    pool.deleting = true;
    pool.stateTime = account.engine.stamp();
    account.allocation.empty(pool);
  }

  /**
   * Replaces properties of a pool by those given.
   *
   * @param whenEmptyOnly those that can only be replaced while the pool has no nodes
   */
  public Pool update(
      String id, ObjectNode properties, List<String> whenEmptyOnly, Precondition precondition) {
    Pool pool = usable(id, precondition);
    boolean empty =
        pool.nodes.isEmpty()
            && pool.target(Node.Kind.DEDICATED) == 0
            && pool.target(Node.Kind.SPOT) == 0;
    for (String property : whenEmptyOnly) {
      if (properties.has(property) && !empty) {
        throw BatchException.of(
            ErrorCode.OperationInvalidForCurrentState,
            "Reason",
            "The property " + property + " can be changed only while the pool has no nodes.");
      }
    }
    ObjectNode spec = pool.spec.deepCopy();
    properties.properties().forEach(entry -> spec.set(entry.getKey(), entry.getValue()));
    for (String list : List.of("metadata", "applicationPackageReferences")) {
      if (spec.path(list).isEmpty()) {
        spec.remove(list);
      }
    }
    checkSlots(spec);
    pool.spec = spec;
    return changed(pool);
  }

  /** Begins to change the size of a pool; a target that is null stays. */
  public Pool resize(String id, ObjectNode request, Precondition precondition) {
    Pool pool = usable(id, precondition);
    if (pool.scalesItself()) {
      throw BatchException.of(
          ErrorCode.OperationInvalidForCurrentState,
          "Reason",
          "The pool has automatic scaling enabled.");
    }
    requireSteady(pool);
    String option = request.path("nodeDeallocationOption").asText("requeue");
    if (option.equals("retaineddata")) {
      throw BatchException.notEmulated("The option retaineddata");
    }
    setIfGiven(pool, Node.Kind.DEDICATED, request.path("targetDedicatedNodes"));
    setIfGiven(pool, Node.Kind.SPOT, request.path("targetLowPriorityNodes"));
    pool.spec.put("resizeTimeout", request.path("resizeTimeout").asText("PT15M"));
    account.allocation.begin(pool, option);
    return changed(pool);
  }

  /** Ends a resize early. */
  public Pool stopResize(String id, Precondition precondition) {
    Pool pool = usable(id, precondition);
    if (pool.scalesItself()) {
      throw BatchException.of(
          ErrorCode.OperationInvalidForCurrentState,
          "Reason",
          "The pool has automatic scaling enabled.");
    }
    account.allocation.stop(pool);
    return pool;
  }

  /** Has a pool scale itself, or changes how it does; what isn't given stays. */
  public Pool enableAutoScale(String id, ObjectNode request, Precondition precondition) {
    Pool pool = usable(id, precondition);
    if (!pool.scalesItself() && !request.has("autoScaleFormula")) {
      throw BatchException.of(
          ErrorCode.MissingRequiredProperty, "PropertyName", "autoScaleFormula");
    }
    Instant now = account.engine.now();
    if (pool.lastEnabledAutoScale != null
        && now.isBefore(pool.lastEnabledAutoScale.plus(BETWEEN_ENABLES))) {
      throw BatchException.of(ErrorCode.TooManyEnableAutoScaleRequests);
    }
    if (!pool.scalesItself()) {
      requireSteady(pool);
    }
    if (request.has("autoScaleFormula")) {
      AutoscaleFormula unused = Autoscaling.parse(request.path("autoScaleFormula").asText());
    }
    request.properties().forEach(entry -> pool.spec.set(entry.getKey(), entry.getValue()));
    if (!pool.spec.has("autoScaleEvaluationInterval")) {
      pool.spec.put("autoScaleEvaluationInterval", "PT15M");
    }
    pool.spec.put("enableAutoScale", true);
    pool.lastEnabledAutoScale = now;
    changed(pool);
    account.autoscaling.begin(pool);
    return pool;
  }

  /** Has a pool keep its size from now on. */
  public Pool disableAutoScale(String id, Precondition precondition) {
    Pool pool = usable(id, precondition);
    pool.spec.put("enableAutoScale", false);
    pool.spec.remove(List.of("autoScaleFormula", "autoScaleEvaluationInterval"));
    pool.autoScaleRun = null;
    account.autoscaling.end(pool);
    return changed(pool);
  }

  /** Returns what a formula would make of a pool that scales itself. */
  public ObjectNode evaluateAutoScale(String id, String formula) {
    Pool pool = usable(id, Precondition.NONE);
    if (!pool.scalesItself()) {
      throw BatchException.of(
          ErrorCode.OperationInvalidForCurrentState,
          "Reason",
          "The pool does not have automatic scaling enabled.");
    }
    return account.autoscaling.evaluate(pool, formula);
  }

  /** Begins to remove nodes of the user's choice. */
  public Pool removeNodes(String id, List<String> nodeIds, String option, Precondition condition) {
    Pool pool = usable(id, condition);
    requireSteady(pool);
    if (option.equals("retaineddata")) {
      throw BatchException.notEmulated("The option retaineddata");
    }
    List<Node> nodes = new ArrayList<>();
    for (String nodeId : nodeIds) {
      nodes.add(account.nodes().get(pool.id, nodeId));
    }
    account.allocation.remove(pool, nodes, option);
    return changed(pool);
  }

  /** A node has up to 256 slots and four to a core. */
  private static void checkSlots(ObjectNode spec) {
    String size = spec.path("vmSize").asText();
    int slots = spec.path("taskSlotsPerNode").asInt(1);
    int most = Math.min(256, SLOTS_PER_CORE * VmSize.cores(size));
    if (VmSize.tells(size) && slots > most) {
      throw BatchException.property(
          "taskSlotsPerNode",
          Integer.toString(slots),
          "It must be from 1 to " + most + " for the size " + size + ".");
    }
  }

  private Pool usable(String id, Precondition precondition) {
    Pool pool = account.pool(id);
    precondition.check(pool.lastModified);
    if (pool.deleting) {
      throw BatchException.of(ErrorCode.PoolBeingDeleted);
    }
    return pool;
  }

  private Pool changed(Pool pool) {
    pool.lastModified = account.engine.stamp();
    account.placement.look(pool);
    return pool;
  }

  private static void requireSteady(Pool pool) {
    if (pool.allocation != AllocationState.STEADY) {
      throw BatchException.of(ErrorCode.PoolBeingResized);
    }
  }

  private static void setIfGiven(Pool pool, Node.Kind kind, JsonNode count) {
    if (count.isNumber()) {
      pool.target(kind, count.asInt());
    }
  }
}
