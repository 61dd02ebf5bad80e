package io.github.lighterman.azure;

import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.AccountListSupportedImagesOptions;
import com.microsoft.azure.batch.protocol.models.FileGetFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.FileListFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.JobGetOptions;
import com.microsoft.azure.batch.protocol.models.JobListOptions;
import com.microsoft.azure.batch.protocol.models.JobPatchParameter;
import com.microsoft.azure.batch.protocol.models.OnAllTasksComplete;
import com.microsoft.azure.batch.protocol.models.TaskAddCollectionResult;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskGetOptions;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import io.github.lighterman.azure.BatchException.Kind;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** A Batch account by Microsoft's SDK. */
final class SdkBatchGateway implements BatchGateway {
  private static final int PAGE = 1000;
  // More than any file has; the service's own limit of such a number is not known.
  static final long MOST_BYTES = 1L << 50;
  private static final String JOB = "id,state,poolInfo,executionInfo,metadata";
  private static final String COURSE =
      "id,displayName,state,stateTransitionTime,executionInfo,nodeInfo";
  private static final String TASK = COURSE + ",dependsOn";
  private static final Set<String> ENDED =
      Set.of("JobCompleted", "JobBeingTerminated", "TaskCompleted");

  private final SdkClient client;
  private final BatchServiceClient batch;
  private final SdkCalls calls;
  private final SdkPools pools;

  private SdkBatchGateway(SdkClient client, BatchFailures failures) {
    this.client = client;
    this.batch = client.protocol();
    this.calls = new SdkCalls(failures);
    this.pools = new SdkPools(batch, calls);
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
    try {
      calls.run("add job '" + job.id() + "'", () -> batch.jobs().add(SdkModels.job(job)));
    } catch (BatchException e) {
      throw job.pool().map(pool -> pool.made().secrets().hidden(e)).orElse(e);
    }
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
    calls.unless(
        SdkBatchGateway::isOver,
        "have job '" + jobId + "' end when its tasks are done",
        () -> batch.jobs().patch(jobId, change));
  }

  @Override
  public void terminateJob(String jobId, String reason) throws BatchException {
    calls.unless(
        e -> isOver(e) || SdkCalls.isGone(e),
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
      if (SdkCalls.isGone(e)) {
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
    changedSince.ifPresent(
        time -> options.withFilter(BatchFilter.changedSince(time)).withSelect(COURSE));
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
        .find(
            SdkBatchGateway::isTaskGone,
            "get " + name(jobId, taskId),
            () -> batch.tasks().get(jobId, taskId, options))
        .map(SdkViews::task);
  }

  @Override
  public boolean terminateTask(String jobId, String taskId) throws BatchException {
    return calls.unless(
        e -> isOver(e) || isTaskGone(e),
        "terminate " + name(jobId, taskId),
        () -> batch.tasks().terminate(jobId, taskId));
  }

  @Override
  public void deleteTask(String jobId, String taskId) throws BatchException {
    calls.unless(
        SdkBatchGateway::isTaskGone,
        "delete " + name(jobId, taskId),
        () -> batch.tasks().delete(jobId, taskId));
  }

  /** Who says that there is no such job says nothing of the task. */
  private static boolean isTaskGone(BatchException e) {
    return SdkCalls.isGone(e) && !e.code().equals("JobNotFound");
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
    return calls.openRange(
        "read file '" + path + "' of " + name(jobId, taskId),
        () -> batch.files().getFromTaskWithServiceResponseAsync(jobId, taskId, path, options));
  }

  @Override
  public void addPool(BatchPool pool) throws BatchException {
    pools.add(pool);
  }

  @Override
  public Optional<PoolView> pool(String poolId) throws BatchException {
    return pools.find(poolId);
  }

  @Override
  public List<PoolView> pools(String idPrefix) throws BatchException {
    return pools.list(idPrefix);
  }

  @Override
  public void deletePool(String poolId) throws BatchException {
    pools.delete(poolId);
  }

  @Override
  public void resizePool(String poolId, int dedicated, int spot) throws BatchException {
    pools.resize(poolId, dedicated, spot);
  }

  @Override
  public void autoscalePool(String poolId, String formula, Duration interval)
      throws BatchException {
    pools.autoscale(poolId, formula, interval);
  }

  @Override
  public void fixPool(String poolId) throws BatchException {
    pools.fix(poolId);
  }

  @Override
  public void markPool(String poolId, Map<String, String> metadata) throws BatchException {
    pools.mark(poolId, metadata);
  }

  @Override
  public List<NodeView> nodes(String poolId, Set<NodeView.State> states) throws BatchException {
    return pools.nodes(poolId, states);
  }

  @Override
  public void removeNodes(String poolId, List<String> nodeIds) throws BatchException {
    pools.removeNodes(poolId, nodeIds);
  }

  @Override
  public void rebootNode(String poolId, String nodeId) throws BatchException {
    pools.reboot(poolId, nodeId);
  }

  @Override
  public InputStream openNodeFile(String poolId, String nodeId, String path) throws BatchException {
    return pools.openFile(poolId, nodeId, path);
  }

  @Override
  public List<SupportedImage> supportedImages() throws BatchException {
    AccountListSupportedImagesOptions options =
        new AccountListSupportedImagesOptions().withMaxResults(PAGE);
    return calls.list(
        "list supported images",
        () -> batch.accounts().listSupportedImagesWithServiceResponseAsync(options),
        next -> batch.accounts().listSupportedImagesNextWithServiceResponseAsync(next),
        SdkPoolViews::image);
  }

  @Override
  public void close() {
    client.close();
  }

  private static boolean isOver(BatchException e) {
    return e.kind() == Kind.CONFLICT && ENDED.contains(e.code());
  }

  private static String name(String jobId, String taskId) {
    return "task '" + taskId + "' of job '" + jobId + "'";
  }
}
