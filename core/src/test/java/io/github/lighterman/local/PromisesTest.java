package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.InvalidJobException;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises that every executor makes, and no other class of tests is about. */
class PromisesTest {
  @TempDir Path directory;
  private LocalExecutor executor;
  private WorkflowRun run;

  @BeforeEach
  void open() {
    executor =
        LocalExecutor.builder().directory(directory.resolve("runs")).cpus(2).capacity(40).build();
    run = executor.start(WorkflowSpec.of("test"));
  }

  @AfterEach
  void close() {
    run.close(ClosePolicy.CLEAN);
    executor.close();
  }

  private static JobSpec job(String id) {
    return JobSpec.builder(id).command("true").build();
  }

  private static JobResult await(JobHandle job) throws Exception {
    return job.result().get(60, TimeUnit.SECONDS);
  }

  /** Holds both cpus until the test ends. */
  private JobHandle blocker() {
    JobHandle job =
        run.submit(
            JobSpec.builder("blocker").command("sleep", "1000").resources(Resources.of(2)).build());
    while (job.status().state() != JobState.RUNNING) {
      Thread.onSpinWait();
    }
    return job;
  }

  @Test
  void bulkSubmitAnswersForEveryJobInOrder() throws Exception {
    List<SubmitOutcome> outcomes =
        run.submit(
            List.of(
                job("good"),
                JobSpec.builder("bad").build(),
                JobSpec.builder("behind-bad").command("true").dependsOn(JobId.of("bad")).build(),
                job("also-good")));

    assertThat(outcomes)
        .extracting(SubmitOutcome::isAccepted)
        .containsExactly(true, false, false, true);
    assertThat(outcomes.get(1).problems().get(0).toString()).contains("bad", "program", "command(");
    assertThat(run.jobs()).hasSize(2);
    assertThat(await(outcomes.get(3).orElseThrow()).succeeded()).isTrue();
  }

  @Test
  void sameSpecTwiceIsOneJobAndRunsOnce() throws Exception {
    Path count = directory.resolve("count");
    JobSpec spec =
        JobSpec.builder("once").command("sh", "-c", "echo x >>\"$0\"", count.toString()).build();

    JobHandle first = run.submit(spec);
    await(first);
    JobHandle again = run.submit(spec);

    assertThat(again).isSameAs(first);
    assertThat(Files.readAllLines(count)).hasSize(1);
    assertThatThrownBy(() -> run.submit(JobSpec.builder("once").command("false").build()))
        .isInstanceOfSatisfying(
            InvalidJobException.class,
            e -> assertThat(e.problems().get(0).kind()).isEqualTo(Problem.Kind.CONFLICT));
  }

