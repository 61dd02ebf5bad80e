package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobOperation;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.LoopbackServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Inputs that are not there, or are many. */
final class StagingTroubleTest {
  @Test
  void inputThatIsNotAtItsAddressFailsTheJobBeforeItsCommand() throws Exception {
    try (Rig rig = Rig.real();
        LoopbackServer web = LoopbackServer.builder().start(request -> HttpReply.of(404))) {
      WorkflowRun run = rig.start();
      JobHandle url =
          Rig.submit(run, rig.job("url").input(InputFile.remote(web.uri().resolve("/none"), "in")));
      JobHandle blob =
          Rig.submit(
              run,
              rig.job("blob")
                  .input(
                      InputFile.remote(rig.blobs().url(rig.config().container(), "none"), "in")));

      for (JobHandle job : List.of(url, blob)) {
        assertThat(Rig.await(job))
            .failed()
            .withKind(FailureKind.STAGE_IN)
            .withMessageContaining("none");
        assertThat(Rig.await(job).toString()).doesNotContain("sig=");
      }
      assertThat(rig.ran()).isEmpty();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void inputThatVanishesFromThisMachineFailsTheNextAttempt() throws Exception {
    try (Rig rig = Rig.real()) {
      Path in = Files.writeString(rig.path("in"), "x");
      JobHandle job =
          Rig.submit(
              rig.start(),
              JobSpec.builder("job")
                  .shell("rm '" + in + "'; exit 1")
                  .input(InputFile.file(in, "in"))
                  .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 3).build()));

      assertThat(Rig.await(job)).failed().withKind(FailureKind.STAGE_IN).afterAttempts(2);
    }
  }

  @Test
  void inputThatVanishesFromStorageFailsTheJob() throws Exception {
    try (Rig rig = Rig.of(settings -> settings.execution(ProcessExecution.create()), 1)) {
      WorkflowRun run = rig.start();
      Path gate = rig.path("gate");
      JobHandle first =
          Rig.submit(
              run,
              JobSpec.builder("first").shell("while [ ! -e " + gate + " ]; do sleep 0.02; done"));
      Rig.in(JobState.RUNNING, first);
      JobHandle job = Rig.submit(run, rig.job("job").input(InputFile.content("text", "in")));
      Rig.until("it's there", () -> rig.states().containsKey("job"));
      for (String blob : rig.blobNames()) {
        if (blob.contains("/inputs/")) {
          rig.delete(blob);
        }
      }

      Files.createFile(gate);

      assertThat(Rig.await(job)).failed().withKind(FailureKind.STAGE_IN);
      assertThat(rig.ran()).isEmpty();
    }
  }

  @Test
  void tenThousandInputsFitIntoOneJob() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      // Each under a hundred names, for files of our own would take longer than their uploads.
      List<Path> files = files(rig.path("many"), 100);
      JobSpec.Builder job = Rig.any("job");
      for (int i = 0; i < 100; i++) {
        for (Path file : files) {
          job.input(InputFile.file(file, "in/" + i + "/" + file.getFileName()));
        }
      }
      WorkflowRun run = rig.start();

      assertThat(Rig.submit(run, job).result().get(60, TimeUnit.SECONDS)).succeeded();
      assertThat(rig.blobNames()).filteredOn(it -> it.contains("/trees/")).hasSize(10_001);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void jobWithMoreAddressesThanBatchTakesFailsForThat() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      JobSpec.Builder job = Rig.any("job");
      for (int i = 0; i < 10_000; i++) {
        job.input(
            InputFile.remote(
                URI.create("https://data.example/" + "set/".repeat(20) + i), "in/" + i));
      }
      WorkflowRun run = rig.start();

      JobHandle other = Rig.submit(run, Rig.any("other"));
      assertThat(Rig.await(Rig.submit(run, job)))
          .failed()
          .withKind(FailureKind.INVALID_SPEC)
          .withMessageContaining("1 MB");
      assertThat(Rig.await(other)).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void directoryOfManyFilesArrives() throws Exception {
    try (Rig rig = Rig.real()) {
      files(rig.path("many"), 600);
      JobHandle job =
          Rig.submit(
              rig.start(),
              JobSpec.builder("job")
                  .shell("cat in/*/* | wc -l | tr -d ' '")
                  .input(InputFile.directory(rig.path("many"), "in")));

      assertThat(Rig.await(job)).succeeded();
      assertThat(job).printed("600\n");
    }
  }

  private static List<Path> files(Path directory, int count) throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = directory.resolve("d" + i / 100).resolve("f" + i);
      if (i % 100 == 0) {
        Files.createDirectories(file.getParent());
      }
      files.add(Files.writeString(file, i + "\n"));
    }
    return files;
  }

  @Test
  void inputsThatAreSharedAreUploadedOnceForAllRunsAndOutliveThem() throws Exception {
    try (Rig rig = Rig.real()) {
      Path in = Files.writeString(rig.path("in"), "shared");
      for (int i = 0; i < 2; i++) {
        WorkflowRun run = rig.start(config -> config.inputCache(InputCache.SHARED));
        JobHandle job =
            Rig.submit(run, JobSpec.builder("job").shell("cat in").input(InputFile.file(in, "in")));
        Rig.await(job);
        assertThat(job).printed("shared");
        assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      }

      assertThat(uploads(rig)).isEqualTo(1);
      assertThat(rig.blobNames()).hasSize(1).allMatch(it -> it.contains("/inputs/"));
    }
  }

  @Test
  void runsAtTheSameTimeDisturbNoOthersInputsAndSources() throws Exception {
    try (Rig rig = Rig.real()) {
      Path directory = Files.createDirectories(rig.path("sources"));
      Files.writeString(directory.resolve("script"), "cat in");
      for (InputCache cache : InputCache.values()) {
        AzureBatchExecutor executor = rig.open(config -> config.inputCache(cache));
        List<WorkflowRun> runs = new ArrayList<>();
        List<JobHandle> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          WorkflowRun run =
              executor.start(WorkflowSpec.of(rig.run()).withSources(Sources.of(directory)));
          runs.add(run);
          for (int j = 0; j < 3; j++) {
            jobs.add(
                Rig.submit(
                    run,
                    JobSpec.builder("job-" + j)
                        .shell("sh src/script")
                        .input(InputFile.sources("src"))
                        .input(InputFile.content("same", "in"))));
          }
        }
        for (int i = 0; i < 3; i++) {
          for (JobHandle job : jobs.subList(3 * i, 3 * i + 3)) {
            assertThat(Rig.await(job)).succeeded();
            assertThat(job).printed("same");
          }
          assertThat(runs.get(i).close(ClosePolicy.CLEAN)).leftNothing();
        }
      }
      assertThat(rig.blobNames()).hasSize(1);
    }
  }

  private static long uploads(Rig rig) {
    return rig.blobs().requests().stream()
        .filter(it -> it.operation() == BlobOperation.PUT_BLOB)
        .filter(it -> it.target().replace("%2F", "/").contains("/inputs/"))
        .count();
  }
}
