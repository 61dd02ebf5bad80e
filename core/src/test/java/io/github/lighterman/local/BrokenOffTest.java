package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a driver that dies while it clears up or delivers leaves to the next one. */
class BrokenOffTest {
  private static final RunId RUN = RunId.of("broken-off");

  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  @Test
  void runThatIsHalfDeletedIsNoRunAndGoesWithTheNext() throws Exception {
    WorkflowRun run = local.executor().start(WorkflowSpec.of(RUN));
    run.submit(JobSpec.builder("job").command("true").build()).result().get();
    run.close(ClosePolicy.KEEP);
    // As if its driver had died in the midst of the last step.
    Path half = local.runs().resolve(".removed-" + RUN);
    Files.move(local.runs().resolve(RUN.value()), half);
    Files.delete(half.resolve("journal"));

    assertThat(local.executor().runs()).doesNotContain(RUN);
    assertThatExceptionOfType(RunNotFoundException.class)
        .isThrownBy(() -> local.executor().attach(RUN));

    assertThat(half).doesNotExist();
    try (WorkflowRun again = local.executor().start(WorkflowSpec.of(RUN))) {
      assertThat(again.jobs()).isEmpty();
      again.close(ClosePolicy.CLEAN);
    }
  }

  @Test
  void nobodyHasARunThatIsJustBeingDeleted() throws Exception {
    WorkflowRun run = local.executor().start(WorkflowSpec.of(RUN));
    run.submit(
            JobSpec.builder("many")
                .shell("mkdir d; cd d; seq 3000 | xargs touch")
                .output(OutputFile.directory("d"))
                .build())
        .result()
        .get()
        .orElseThrow();
    Thread closing = new Thread(() -> run.close(ClosePolicy.CLEAN));
    List<WorkflowRun> taken = new ArrayList<>();
    List<WorkflowException> told = new ArrayList<>();

    try (LocalExecutor other = local.open()) {
      closing.start();
      do {
        try {
          taken.add(other.attach(RUN));
        } catch (WorkflowException e) {
          told.add(e);
        }
      } while (closing.isAlive() && taken.isEmpty());
      closing.join();
    }

    assertThat(taken).isEmpty();
    assertThat(told)
        .allMatch(e -> e instanceof RunInUseException || e instanceof RunNotFoundException);
    assertThat(local.runs().resolve(RUN.value())).doesNotExist();
  }

  @Test
  void whatIsHalfDeliveredIsReplacedByTheWhole() throws Exception {
    Path work = Files.createDirectories(local.path("work"));
    Files.writeString(work.resolve("out"), "all of it");
    Path target = local.path("results/out");
    JobSpec spec =
        JobSpec.builder("job").command("true").output(OutputFile.file("out").to(target)).build();
    OutputDelivery delivery = new OutputDelivery(spec, work, local.path("store"));
    Path half = delivery.temporary(target);
    Files.createDirectories(half.getParent());
    Files.writeString(half, "all");

    delivery.deliver(OutputFile.Ending.SUCCESS);

    assertThat(target).hasContent("all of it");
    assertThat(half).doesNotExist();
  }
}
