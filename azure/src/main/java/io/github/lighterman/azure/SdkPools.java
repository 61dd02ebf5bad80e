package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.ComputeNodeDeallocationOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeListOptions;
import com.microsoft.azure.batch.protocol.models.FileGetFromComputeNodeOptions;
import com.microsoft.azure.batch.protocol.models.NodeRemoveParameter;
import com.microsoft.azure.batch.protocol.models.PoolEnableAutoScaleParameter;
import com.microsoft.azure.batch.protocol.models.PoolListOptions;
import com.microsoft.azure.batch.protocol.models.PoolPatchParameter;
import com.microsoft.azure.batch.protocol.models.PoolResizeParameter;
import io.github.lighterman.azure.NodeView.State;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of {@link SdkBatchGateway} that is about pools and their nodes. */
final class SdkPools {
  private static final int PAGE = 1000;
  private static final String NODE =
      "id,state,stateTransitionTime,allocationTime,isDedicated,errors,startTaskInfo";
  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(7);

  private final BatchServiceClient batch;
  private final SdkCalls calls;

  SdkPools(BatchServiceClient batch, SdkCalls calls) {
    this.batch = batch;
    this.calls = calls;
  }

  void add(BatchPool pool) throws BatchException {
    try {
      calls.run("add " + name(pool.id()), () -> batch.pools().add(SdkPoolModels.pool(pool)));
    } catch (BatchException e) {
      throw pool.made().secrets().hidden(e);
    }
  }

  Optional<PoolView> find(String id) throws BatchException {
    return calls.find("get " + name(id), () -> batch.pools().get(id)).map(SdkPoolViews::pool);
  }

  List<PoolView> list(String idPrefix) throws BatchException {
    PoolListOptions options =
        new PoolListOptions().withFilter(BatchFilter.idStartsWith(idPrefix)).withMaxResults(PAGE);
    return calls.list(
        "list pools '" + idPrefix + "*'",
        () -> batch.pools().listWithServiceResponseAsync(options),
        next -> batch.pools().listNextWithServiceResponseAsync(next),
        pool -> Optional.of(SdkPoolViews.pool(pool)));
  }

  void delete(String id) throws BatchException {
    calls.unless(SdkCalls::isGone, "delete " + name(id), () -> batch.pools().delete(id));
  }

  void resize(String id, int dedicated, int spot) throws BatchException {
    if (dedicated < 0 || spot < 0) {
      throw new IllegalArgumentException(
          "dedicated and spot must be 0 or more, not " + dedicated + " and " + spot);
    }
    PoolResizeParameter change =
        new PoolResizeParameter()
            .withTargetDedicatedNodes(dedicated)
            .withTargetLowPriorityNodes(spot)
            .withNodeDeallocationOption(ComputeNodeDeallocationOption.TASK_COMPLETION);
    calls.run("resize " + name(id), () -> batch.pools().resize(id, change));
  }

  void autoscale(String id, String formula, Duration interval) throws BatchException {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("interval must be 5 minutes to 7 days, not " + interval);
    }
    PoolEnableAutoScaleParameter change =
        new PoolEnableAutoScaleParameter()
            .withAutoScaleFormula(formula)
            .withAutoScaleEvaluationInterval(SdkModels.period(interval));
    calls.run(
        "have " + name(id) + " scale itself", () -> batch.pools().enableAutoScale(id, change));
  }

  void fix(String id) throws BatchException {
    calls.run("have " + name(id) + " keep its size", () -> batch.pools().disableAutoScale(id));
  }

  void mark(String id, Map<String, String> metadata) throws BatchException {
    PoolPatchParameter change =
        new PoolPatchParameter().withMetadata(SdkModels.allMetadata(metadata));
    calls.run("change metadata of " + name(id), () -> batch.pools().patch(id, change));
  }

  List<NodeView> nodes(String id, Set<State> states) throws BatchException {
    ComputeNodeListOptions options =
        new ComputeNodeListOptions()
            .withFilter(BatchFilter.inStates(states))
            .withSelect(NODE)
            .withMaxResults(PAGE);
    return calls.list(
        "list nodes of " + name(id),
        () -> batch.computeNodes().listWithServiceResponseAsync(id, options),
        next -> batch.computeNodes().listNextWithServiceResponseAsync(next),
        node -> Optional.of(SdkPoolViews.node(node)));
  }

  void removeNodes(String id, List<String> nodeIds) throws BatchException {
    if (nodeIds.isEmpty() || nodeIds.size() > BatchGateway.MOST_NODES) {
      throw new IllegalArgumentException(
          "nodeIds must be 1 to " + BatchGateway.MOST_NODES + " at once, not " + nodeIds.size());
    }
    NodeRemoveParameter change =
        new NodeRemoveParameter()
            .withNodeList(List.copyOf(nodeIds))
            .withNodeDeallocationOption(ComputeNodeDeallocationOption.REQUEUE);
    calls.run(
        "remove " + nodeIds.size() + " nodes of " + name(id),
        () -> batch.pools().removeNodes(id, change));
  }

  void reboot(String id, String nodeId) throws BatchException {
    calls.unless(
        e -> e.code().equals("NodeBeingRebooted"),
        "reboot node '" + nodeId + "' of " + name(id),
        () -> batch.computeNodes().reboot(id, nodeId));
  }

  InputStream openFile(String id, String nodeId, String path) throws BatchException {
    FileGetFromComputeNodeOptions options =
        new FileGetFromComputeNodeOptions()
            .withOcpRange("bytes=0-" + (SdkBatchGateway.MOST_BYTES - 1));
    return calls.openRange(
        "read file '" + path + "' of node '" + nodeId + "' of " + name(id),
        () -> batch.files().getFromComputeNodeWithServiceResponseAsync(id, nodeId, path, options));
  }

  private static String name(String id) {
    return "pool '" + id + "'";
  }
}
