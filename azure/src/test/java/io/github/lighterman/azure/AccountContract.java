package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolView.State.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.Backoff;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Sources;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * What the executor makes of a Batch account and a storage account, whether they're emulated or
 * not. Nodes share nothing with this machine: a test sees of a job its logs and what it delivers.
 */
abstract class AccountContract {
  /** A value that no quoting, no encoding and no shell leaves alone by itself. */
  private static final String ODD = " a  'b' \"c\" $HOME `d`;*[e] \\ %s #é€ ";

  /** As odd as the name of a file may be. */
  private static final String NAME = ODD.replace("\\", "");

  @TempDir private Path scratch;
  private AzureBatchConfig config;
  private AzureBatchExecutor executor;
  private WorkflowRun run;

  /** Returns a configuration for a pool of two nodes and blobs of nobody else. */
  abstract AzureBatchConfig config();

  /** Returns the shape of a pool that a run may make for itself; empty to make none. */
  abstract Optional<PoolSpec> ownPool();

  @BeforeEach
  final void open() {
    config = config();
    executor = AzureBatchExecutor.open(config);
    run = executor.start(WorkflowSpec.of("account"));
  }

  @AfterEach
  final void closeAndFindNothingLeft() throws Exception {
    RunId id = run.id();
    assertThat(run.close(ClosePolicy.CLEAN).failed()).isEmpty();
    executor.close();
    try (BlobContainer container = BlobContainer.open(config);
        BatchGateway gateway = SdkBatchGateway.open(config)) {
      assertThat(container.list(config.prefix())).as("blobs").isEmpty();
      assertThat(gateway.jobs(TaskNames.jobs(id))).as("Batch jobs").isEmpty();
    }
  }

