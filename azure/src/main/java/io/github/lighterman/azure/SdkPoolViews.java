package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.models.AllocationState;
import com.microsoft.azure.batch.protocol.models.AutoScaleRun;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeError;
import com.microsoft.azure.batch.protocol.models.ImageInformation;
import com.microsoft.azure.batch.protocol.models.ImageReference;
import com.microsoft.azure.batch.protocol.models.PoolState;
import com.microsoft.azure.batch.protocol.models.StartTaskInformation;
import com.microsoft.azure.batch.protocol.models.VirtualMachineConfiguration;
import io.github.lighterman.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of {@link SdkViews} that is about pools, their nodes and images. */
final class SdkPoolViews {
  private static final Duration USUAL_INTERVAL = Duration.ofMinutes(15);

  private SdkPoolViews() {}

  static PoolView pool(CloudPool pool) {
    boolean containers =
        Optional.ofNullable(pool.virtualMachineConfiguration())
            .map(VirtualMachineConfiguration::containerConfiguration)
            .isPresent();
    boolean resizing =
        pool.allocationState() == AllocationState.RESIZING
            || pool.allocationState() == AllocationState.STOPPING;
    return new PoolView(
        pool.id(),
        pool.state() == PoolState.DELETING ? PoolView.State.DELETING : PoolView.State.ACTIVE,
        resizing ? PoolView.Allocation.RESIZING : PoolView.Allocation.STEADY,
        SdkViews.text(pool.vmSize()),
        Optional.ofNullable(pool.taskSlotsPerNode()).orElse(1),
        containers ? Containers.REQUIRED : Containers.NONE,
        new PoolView.Nodes(
            count(pool.currentDedicatedNodes()),
            count(pool.currentLowPriorityNodes()),
            count(pool.targetDedicatedNodes()),
            count(pool.targetLowPriorityNodes())),
        SdkViews.list(pool.resizeErrors()).stream()
            .map(
                each ->
                    new PoolView.ResizeError(
                        SdkViews.text(each.code()),
                        SdkViews.sentence(each.message(), each.values())))
            .toList(),
        autoScale(pool),
        SdkViews.metadata(pool.metadata()));
  }

  static NodeView node(ComputeNode node) {
    List<String> reasons = new ArrayList<>();
    for (ComputeNodeError error : SdkViews.list(node.errors())) {
      reasons.add(
          SdkViews.text(error.code())
              + ": "
              + SdkViews.sentence(error.message(), error.errorDetails()));
    }
    Optional<NodeView.StartFailure> failure =
        Optional.ofNullable(node.startTaskInfo()).flatMap(SdkPoolViews::startFailure);
    failure.ifPresent(each -> reasons.add(each.code() + ": " + each.message()));
    return new NodeView(
        node.id(),
        NodeView.State.of(Optional.ofNullable(node.state()).map(Object::toString).orElse("")),
        Boolean.FALSE.equals(node.isDedicated()) ? Node.Lease.SPOT : Node.Lease.DEDICATED,
        SdkViews.time(node.stateTransitionTime()).orElse(Instant.EPOCH),
        SdkViews.time(node.allocationTime()),
        String.join("; ", reasons),
        failure);
  }

  /** Returns an image, or empty if it isn't one of the marketplace. */
  static Optional<SupportedImage> image(ImageInformation image) {
    ImageReference reference = image.imageReference();
    if (reference == null
        || reference.publisher() == null
        || reference.offer() == null
        || reference.sku() == null
        || image.nodeAgentSKUId() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SupportedImage(
            reference.publisher(),
            reference.offer(),
            reference.sku(),
            image.nodeAgentSKUId(),
            Set.copyOf(SdkViews.list(image.capabilities())),
            SdkViews.time(image.batchSupportEndOfLife())));
  }

  private static Optional<NodeView.StartFailure> startFailure(StartTaskInformation info) {
    return Optional.ofNullable(info.failureInfo())
        .map(SdkViews::failure)
        .map(
            failure ->
                new NodeView.StartFailure(
                    SdkViews.number(info.exitCode()), failure.code(), failure.message()));
  }

  private static Optional<PoolView.AutoScale> autoScale(CloudPool pool) {
    if (!Boolean.TRUE.equals(pool.enableAutoScale())) {
      return Optional.empty();
    }
    return Optional.of(
        new PoolView.AutoScale(
            SdkViews.text(pool.autoScaleFormula()),
            Optional.ofNullable(pool.autoScaleEvaluationInterval())
                .map(each -> Duration.ofMillis(each.toStandardDuration().getMillis()))
                .orElse(USUAL_INTERVAL),
            Optional.ofNullable(pool.autoScaleRun()).map(SdkPoolViews::run)));
  }

  private static PoolView.AutoScale.Run run(AutoScaleRun run) {
    return new PoolView.AutoScale.Run(
        SdkViews.time(run.timestamp()).orElse(Instant.EPOCH),
        SdkViews.text(run.results()),
        Optional.ofNullable(run.error())
            .map(
                error ->
                    new ServiceError(
                        SdkViews.text(error.code()),
                        SdkViews.sentence(error.message(), error.values()))));
  }

  private static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
