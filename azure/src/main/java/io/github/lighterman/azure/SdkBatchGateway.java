package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.AccountListSupportedImagesOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeListOptions;
import com.microsoft.azure.batch.protocol.models.FileGetFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.FileListFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.JobGetOptions;
import com.microsoft.azure.batch.protocol.models.JobListOptions;
import com.microsoft.azure.batch.protocol.models.JobPatchParameter;
import com.microsoft.azure.batch.protocol.models.OnAllTasksComplete;
import com.microsoft.azure.batch.protocol.models.PoolListOptions;
import com.microsoft.azure.batch.protocol.models.TaskAddCollectionResult;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskGetOptions;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import io.github.lighterman.azure.BatchException.Kind;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/** A Batch account by Microsoft's SDK. */
final class SdkBatchGateway implements BatchGateway {
  private static final int PAGE = 1000;
  // More than any file has; the service's own limit of such a number is not known.
  private static final long MOST_BYTES = 1L << 50;
  private static final String JOB = "id,state,poolInfo,metadata";
  private static final String TASK =
      "id,displayName,state,stateTransitionTime,executionInfo,nodeInfo";
  private static final String NODE = "id,state,errors,startTaskInfo";
  private static final Set<String> ENDED =
      Set.of("JobCompleted", "JobBeingTerminated", "TaskCompleted");

  private final SdkClient client;
  private final BatchServiceClient batch;
  private final SdkCalls calls;

  private SdkBatchGateway(SdkClient client, BatchFailures failures) {
    this.client = client;
    this.batch = client.protocol();
    this.calls = new SdkCalls(failures);
  }

  /**
   * Returns an account, which has not yet been asked for anything.
   *
   * @throws IllegalArgumentException if the account's key isn't Base64
   */
  static SdkBatchGateway open(AzureBatchConfig config) {
    return new SdkBatchGateway(
        SdkClient.open(config), new BatchFailures(config.batchEndpoint(), config.batchAuth()));
  }

  @Override
  public void addJob(BatchJob job) throws BatchException {
    calls.run("add job '" + job.id() + "'", () -> batch.jobs().add(SdkModels.job(job)));
  }

  @Override
  public Optional<JobView> job(String jobId) throws BatchException {
    JobGetOptions options = new JobGetOptions().withSelect(JOB);
    return calls
        .find("get job '" + jobId + "'", () -> batch.jobs().get(jobId, options))
        .flatMap(SdkViews::job);
  }

  @Override
  public List<JobView> jobs(String idPrefix) throws BatchException {
    JobListOptions options =
        new JobListOptions()
            .withFilter(BatchFilter.idStartsWith(idPrefix))
            .withSelect(JOB)
            .withMaxResults(PAGE);
    return calls.list(
        "list jobs '" + idPrefix + "*'",
        () -> batch.jobs().listWithServiceResponseAsync(options),
        next -> batch.jobs().listNextWithServiceResponseAsync(next),
        SdkViews::job);
  }

  @Override
  public void endWhenDone(String jobId) throws BatchException {
    JobPatchParameter change =
        new JobPatchParameter().withOnAllTasksComplete(OnAllTasksComplete.TERMINATE_JOB);
    // It may end before the answer has come, and then a second try finds it ended.
    unless(
        SdkBatchGateway::isOver,
        "have job '" + jobId + "' end when its tasks are done",
        () -> batch.jobs().patch(jobId, change));
  }

  @Override
  public void terminateJob(String jobId, String reason) throws BatchException {
    unless(
        e -> isOver(e) || isGone(e),
        "terminate job '" + jobId + "'",
        // Without a reason the SDK fails.
        () -> batch.jobs().terminate(jobId, reason, null));
  }

  @Override
  public boolean deleteJob(String jobId) throws BatchException {
    try {
      calls.run("delete job '" + jobId + "'", () -> batch.jobs().delete(jobId));
      return true;
    } catch (BatchException e) {
      if (isGone(e)) {
        return !SdkCalls.isAbsent(e);
      }
      throw e;
    }
  }

  @Override
  public List<AddedTask> addTasks(String jobId, List<BatchTask> tasks) throws BatchException {
    if (tasks.isEmpty() || tasks.size() > MOST_TASKS) {
      throw new IllegalArgumentException(
          "tasks must be 1 to " + MOST_TASKS + " at once, not " + tasks.size());
    }
    List<TaskAddParameter> all = tasks.stream().map(SdkModels::task).toList();
    Map<String, Queue<TaskAddResult>> results = new HashMap<>();
    calls
        .ask(
            "add " + tasks.size() + " tasks to job '" + jobId + "'",
            () -> batch.tasks().addCollection(jobId, all))
        .map(TaskAddCollectionResult::value)
        .orElse(List.of())
        .forEach(
            each ->
                results
                    .computeIfAbsent(TaskNames.key(each.taskId()), k -> new ArrayDeque<>())
                    .add(each));
    return tasks.stream()
        .map(
            task ->
                SdkViews.added(
                    task.id(),
                    results.getOrDefault(TaskNames.key(task.id()), new ArrayDeque<>()).poll()))
        .toList();
  }

