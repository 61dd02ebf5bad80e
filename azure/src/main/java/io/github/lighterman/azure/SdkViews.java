package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ComputeNodeInformation;
import com.microsoft.azure.batch.protocol.models.JobExecutionInformation;
import com.microsoft.azure.batch.protocol.models.JobState;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.NameValuePair;
import com.microsoft.azure.batch.protocol.models.NodeFile;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskAddStatus;
import com.microsoft.azure.batch.protocol.models.TaskDependencies;
import com.microsoft.azure.batch.protocol.models.TaskExecutionInformation;
import com.microsoft.azure.batch.protocol.models.TaskFailureInformation;
import com.microsoft.azure.batch.protocol.models.TaskState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    Optional<JobExecutionInformation> info = Optional.ofNullable(job.executionInfo());
    boolean ended = state == JobState.TERMINATING || state == JobState.COMPLETED;
    return Optional.of(
        new JobView(
            job.id(),
            ended ? JobView.State.ENDED : JobView.State.LIVE,
            Optional.ofNullable(job.poolInfo())
                .map(PoolInformation::poolId)
                .or(() -> info.map(JobExecutionInformation::poolId))
                .orElse(""),
            info.map(JobExecutionInformation::schedulingError)
                .map(
                    error ->
                        new ServiceError(
                            text(error.code()), sentence(error.message(), error.details()))),
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
        number(info.map(TaskExecutionInformation::exitCode).orElse(null)),
        info.map(TaskExecutionInformation::failureInfo).map(SdkViews::failure),
        Optional.ofNullable(task.nodeInfo()).map(ComputeNodeInformation::nodeId),
        Optional.ofNullable(task.dependsOn()).map(TaskDependencies::taskIds).orElse(List.of()));
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

  static TaskView.TaskFailure failure(TaskFailureInformation failure) {
    return new TaskView.TaskFailure(
        Optional.ofNullable(failure.category()).map(Object::toString).orElse(""),
        text(failure.code()),
        sentence(failure.message(), failure.details()));
  }

  /** Returns a message with its details, without queries of addresses. */
  static String sentence(@Nullable String message, @Nullable List<NameValuePair> details) {
    String more =
        list(details).stream()
            .map(each -> each.name() + ": " + each.value())
            .collect(Collectors.joining("; "));
    return SignedUrls.redact(more.isEmpty() ? text(message) : text(message) + " [" + more + "]");
  }

  static Map<String, String> metadata(@Nullable List<MetadataItem> items) {
    Map<String, String> metadata = new LinkedHashMap<>();
    // The service allows a name twice.
    list(items).forEach(each -> metadata.put(text(each.name()), text(each.value())));
    return metadata;
  }

  static Optional<Instant> time(@Nullable DateTime time) {
    return Optional.ofNullable(time).map(each -> Instant.ofEpochMilli(each.getMillis()));
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  static OptionalInt number(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
