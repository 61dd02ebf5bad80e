package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.models.AllocationState;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeError;
import com.microsoft.azure.batch.protocol.models.ComputeNodeInformation;
import com.microsoft.azure.batch.protocol.models.ImageInformation;
import com.microsoft.azure.batch.protocol.models.ImageReference;
import com.microsoft.azure.batch.protocol.models.JobState;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.NameValuePair;
import com.microsoft.azure.batch.protocol.models.NodeFile;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.PoolState;
import com.microsoft.azure.batch.protocol.models.StartTaskInformation;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskAddStatus;
import com.microsoft.azure.batch.protocol.models.TaskExecutionInformation;
import com.microsoft.azure.batch.protocol.models.TaskFailureInformation;
import com.microsoft.azure.batch.protocol.models.TaskState;
import com.microsoft.azure.batch.protocol.models.VirtualMachineConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.joda.time.DateTime;
import org.jspecify.annotations.Nullable;

/**
 * Says in our words what the SDK shows. Anything in it can be missing, and so is every state of
 * which the SDK has not heard.
 */
final class SdkViews {
  private SdkViews() {}

  /** Returns a job, or empty if it's being deleted. */
  static Optional<JobView> job(CloudJob job) {
    JobState state = job.state();
    if (state == JobState.DELETING) {
      return Optional.empty();
    }
    boolean ended = state == JobState.TERMINATING || state == JobState.COMPLETED;
    return Optional.of(
        new JobView(
            job.id(),
            ended ? JobView.State.ENDED : JobView.State.LIVE,
            Optional.ofNullable(job.poolInfo()).map(PoolInformation::poolId).orElse(""),
            metadata(job.metadata())));
  }

  static TaskView task(CloudTask task) {
    Optional<TaskExecutionInformation> info = Optional.ofNullable(task.executionInfo());
    return new TaskView(
        task.id(),
        text(task.displayName()),
        state(task.state()),
        time(task.stateTransitionTime()).orElse(Instant.EPOCH),
        info.flatMap(each -> time(each.startTime())),
        info.flatMap(each -> time(each.endTime())),
        info.map(TaskExecutionInformation::exitCode)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        info.map(TaskExecutionInformation::failureInfo).map(SdkViews::failure),
        Optional.ofNullable(task.nodeInfo()).map(ComputeNodeInformation::nodeId));
  }

  static AddedTask added(String taskId, @Nullable TaskAddResult result) {
    if (result == null) {
      return new AddedTask(
          taskId, AddedTask.Status.TRY_AGAIN, "", "the service said nothing of this task");
    }
    String code = SdkFailures.code(result.error());
    return new AddedTask(
        taskId, status(result.status(), code), code, SdkFailures.message(result.error()));
  }

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
        text(pool.vmSize()),
        Optional.ofNullable(pool.taskSlotsPerNode()).orElse(1),
        containers ? Containers.REQUIRED : Containers.NONE,
        new PoolView.Nodes(
            count(pool.currentDedicatedNodes()),
            count(pool.currentLowPriorityNodes()),
            count(pool.targetDedicatedNodes()),
            count(pool.targetLowPriorityNodes())),
        list(pool.resizeErrors()).stream()
            .map(
                each ->
                    new PoolView.ResizeError(
                        text(each.code()), sentence(each.message(), each.values())))
            .toList(),
        metadata(pool.metadata()));
  }

  static NodeView node(ComputeNode node) {
    List<String> reasons = new ArrayList<>();
    for (ComputeNodeError error : list(node.errors())) {
      reasons.add(text(error.code()) + ": " + sentence(error.message(), error.errorDetails()));
    }
    Optional.ofNullable(node.startTaskInfo())
        .map(StartTaskInformation::failureInfo)
        .map(SdkViews::failure)
        .ifPresent(failure -> reasons.add(failure.code() + ": " + failure.message()));
    return new NodeView(
        node.id(),
        Optional.ofNullable(node.state()).map(Object::toString).orElse("unknown"),
        String.join("; ", reasons));
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
            Set.copyOf(list(image.capabilities())),
            time(image.batchSupportEndOfLife())));
  }

  /** Returns a file, or empty if it's a directory. */
  static Optional<TaskFile> file(NodeFile file) {
    if (Boolean.TRUE.equals(file.isDirectory())) {
      return Optional.empty();
    }
    long size = file.properties() == null ? 0 : file.properties().contentLength();
    return Optional.of(new TaskFile(file.name(), size));
  }

  private static TaskView.State state(@Nullable TaskState state) {
    if (state == null) {
      return TaskView.State.RUNNING;
    }
    return switch (state) {
      case ACTIVE -> TaskView.State.ACTIVE;
      case PREPARING -> TaskView.State.PREPARING;
      case RUNNING -> TaskView.State.RUNNING;
      case COMPLETED -> TaskView.State.COMPLETED;
    };
  }

  private static AddedTask.Status status(@Nullable TaskAddStatus status, String code) {
    if (status == TaskAddStatus.SUCCESS) {
      return AddedTask.Status.ADDED;
    }
    if (status == TaskAddStatus.CLIENT_ERROR) {
      return code.equals("TaskExists") ? AddedTask.Status.EXISTS : AddedTask.Status.REFUSED;
    }
    return AddedTask.Status.TRY_AGAIN;
  }

  private static TaskView.TaskFailure failure(TaskFailureInformation failure) {
    return new TaskView.TaskFailure(
        Optional.ofNullable(failure.category()).map(Object::toString).orElse(""),
        text(failure.code()),
        sentence(failure.message(), failure.details()));
  }

  /** Returns a message with its details, without queries of addresses. */
  private static String sentence(@Nullable String message, @Nullable List<NameValuePair> details) {
    String more =
        list(details).stream()
            .map(each -> each.name() + ": " + each.value())
            .collect(Collectors.joining("; "));
    return SignedUrls.redact(more.isEmpty() ? text(message) : text(message) + " [" + more + "]");
  }

  private static Map<String, String> metadata(@Nullable List<MetadataItem> items) {
    Map<String, String> metadata = new LinkedHashMap<>();
    // The service allows a name twice.
    list(items).forEach(each -> metadata.put(text(each.name()), text(each.value())));
    return metadata;
  }

  private static Optional<Instant> time(@Nullable DateTime time) {
    return Optional.ofNullable(time).map(each -> Instant.ofEpochMilli(each.getMillis()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
