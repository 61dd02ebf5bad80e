package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pool and its nodes. Guarded by the engine's lock. */
public final class Pool {
  final String id;
  final long number;
  final Instant creationTime;
  final Map<String, Node> nodes = new TreeMap<>();
  final List<ObjectNode> resizeErrors = new ArrayList<>();
  ObjectNode spec;
  Instant lastModified;
  boolean deleting;
  boolean mayVanish;
  Instant stateTime;
  AllocationState allocation = AllocationState.RESIZING;
  Instant allocationTime;
  Alarms.@Nullable Alarm resizing;
  Alarms.@Nullable Alarm evaluating;
  @Nullable ObjectNode autoScaleRun;
  @Nullable Instant lastEnabledAutoScale;
  String deallocation = "requeue";
  int nodeCount;

  Pool(long number, ObjectNode spec, Instant now) {
    this.number = number;
    this.spec = spec;
    this.id = spec.path("id").textValue();
    this.creationTime = now;
    this.lastModified = now;
    this.stateTime = now;
    this.allocationTime = now;
  }

  /** Returns the pool's id, as it was given. */
  public String id() {
    return id;
  }

  /** Returns when it was last changed by a request. */
  public Instant lastModified() {
    return lastModified;
  }

  /** Tells whether it is going away. */
  public boolean isDeleting() {
    return deleting;
  }

  /** Returns whether its size is being changed. */
  public AllocationState allocation() {
    return allocation;
  }

  /** Returns its nodes, those that can't be used too. */
  public Collection<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Returns the extensions that its machines have, or a missing node. */
  public JsonNode virtualMachineExtensions() {
    return spec.path("virtualMachineConfiguration").path("extensions");
  }

  int slotsPerNode() {
    return spec.path("taskSlotsPerNode").asInt(1);
  }

  boolean packs() {
    return spec.path("taskSchedulingPolicy")
        .path("nodeFillType")
        .asText("")
        .equalsIgnoreCase("pack");
  }

  boolean scalesItself() {
    return spec.path("enableAutoScale").asBoolean(false);
  }

  int target(Node.Kind kind) {
    return spec.path(targetName(kind)).asInt(0);
  }

  void target(Node.Kind kind, int count) {
    spec.put(targetName(kind), count);
  }

  Duration resizeTimeout() {
    return Ticks.duration(spec.path("resizeTimeout").asText("PT15M"));
  }

  boolean takesContainers() {
    return containerConfiguration().isObject();
  }

  JsonNode containerConfiguration() {
    return spec.path("virtualMachineConfiguration").path("containerConfiguration");
  }

  int cores() {
    return VmSize.cores(vmSize());
  }

  String vmSize() {
    return spec.path("vmSize").asText("");
  }

  /** Counts the nodes that aren't on their way out. */
  int current(Node.Kind kind) {
    int count = 0;
    for (Node node : nodes.values()) {
      if (node.kind == kind) {
        count++;
      }
    }
    return count;
  }

  private static String targetName(Node.Kind kind) {
    return kind == Node.Kind.DEDICATED ? "targetDedicatedNodes" : "targetLowPriorityNodes";
  }

  @Override
  public String toString() {
    return "Pool[" + id + ", " + allocation + "]";
  }
}