  @Test
  void inputsArriveWithTheirNamesBytesAndRights() throws Exception {
    Path program = write("program", "#!/bin/sh\necho \"ran with $1\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    write("tree/" + NAME + "/.hidden", "x");
    JobSpec.Builder job =
        JobSpec.builder("inputs")
            .shell(
                "bin/program it; echo more >>own; cat own; (cd tree; find . -type f);"
                    + " stat -c %a kept; cat in/text")
            .input(InputFile.file(program, "bin/program"))
            .input(InputFile.file(write("own", "one\n"), "own"))
            .input(InputFile.file(write("kept", "two\n"), "kept").readOnly())
            .input(InputFile.directory(scratch.resolve("tree"), "tree"))
            .input(InputFile.content(ODD, "in/text"));

    assertThat(log(job)).isEqualTo("ran with it\none\nmore\n./" + NAME + "/.hidden\n444\n" + ODD);
  }

  @Test
  void sourcesArriveOnEveryNode() throws Exception {
    write("project/lib/x", "x");
    write("project/main", "sources\n");
    JobSpec.Builder job =
        JobSpec.builder("sources").shell("cat src/main").input(InputFile.sources("src"));

    try (WorkflowRun other =
        executor.start(
            WorkflowSpec.of("sources").withSources(Sources.of(scratch.resolve("project"))))) {
      assertThat(log(other.submit(job.build()))).isEqualTo("sources\n");
    }
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    JobSpec.Builder job =
        JobSpec.builder("arguments").command("printf", "<%s>\n", ODD, "", "a\nb", "-n", "$0");

    assertThat(log(job)).isEqualTo("<" + ODD + ">\n<>\n<a\nb>\n<-n>\n<$0>\n");
  }

  @Test
  void longCommandArrivesWhole() throws Exception {
    String text = "0123456789".repeat(5_000);

    assertThat(log(JobSpec.builder("long").shell("printf %s " + text + " | wc -c | tr -d ' '")))
        .isEqualTo("50000\n");
  }

  @Test
  void secretArrivesAsItIs() throws Exception {
    Path secret = write("secret", ODD);
    Path got = scratch.resolve("got");

    result(
        JobSpec.builder("secret")
            .shell("printf %s \"$S\" >got")
            .secret("S", SecretRef.of("file:" + secret))
            .output(OutputFile.file("got").to(got)));

    assertThat(got).hasContent(ODD);
  }

  @Test
  void outputsComeBackUnderTheirNames() throws Exception {
    Path all = scratch.resolve("all");
    JobSpec.Builder job =
        JobSpec.builder("outputs")
            .shell(
                "mkdir -p d/e/.h 'd/ä b'; echo 1 >d/e/.h/x; echo 2 >'d/ä b/y'; echo 3 >d/z; echo 4 >d/e/.k;"
                    + " echo 5 >a-1.txt; echo 6 >a-2.txt; echo 7 >b.txt; ln -s ../b.txt d/link")
            .output(OutputFile.directory("d").to(all))
            .output(OutputFile.glob("a-*.txt"))
            .output(OutputFile.glob("d/e/.?"))
            .output(OutputFile.file("none").optional());

    JobResult result = result(job);

    assertThat(all.resolve("e/.h/x")).hasContent("1");
    assertThat(all.resolve("ä b/y")).hasContent("2");
    assertThat(all.resolve("z")).hasContent("3");
    assertThat(all.resolve("e/.k")).hasContent("4");
    assertThat(all.resolve("link")).hasContent("7");
    assertThat(result.outputs().stream().map(DeliveredFile::path).map(Object::toString))
        .contains("a-1.txt", "a-2.txt", "d/e/.k")
        .doesNotContain("b.txt", "none");
  }

  @Test
  void outputsReachOtherJobsUnderTheirNames() throws Exception {
    JobHandle maker =
        run.submit(
            JobSpec.builder("maker")
                .shell("mkdir -p d/e; echo 1 >d/1.txt; echo 2 >d/e/2.txt; echo 3 >3")
                .output(OutputFile.glob("**/*.txt"))
                .output(OutputFile.file("3"))
                .build());
    JobSpec.Builder taker =
        JobSpec.builder("taker")
            .shell("cd in; find . -type f | sort; cat d/1.txt d/e/2.txt three")
            .input(InputFile.output(maker.id(), "**/*.txt", "in"))
            .input(InputFile.output(maker.id(), "3", "in/three"));

    assertThat(log(taker)).isEqualTo("./d/1.txt\n./d/e/2.txt\n./three\n1\n2\n3\n");
  }

  @Test
  void outputsAndLogsOfAFailedJobAreThere() throws Exception {
    Path out = scratch.resolve("out");
    JobHandle job =
        run.submit(
            JobSpec.builder("failed")
                .shell("echo why >out; echo printed; exit 3")
                .output(OutputFile.file("out").to(out).when(OutputFile.Condition.ON_FAILURE))
                .build());

    assertThat(job.result().get().exitCode()).hasValue(3);
    assertThat(out).hasContent("why");
    assertThat(printed(job)).isEqualTo("printed\n");
  }

  @Test
  void dependentRunsOnceItsParentWasTriedAgain() throws Exception {
    RetryPolicy once =
        RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).backoff(Backoff.none()).build();
    JobHandle parent =
        run.submit(
            JobSpec.builder("parent").shell("test $LIGHTERMAN_ATTEMPT = 2").retry(once).build());

    assertThat(log(JobSpec.builder("child").shell("echo ran").dependsOn(parent.id())))
        .isEqualTo("ran\n");
    assertThat(parent.result().get().attempts()).hasSize(2);
  }

  @Test
  void dependentOfAFailedJobNeverRuns() throws Exception {
    JobHandle parent = run.submit(JobSpec.builder("parent").shell("exit 1").build());
    JobHandle child =
        run.submit(JobSpec.builder("child").shell("true").dependsOn(parent.id()).build());

    assertThat(child.result().get().failure().orElseThrow().kind()).isEqualTo(FailureKind.UPSTREAM);
    assertThat(child.result().get().attempts()).isEmpty();
  }