  @Override
  public List<TaskView> tasks(String jobId, Optional<Instant> changedSince) throws BatchException {
    TaskListOptions options = new TaskListOptions().withSelect(TASK).withMaxResults(PAGE);
    changedSince.ifPresent(time -> options.withFilter(BatchFilter.changedSince(time)));
    return calls.list(
        "list tasks of job '" + jobId + "'",
        () -> batch.tasks().listWithServiceResponseAsync(jobId, options),
        next -> batch.tasks().listNextWithServiceResponseAsync(next),
        task -> Optional.of(SdkViews.task(task)));
  }

  @Override
  public Optional<TaskView> task(String jobId, String taskId) throws BatchException {
    TaskGetOptions options = new TaskGetOptions().withSelect(TASK);
    return calls
        .find("get " + name(jobId, taskId), () -> batch.tasks().get(jobId, taskId, options))
        .map(SdkViews::task);
  }

  @Override
  public boolean terminateTask(String jobId, String taskId) throws BatchException {
    return unless(
        e -> isOver(e) || isGone(e),
        "terminate " + name(jobId, taskId),
        () -> batch.tasks().terminate(jobId, taskId));
  }

  @Override
  public void deleteTask(String jobId, String taskId) throws BatchException {
    unless(
        SdkBatchGateway::isGone,
        "delete " + name(jobId, taskId),
        () -> batch.tasks().delete(jobId, taskId));
  }

  @Override
  public List<TaskFile> taskFiles(String jobId, String taskId) throws BatchException {
    FileListFromTaskOptions options = new FileListFromTaskOptions().withMaxResults(PAGE);
    return calls.list(
        "list files of " + name(jobId, taskId),
        () -> batch.files().listFromTaskWithServiceResponseAsync(jobId, taskId, true, options),
        next -> batch.files().listFromTaskNextWithServiceResponseAsync(next),
        SdkViews::file);
  }

  @Override
  public InputStream openTaskFile(
      String jobId, String taskId, String path, long offset, long length) throws BatchException {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "offset must be 0 or more and length 1 or more, not " + offset + " and " + length);
    }
    if (offset > MOST_BYTES) {
      return InputStream.nullInputStream();
    }
    long last = offset + Math.min(length, MOST_BYTES) - 1;
    FileGetFromTaskOptions options =
        new FileGetFromTaskOptions().withOcpRange("bytes=" + offset + "-" + last);
    try {
      return calls.open(
          "read file '" + path + "' of " + name(jobId, taskId),
          () -> batch.files().getFromTaskWithServiceResponseAsync(jobId, taskId, path, options));
    } catch (BatchException e) {
      if (e.code().equals("InvalidRange")) {
        return InputStream.nullInputStream();
      }
      throw e;
    }
  }

  @Override
  public void addPool(BatchPool pool) throws BatchException {
    calls.run("add pool '" + pool.id() + "'", () -> batch.pools().add(SdkModels.pool(pool)));
  }

  @Override
  public Optional<PoolView> pool(String poolId) throws BatchException {
    return calls
        .find("get pool '" + poolId + "'", () -> batch.pools().get(poolId))
        .map(SdkViews::pool);
  }

  @Override
  public List<PoolView> pools(String idPrefix) throws BatchException {
    PoolListOptions options =
        new PoolListOptions().withFilter(BatchFilter.idStartsWith(idPrefix)).withMaxResults(PAGE);
    return calls.list(
        "list pools '" + idPrefix + "*'",
        () -> batch.pools().listWithServiceResponseAsync(options),
        next -> batch.pools().listNextWithServiceResponseAsync(next),
        pool -> Optional.of(SdkViews.pool(pool)));
  }

  @Override
  public void deletePool(String poolId) throws BatchException {
    unless(
        SdkBatchGateway::isGone,
        "delete pool '" + poolId + "'",
        () -> batch.pools().delete(poolId));
  }

  @Override
  public List<NodeView> brokenNodes(String poolId) throws BatchException {
    ComputeNodeListOptions options =
        new ComputeNodeListOptions()
            .withFilter(BatchFilter.broken())
            .withSelect(NODE)
            .withMaxResults(PAGE);
    return calls.list(
        "list nodes of pool '" + poolId + "'",
        () -> batch.computeNodes().listWithServiceResponseAsync(poolId, options),
        next -> batch.computeNodes().listNextWithServiceResponseAsync(next),
        node -> Optional.of(SdkViews.node(node)));
  }

  @Override
  public List<SupportedImage> supportedImages() throws BatchException {
    AccountListSupportedImagesOptions options =
        new AccountListSupportedImagesOptions().withMaxResults(PAGE);
    return calls.list(
        "list supported images",
        () -> batch.accounts().listSupportedImagesWithServiceResponseAsync(options),
        next -> batch.accounts().listSupportedImagesNextWithServiceResponseAsync(next),
        SdkViews::image);
  }

  @Override
  public void close() {
    client.close();
  }

  /** Makes a call and returns whether it did something, unless it fails for another reason. */
  private boolean unless(Predicate<BatchException> idle, String action, Runnable call)
      throws BatchException {
    try {
      calls.run(action, call);
      return true;
    } catch (BatchException e) {
      if (idle.test(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isOver(BatchException e) {
    return e.kind() == Kind.CONFLICT && ENDED.contains(e.code());
  }

  private static boolean isGone(BatchException e) {
    return SdkCalls.isAbsent(e) || (e.kind() == Kind.CONFLICT && e.code().endsWith("BeingDeleted"));
  }

  private static String name(String jobId, String taskId) {
    return "task '" + taskId + "' of job '" + jobId + "'";
  }
}
