package io.github.lighterman.testing.batch.odata;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An entity of which a request can select properties. */
public enum SelectableEntity {
  /** A task of a job. */
  TASK(
      "id displayName url eTag lastModified creationTime exitConditions state stateTransitionTime"
          + " previousState previousStateTransitionTime commandLine containerSettings resourceFiles"
          + " outputFiles environmentSettings affinityInfo constraints requiredSlots userIdentity"
          + " executionInfo nodeInfo multiInstanceSettings stats dependsOn"
          + " applicationPackageReferences authenticationTokenSettings"),
  /** A job. */
  JOB(
      "id displayName usesTaskDependencies url eTag lastModified creationTime state"
          + " stateTransitionTime previousState previousStateTransitionTime priority"
          + " allowTaskPreemption maxParallelTasks constraints jobManagerTask jobPreparationTask"
          + " jobReleaseTask commonEnvironmentSettings poolInfo onAllTasksComplete onTaskFailure"
          + " networkConfiguration metadata executionInfo stats"),
  /** A pool. */
  POOL(
      "id displayName url eTag lastModified creationTime state stateTransitionTime allocationState"
          + " allocationStateTransitionTime vmSize virtualMachineConfiguration resizeTimeout"
          + " resizeErrors currentDedicatedNodes currentLowPriorityNodes targetDedicatedNodes"
          + " targetLowPriorityNodes enableAutoScale autoScaleFormula autoScaleEvaluationInterval"
          + " autoScaleRun enableInterNodeCommunication networkConfiguration startTask"
          + " certificateReferences applicationPackageReferences taskSlotsPerNode"
          + " taskSchedulingPolicy userAccounts metadata stats mountConfiguration identity"
          + " targetNodeCommunicationMode currentNodeCommunicationMode upgradePolicy resourceTags"),
  /** A compute node of a pool. */
  NODE(
      "id url state schedulingState stateTransitionTime lastBootTime allocationTime ipAddress"
          + " affinityId vmSize totalTasksRun runningTasksCount runningTaskSlotsCount"
          + " totalTasksSucceeded recentTasks startTask startTaskInfo certificateReferences errors"
          + " isDedicated endpointConfiguration nodeAgentInfo virtualMachineInfo"),
  /** The state of a job's preparation and release tasks on one node. */
  JOB_PREPARATION_AND_RELEASE_STATUS(
      "poolId nodeId nodeUrl jobPreparationTaskExecutionInfo jobReleaseTaskExecutionInfo");

  @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable, and no reference to what is inside.
  private final Set<String> properties;

  SelectableEntity(String properties) {
    this.properties = Collections.unmodifiableSet(new TreeSet<>(List.of(properties.split(" "))));
  }

  /** Returns the names of all properties that can be selected. */
  Set<String> properties() {
    return properties;
  }
}