  @Test
  void logIsReadWhileTheJobRunsAndAfterItWasCancelled() throws Exception {
    JobHandle job =
        run.submit(JobSpec.builder("endless").shell("printf abcdef; sleep 3600").build());
    while (job.status().state() != JobState.RUNNING || !printed(job).equals("abcdef")) {
      assertThat(job.status().state().isTerminal()).isFalse();
      Thread.onSpinWait();
    }
    assertThat(job.readLog(LogStream.STDOUT, 1, 2, 3).text()).isEqualTo("cde");

    job.cancel();

    assertThat(job.result().get().state()).isEqualTo(JobState.CANCELLED);
    assertThat(printed(job)).isEqualTo("abcdef");
  }

  @Test
  void jobThatTakesTooLongIsEndedAndSaidToHave() throws Exception {
    JobHandle job =
        run.submit(
            JobSpec.builder("slow")
                .shell("sleep 3600")
                .timeouts(Timeouts.ofRun(Duration.ofSeconds(5)))
                .build());

    assertThat(job.result().get().failure().orElseThrow().kind())
        .isEqualTo(FailureKind.RUN_TIMEOUT);
  }

  @Test
  void manyJobsAllComeToTheirEndOnce() throws Exception {
    List<JobSpec> jobs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      jobs.add(JobSpec.builder("job-" + i).shell("echo " + i).build());
    }
    run.submit(jobs).forEach(outcome -> outcome.orElseThrow());
    run.awaitIdle();

    for (int i = 0; i < 30; i++) {
      JobHandle job = run.job(JobId.of("job-" + i)).orElseThrow();
      assertThat(job.result().get().attempts()).as("attempts of " + job.id()).hasSize(1);
      assertThat(printed(job)).isEqualTo(i + "\n");
    }
  }

  @Test
  void runGoesOnWithoutADriver() throws Exception {
    run.submit(JobSpec.builder("first").shell("sleep 2").build());
    run.submit(JobSpec.builder("last").shell("echo done").dependsOn(JobId.of("first")).build());
    executor.close();

    executor = AzureBatchExecutor.open(config);
    run = executor.attach(run.id());

    JobHandle last = run.job(JobId.of("last")).orElseThrow();
    assertThat(log(last)).isEqualTo("done\n");
    assertThat(last.result().get().attempts()).hasSize(1);
  }

  @Test
  void poolOfARunComesAndGoesWithIt() throws Exception {
    PoolSpec spec =
        ownPool().orElseThrow(() -> new TestAbortedException("skipped: no pool may be made here"));
    AzureBatchConfig own = config.toBuilder().pool(spec).build();

    try (AzureBatchExecutor other = AzureBatchExecutor.open(own);
        WorkflowRun there = other.start(WorkflowSpec.of("pool"));
        BatchGateway gateway = SdkBatchGateway.open(own)) {
      String pool = TaskNames.pool(there.id(), "main");
      JobSpec job = JobSpec.builder("job").shell("echo $AZ_BATCH_POOL_ID").build();
      assertThat(log(there.submit(job))).isEqualTo(pool + "\n");

      there.close(ClosePolicy.CLEAN);

      assertThat(gateway.pool(pool).map(PoolView::state)).isNotEqualTo(Optional.of(ACTIVE));
    }
  }

  @Test
  void wrongKeyIsSaidToBeWrong() {
    AzureAuth wrong = AzureAuth.sharedKey("nobody", "d3Jvbmc=");
    AzureBatchConfig denied = config.toBuilder().batchAuth(wrong).build();

    assertThatExceptionOfType(WorkflowException.class)
        .isThrownBy(() -> AzureBatchExecutor.open(denied))
        .withMessageContaining("check that the key");
  }

  private Path write(String name, String text) throws Exception {
    Path file = scratch.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  private JobResult result(JobSpec.Builder job) throws Exception {
    return run.submit(job.build()).result().get().orElseThrow();
  }

  private String log(JobSpec.Builder job) throws Exception {
    return log(run.submit(job.build()));
  }

  /** Returns what a job has printed when it has succeeded. */
  private static String log(JobHandle job) throws Exception {
    job.result().get().orElseThrow();
    return printed(job);
  }

  private static String printed(JobHandle job) {
    return job.readLog(LogStream.STDOUT, job.status().attempt(), 0, 1 << 16).text();
  }
}
