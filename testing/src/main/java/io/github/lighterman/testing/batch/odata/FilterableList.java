package io.github.lighterman.testing.batch.odata;

import static io.github.lighterman.testing.batch.odata.Property.bool;
import static io.github.lighterman.testing.batch.odata.Property.id;
import static io.github.lighterman.testing.batch.odata.Property.oneOf;
import static io.github.lighterman.testing.batch.odata.Property.run;
import static io.github.lighterman.testing.batch.odata.Property.text;
import static io.github.lighterman.testing.batch.odata.Property.time;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list of the service that takes a filter. Each has properties of its own to filter by. */
public enum FilterableList {
  /** The tasks of a job. */
  TASKS(
      Stream.of(
          id("id"),
          oneOf("state", "active", "preparing", "running", "completed"),
          time("stateTransitionTime"),
          time("creationTime"),
          // The task itself calls it lastModified, and yet the filter has this name.
          time("lastModifiedTime")),
      run("executionInfo")),
  /** The jobs of an account. */
  JOBS(
      Stream.of(
          id("id"),
          oneOf(
              "state",
              "active",
              "disabling",
              "disabled",
              "enabling",
              "terminating",
              "completed",
              "deleting"),
          time("stateTransitionTime"),
          time("creationTime"),
          time("lastModified"),
          time("executionInfo/startTime"),
          time("executionInfo/endTime"),
          id("executionInfo/poolId"))),
  /** The pools of an account. */
  POOLS(
      Stream.of(
          id("id"),
          oneOf("state", "active", "deleting"),
          time("stateTransitionTime"),
          oneOf("allocationState", "steady", "resizing", "stopping").with(Operator.EQ),
          time("allocationStateTransitionTime"),
          time("creationTime"),
          bool("enableAutoScale"),
          time("lastModified"),
          text("vmSize"),
          bool("enableInterNodeCommunication"))),
  /** The compute nodes of a pool. */
  NODES(
      Stream.of(
          oneOf(
              "state",
              "idle",
              "rebooting",
              "reimaging",
              "running",
              "unusable",
              "creating",
              "starting",
              "waitingforstarttask",
              "starttaskfailed",
              "unknown",
              "leavingpool",
              "offline",
              "preempted",
              "upgradingos",
              "deallocated",
              "deallocating"),
          time("stateTransitionTime"),
          time("lastBootTime"),
          time("allocationTime"),
          oneOf("startTaskInfo/state", "running", "completed").with(Operator.EQ)),
      run("startTaskInfo")),
  /** The files of a task. */
  TASK_FILES(Stream.of(text("name").with(Operator.STARTSWITH))),
  /** The files of a compute node. */
  NODE_FILES(Stream.of(text("name").with(Operator.STARTSWITH))),
  /** How many nodes each pool has. */
  NODE_COUNTS(Stream.of(text("poolId").with(Operator.EQ))),
  /** The images that nodes can be made from. */
  SUPPORTED_IMAGES(
      Stream.of(
          oneOf("osType", "linux", "windows"),
          oneOf("verificationType", "verified", "unverified"),
          text("nodeAgentSKUId"))),
  /** The state of a job's preparation and release tasks on each node. */
  JOB_PREPARATION_AND_RELEASE_STATUS(
      Stream.of(
          text("poolId"),
          text("nodeId"),
          oneOf("jobPreparationTaskExecutionInfo/state", "running", "completed").with(Operator.EQ),
          oneOf("jobReleaseTaskExecutionInfo/state", "running", "completed").with(Operator.EQ)),
      Stream.concat(run("jobPreparationTaskExecutionInfo"), run("jobReleaseTaskExecutionInfo")));

  @SuppressWarnings("ImmutableEnumChecker") // Filled once, in the constructor.
  private final Map<String, Property> properties = new TreeMap<>();

  FilterableList(Stream<Property> properties) {
    this(properties, Stream.of());
  }

  FilterableList(Stream<Property> own, Stream<Property> runs) {
    Stream.concat(own, runs).forEach(property -> properties.put(property.path(), property));
  }

  /** Returns the property with exactly this name, or null if the list can't be filtered by it. */
  @Nullable Property property(String path) {
    return properties.get(path);
  }

  /** Returns the names of all properties that the list can be filtered by. */
  String propertyNames() {
    return String.join(", ", properties.keySet());
  }
}
