package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.models.AutoUserScope;
import com.microsoft.azure.batch.protocol.models.AutoUserSpecification;
import com.microsoft.azure.batch.protocol.models.ComputeNodeIdentityReference;
import com.microsoft.azure.batch.protocol.models.ElevationLevel;
import com.microsoft.azure.batch.protocol.models.EnvironmentSetting;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobConstraints;
import com.microsoft.azure.batch.protocol.models.JobPreparationTask;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.OnAllTasksComplete;
import com.microsoft.azure.batch.protocol.models.OnTaskFailure;
import com.microsoft.azure.batch.protocol.models.OutputFile;
import com.microsoft.azure.batch.protocol.models.OutputFileBlobContainerDestination;
import com.microsoft.azure.batch.protocol.models.OutputFileDestination;
import com.microsoft.azure.batch.protocol.models.OutputFileUploadCondition;
import com.microsoft.azure.batch.protocol.models.OutputFileUploadOptions;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskConstraints;
import com.microsoft.azure.batch.protocol.models.TaskContainerSettings;
import com.microsoft.azure.batch.protocol.models.TaskDependencies;
import com.microsoft.azure.batch.protocol.models.UserIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;

/** Says in the SDK's words what is to be added. What is empty is left out. */
final class SdkModels {
  private static final int PREPARATION_RETRIES = 3;

  private SdkModels() {}

  static JobAddParameter job(BatchJob job) {
    return new JobAddParameter()
        .withId(job.id())
        .withDisplayName(job.displayName())
        .withPoolInfo(
            job.pool()
                .map(SdkPoolModels::ofJob)
                .orElseGet(() -> new PoolInformation().withPoolId(job.poolId())))
        .withUsesTaskDependencies(true)
        // A job without tasks would end at once.
        .withOnAllTasksComplete(OnAllTasksComplete.NO_ACTION)
        .withOnTaskFailure(OnTaskFailure.NO_ACTION)
        .withConstraints(new JobConstraints().withMaxTaskRetryCount(0))
        .withJobPreparationTask(job.preparation().map(SdkModels::preparation).orElse(null))
        .withMetadata(metadata(job.metadata()));
  }

  static TaskAddParameter task(BatchTask task) {
    return new TaskAddParameter()
        .withId(task.id())
        .withDisplayName(task.displayName())
        .withCommandLine(task.commandLine())
        .withEnvironmentSettings(environment(task.environment()))
        .withContainerSettings(task.container().map(SdkModels::container).orElse(null))
        .withResourceFiles(resources(task.files().resources()))
        .withOutputFiles(orNull(task.files().outputs().stream().map(SdkModels::output).toList()))
        .withConstraints(
            new TaskConstraints()
                .withMaxTaskRetryCount(0)
                .withMaxWallClockTime(task.demand().longest().map(SdkModels::period).orElse(null))
                .withRetentionTime(period(task.demand().retention())))
        .withRequiredSlots(task.demand().slots())
        .withUserIdentity(user(task.demand().elevation()))
        .withDependsOn(
            task.dependsOn().isEmpty()
                ? null
                : new TaskDependencies().withTaskIds(task.dependsOn()));
  }

  private static JobPreparationTask preparation(BatchJob.Preparation preparation) {
    return new JobPreparationTask()
        .withCommandLine(preparation.commandLine())
        .withResourceFiles(resources(preparation.resourceFiles()))
        .withConstraints(new TaskConstraints().withMaxTaskRetryCount(PREPARATION_RETRIES))
        .withWaitForSuccess(true)
        .withRerunOnNodeRebootAfterSuccess(true);
  }

  private static TaskContainerSettings container(BatchTask.Container container) {
    return new TaskContainerSettings()
        .withImageName(container.image())
        .withContainerRunOptions(orNull(container.runOptions()));
  }

  static @Nullable List<com.microsoft.azure.batch.protocol.models.ResourceFile> resources(
      List<ResourceFile> files) {
    return orNull(files.stream().map(SdkModels::resource).toList());
  }

  private static com.microsoft.azure.batch.protocol.models.ResourceFile resource(
      ResourceFile file) {
    var resource =
        new com.microsoft.azure.batch.protocol.models.ResourceFile()
            .withFilePath(orNull(file.path()))
            .withFileMode(orNull(file.mode()))
            .withIdentityReference(identity(file.identity()));
    return switch (file.source()) {
      case FILE -> resource.withHttpUrl(file.url().toString());
      case CONTAINER ->
          resource
              .withStorageContainerUrl(file.url().toString())
              .withBlobPrefix(orNull(file.prefix()));
    };
  }

  private static OutputFile output(OutputUpload upload) {
    return new OutputFile()
        .withFilePattern(upload.pattern())
        .withDestination(
            new OutputFileDestination()
                .withContainer(
                    new OutputFileBlobContainerDestination()
                        .withContainerUrl(upload.container().toString())
                        .withPath(orNull(upload.path()))
                        .withIdentityReference(identity(upload.identity()))))
        .withUploadOptions(
            new OutputFileUploadOptions().withUploadCondition(condition(upload.condition())));
  }

  private static OutputFileUploadCondition condition(OutputUpload.Condition condition) {
    return switch (condition) {
      case SUCCESS -> OutputFileUploadCondition.TASK_SUCCESS;
      case FAILURE -> OutputFileUploadCondition.TASK_FAILURE;
      case COMPLETION -> OutputFileUploadCondition.TASK_COMPLETION;
    };
  }

  static @Nullable ComputeNodeIdentityReference identity(Optional<String> resourceId) {
    return resourceId.map(id -> new ComputeNodeIdentityReference().withResourceId(id)).orElse(null);
  }

  static @Nullable UserIdentity user(Elevation elevation) {
    return switch (elevation) {
      case NON_ADMIN -> null;
      case ADMIN ->
          new UserIdentity()
              .withAutoUser(
                  new AutoUserSpecification()
                      .withScope(AutoUserScope.POOL)
                      .withElevationLevel(ElevationLevel.ADMIN));
    };
  }

  static @Nullable List<EnvironmentSetting> environment(Map<String, String> variables) {
    return orNull(
        new TreeMap<>(variables)
            .entrySet().stream()
                .map(
                    each ->
                        new EnvironmentSetting().withName(each.getKey()).withValue(each.getValue()))
                .toList());
  }

  static @Nullable List<MetadataItem> metadata(Map<String, String> metadata) {
    return orNull(allMetadata(metadata));
  }

  /** Returns metadata, of which none is said too. */
  static List<MetadataItem> allMetadata(Map<String, String> metadata) {
    return new TreeMap<>(metadata)
        .entrySet().stream()
            .map(each -> new MetadataItem().withName(each.getKey()).withValue(each.getValue()))
            .toList();
  }

  /** Returns whole seconds, rounded up. */
  static Period period(Duration duration) {
    long seconds = duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    return Period.seconds((int) Math.min(seconds, Integer.MAX_VALUE));
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }
}
