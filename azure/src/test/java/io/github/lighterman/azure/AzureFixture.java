package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import io.github.lighterman.ExecutorInfo;
import io.github.lighterman.RunId;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.contract.ExecutorFixture;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Executors on emulators, with a pool of two nodes and a container of their own. With an image,
 * which the pool then asks of every job, that is the one of jobs that name none.
 */
final class AzureFixture extends ExecutorFixture {
  private final LogRecords records = LogRecords.capture();
  private final Emulators emulators;
  private final Optional<String> image;
  private final AzureBatchConfig config;

  AzureFixture(Emulators emulators) {
    this(emulators, Optional.empty());
  }

  AzureFixture(Emulators emulators, Optional<String> image) {
    this.emulators = emulators;
    this.image = image;
    Containers containers = image.isPresent() ? Containers.REQUIRED : Containers.NONE;
    this.config =
        emulators.config(emulators.addPool(slots(), containers)).capacity(capacity()).build();
  }

  @Override
  public WorkflowExecutor open() {
    AzureBatchExecutor executor = AzureBatchExecutor.open(config);
    return image.isPresent() ? new InImage(executor, image.get()) : executor;
  }

  @Override
  public void crash(WorkflowExecutor executor) {
    ((AzureBatchExecutor) (executor instanceof InImage wrapped ? wrapped.executor : executor))
        .halt();
  }

  @Override
  public Set<Trait> cannot() {
    return image.isPresent()
        ? Set.of(Trait.GPUS, Trait.PRIORITIES, Trait.USAGE)
        : Set.of(Trait.CONTAINERS, Trait.GPUS, Trait.PRIORITIES, Trait.USAGE);
  }

  @Override
  public Optional<String> image() {
    return image;
  }

  @Override
  public List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    for (BatchSnapshot.JobView job : jobs()) {
      left.add("Batch job " + job.id() + ", " + job.state());
    }
    try (BlobContainer container = BlobContainer.open(config)) {
      for (StagedFile blob : container.list("")) {
        left.add("blob " + blob.path());
      }
    }
    return left;
  }

  /** Jobs that are in our pool, since others share the account. */
  private List<BatchSnapshot.JobView> jobs() {
    String pool = ((PoolChoice.Existing) config.pool()).poolId();
    List<String> ours = batch().jobsIn(pool);
    return emulators.batch().snapshot().jobs().stream()
        .filter(job -> ours.contains(job.id()))
        .toList();
  }

  @Override
  public List<String> holding(String text) throws IOException {
    List<String> holding = new ArrayList<>();
    String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
    try (BlobContainer container = BlobContainer.open(config)) {
      for (StagedFile blob : container.list("")) {
        try (var in = container.open(blob.path().value())) {
          if (new String(in.readAllBytes(), ISO_8859_1).contains(bytes)) {
            holding.add("blob " + blob.path());
          }
        } catch (NoSuchFileException e) {
          // It has gone since it was listed.
        }
      }
    }
    holding.addAll(batch().tasksHolding(text));
    return holding;
  }

  @Override
  public String logged() {
    return records.text();
  }

  @Override
  public void close() throws IOException {
    records.close();
    super.close();
  }

  private RawBatch batch() {
    return new RawBatch(emulators.batch());
  }

  /** An executor whose runs have an image by default. */
  private record InImage(WorkflowExecutor executor, String image) implements WorkflowExecutor {
    @Override
    public ExecutorInfo info() {
      return executor.info();
    }

    @Override
    public WorkflowRun start(WorkflowSpec spec) {
      return executor.start(spec.withDefaults(spec.defaults().withImage(image)));
    }

    @Override
    public WorkflowRun attach(RunId id, WorkflowListener... listeners) {
      return executor.attach(id, listeners);
    }

    @Override
    public List<RunId> runs() {
      return executor.runs();
    }

    @Override
    public void close() {
      executor.close();
    }
  }

  /** The account, as Microsoft's own client shows it. */
  private record RawBatch(BatchServiceClient client) {
    RawBatch(BatchEmulator emulator) {
      this(
          BatchClient.open(
                  new BatchSharedKeyCredentials(
                      emulator.endpoint().toString(),
                      emulator.accountName(),
                      emulator.accountKey()))
              .protocolLayer());
    }

    List<String> jobsIn(String pool) {
      List<String> ids = new ArrayList<>();
      for (CloudJob job : client.jobs().list()) {
        if (pool.equals(job.poolInfo().poolId())) {
          ids.add(job.id());
        }
      }
      return ids;
    }

    List<String> tasksHolding(String text) {
      List<String> holding = new ArrayList<>();
      for (CloudJob job : client.jobs().list()) {
        for (CloudTask task : client.tasks().list(job.id())) {
          boolean told =
              task.commandLine().contains(text)
                  || task.environmentSettings().stream().anyMatch(it -> it.value().contains(text));
          if (told) {
            holding.add("task " + task.id());
          }
        }
      }
      return holding;
    }
  }
}
