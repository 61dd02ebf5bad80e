package io.github.lighterman.samples.bench;

import com.microsoft.azure.AzureResponseBuilder;
import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import com.microsoft.rest.RestClient;
import io.github.lighterman.testing.batch.BatchEmulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import retrofit2.Retrofit;

/** Batch by Microsoft's SDK alone, over as many connections as it is given threads. */
final class BareBatch {
  private static final int A_CALL = 100;
  private static final String JOB = "bare";

  private final BatchServiceClient client;

  private BareBatch(BatchServiceClient client) {
    this.client = client;
  }

  static BareBatch of(BatchEmulator emulator) {
    String url = emulator.endpoint().toString();
    OkHttpClient.Builder http = new OkHttpClient.Builder();
    RestClient.Builder builder = new RestClient.Builder(http, new Retrofit.Builder());
    http.readTimeout(Duration.ofMinutes(1))
        .protocols(List.of(Protocol.HTTP_1_1))
        .connectionPool(new ConnectionPool(32, 1, TimeUnit.MINUTES))
        .socketFactory(new NoDelay());
    RestClient rest =
        builder
            .withBaseUrl(url)
            .withCredentials(
                new BatchSharedKeyCredentials(url, emulator.accountName(), emulator.accountKey()))
            .withSerializerAdapter(new AzureJacksonAdapter())
            .withResponseBuilderFactory(new AzureResponseBuilder.Factory())
            .build();
    return new BareBatch(BatchClient.open(rest, url).protocolLayer());
  }

  /** Returns tasks of the first job that there is, 100 at most, as they were added. */
  List<TaskAddParameter> someTasks() {
    String job = client.jobs().list().get(0).id();
    var page =
        client
            .tasks()
            .listWithServiceResponseAsync(job, new TaskListOptions().withMaxResults(A_CALL))
            .toBlocking()
            .first();
    return page.body().items().stream().map(BareBatch::copy).toList();
  }

  private static TaskAddParameter copy(CloudTask task) {
    return new TaskAddParameter()
        .withId(task.id())
        .withDisplayName(task.displayName())
        .withCommandLine(task.commandLine())
        .withEnvironmentSettings(task.environmentSettings())
        .withResourceFiles(task.resourceFiles())
        .withOutputFiles(task.outputFiles())
        .withConstraints(task.constraints())
        .withRequiredSlots(task.requiredSlots())
        .withUserIdentity(task.userIdentity());
  }

  void addJob() {
    client
        .jobs()
        .add(
            new JobAddParameter()
                .withId(JOB)
                .withPoolInfo(new PoolInformation().withPoolId("pool")));
  }

  /** Adds so many tasks like these, as many a call as the service takes, with several threads. */
  void addAll(List<TaskAddParameter> like, int tasks, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int first = 0; first < tasks; first += A_CALL) {
        int from = first;
        int to = Math.min(tasks, first + A_CALL);
        calls.add(
            pool.submit(
                () -> {
                  List<TaskAddParameter> call = new ArrayList<>();
                  for (int i = from; i < to; i++) {
                    call.add(named("all-" + i, like.get(i % like.size())));
                  }
                  client.tasks().addCollection(JOB, call);
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Adds so many tasks like these, a call for each, one after the other. */
  void addOneByOne(List<TaskAddParameter> like, int tasks) {
    for (int i = 0; i < tasks; i++) {
      client.tasks().add(JOB, named("one-" + i, like.get(i % like.size())));
    }
  }

  private static TaskAddParameter named(String id, TaskAddParameter like) {
    return new TaskAddParameter()
        .withId(id)
        .withDisplayName(like.displayName())
        .withCommandLine(like.commandLine())
        .withEnvironmentSettings(like.environmentSettings())
        .withResourceFiles(like.resourceFiles())
        .withOutputFiles(like.outputFiles())
        .withConstraints(like.constraints())
        .withRequiredSlots(like.requiredSlots())
        .withUserIdentity(like.userIdentity());
  }
}