  @Test
  void backPressureIsExplicitBoundedAndTransient() throws Exception {
    JobHandle blocker = blocker();
    List<JobSpec> specs = IntStream.range(0, 60).mapToObj(i -> job("j" + i)).toList();

    List<SubmitOutcome> outcomes = run.submit(specs);

    assertThat(outcomes.stream().filter(SubmitOutcome::isAccepted)).hasSize(39);
    assertThat(outcomes.get(59).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.isTransient()).isTrue());
    blocker.cancel();
    run.awaitIdle();
    assertThat(run.submit(specs)).allMatch(SubmitOutcome::isAccepted);
  }

  @Test
  void validateListsAllProblemsAndChangesNothing() {
    List<Problem> problems =
        run.validate(
            List.of(
                JobSpec.builder("a").environment("1x", "").priority(5000).build(),
                JobSpec.builder("b")
                    .command("true")
                    .image("some:image")
                    .resources(Resources.of(512))
                    .build()));

    assertThat(problems).hasSize(5);
    assertThat(problems).allSatisfy(it -> assertThat(it.remedy()).isNotBlank());
    assertThat(run.jobs()).isEmpty();
  }

  @Test
  void submitDoesNotWaitForRoom() {
    blocker();

    JobHandle job = run.submit(job("later"));

    assertThat(job.status().state()).isEqualTo(JobState.QUEUED);
    assertThat(job.resultNow()).isEmpty();
  }

  @Test
  void badListenersHoldUpNeitherOthersNorJobs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<JobState> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch told = new CountDownLatch(1);
    run.addListener(
        new WorkflowListener() {
          @Override
          public void onStatus(JobHandle job, JobStatus status) {
            throw new IllegalStateException("meant to be logged by this test");
          }
        });
    run.addListener(
        new WorkflowListener() {
          @Override
          public void onStatus(JobHandle job, JobStatus status) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    run.addListener(
        new WorkflowListener() {
          @Override
          public void onStatus(JobHandle job, JobStatus status) {
            seen.add(status.state());
          }

          @Override
          public void onResult(JobHandle job, JobResult result) {
            told.countDown();
          }
        });

    assertThat(await(run.submit(job("a"))).succeeded()).isTrue();
    assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(seen)
        .containsSubsequence(
            JobState.QUEUED,
            JobState.PREPARING,
            JobState.RUNNING,
            JobState.FINALIZING,
            JobState.SUCCEEDED);
    never.countDown();
  }

  @Test
  void statusAndResultStayReadableAfterEverythingIsGone() throws Exception {
    JobHandle job = run.submit(job("a"));
    await(job);
    run.close(ClosePolicy.CLEAN);
    executor.close();

    assertThat(job.status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.resultNow()).isPresent();
    assertThat(await(job).succeeded()).isTrue();
  }

  @Test
  void cancelOfAnEndedJobDoesNothing() throws Exception {
    JobHandle job = run.submit(job("a"));
    await(job);
    long sequence = job.status().sequence();

    job.cancel();
    job.cancel();

    assertThat(job.status().sequence()).isEqualTo(sequence);
  }

  @Test
  void futuresOfCallersAreTheirOwn() throws Exception {
    JobHandle blocker = blocker();
    assertThat(blocker.result().cancel(true)).isTrue();

    assertThat(blocker.status().state()).isEqualTo(JobState.RUNNING);
    blocker.cancel();
    assertThat(await(blocker).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void manyThreadsMaySubmitAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = t * 5;
      threads.add(
          new Thread(
              () -> {
                // Half of them under ids that others take as well.
                for (int i = first; i < first + 10; i++) {
                  run.submit(job("j" + i));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    run.awaitIdle();

    assertThat(run.jobs()).hasSize(25);
    assertThat(run.jobs())
        .allSatisfy(job -> assertThat(job.resultNow().orElseThrow().attempts()).hasSize(1));
  }

  @Test
  void runsOfOneExecutorKnowNothingOfEachOther() throws Exception {
    try (WorkflowRun other = executor.start(WorkflowSpec.of("test"))) {
      JobHandle mine = run.submit(job("same"));
      JobHandle others = other.submit(JobSpec.builder("same").command("false").build());

      assertThat(await(mine).succeeded()).isTrue();
      assertThat(await(others).succeeded()).isFalse();
      assertThat(executor.runs()).containsExactlyInAnyOrder(run.id(), other.id());
      other.close(ClosePolicy.CLEAN);
    }
    assertThat(executor.runs()).containsExactly(run.id());
  }

  @Test
  void noClassHoldsStaticMutableState() throws IOException {
    Path classes =
        Path.of(LocalExecutor.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (var files = Files.walk(classes)) {
      assertThat(files.filter(file -> file.toString().endsWith(".class")))
          .flatExtracting(file -> fields(classes.relativize(file).toString()))
          .isEmpty();
    }
  }

  private static List<String> fields(String file) {
    try {
      String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
      if (name.endsWith("package-info")) {
        return List.of();
      }
      return Arrays.stream(Class.forName(name).getDeclaredFields())
          .filter(field -> Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
          .filter(field -> !Modifier.isFinal(field.getModifiers()))
          .map(field -> name + "." + field.getName())
          // Coverage tools add theirs to every class.
          .filter(field -> !field.contains("$jacoco"))
          .toList();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void worksInAClassLoaderOfItsOwn() throws Exception {
    String[] entries = System.getProperty("java.class.path").split(":", -1);
    URL[] urls = new URL[entries.length];
    for (int i = 0; i < entries.length; i++) {
      urls[i] = Path.of(entries[i]).toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Class<?> provider = loader.loadClass(WorkflowExecutorProvider.class.getName());
      Object opened =
          provider
              .getMethod("open", String.class, Map.class)
              .invoke(null, "local", Map.of("directory", directory.resolve("other").toString()));

      assertThat(opened.getClass().getClassLoader()).isSameAs(loader);
      ((AutoCloseable) opened).close();
    }
  }

  @Test
  void unknownExecutorNamesTheArtifactToAdd() {
    assertThatThrownBy(() -> WorkflowExecutorProvider.open("azure-batch", Map.of()))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("lighterman-azure");
  }
}
