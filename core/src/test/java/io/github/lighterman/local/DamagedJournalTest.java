package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.Damage;
import io.github.lighterman.Fuzz;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.spi.RunJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A journal that somebody, or a disk, has changed is refused, and never believed. */
final class DamagedJournalTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private static Map<JobId, JobState> states(WorkflowRun run) {
    Map<JobId, JobState> states = new TreeMap<>();
    run.jobs().forEach(job -> states.put(job.id(), job.status().state()));
    return states;
  }

  @Test
  void onlyAWholeBeginningIsBelieved() throws Exception {
    Path file = local.path("journal");
    try (Journal journal = Journal.open(file, new RunJson())) {
      for (int i = 0; i < 12; i++) {
        journal.cancel(JobId.of("job-" + i));
      }
    }
    byte[] whole = Files.readAllBytes(file);

    Fuzz.each(
        200,
        random -> {
          byte[] damaged = Damage.some(whole, random);
          Files.write(file, damaged);
          try (Journal journal = Journal.open(file, new RunJson())) {
            byte[] taken = Files.readAllBytes(file);
            assertThat(taken).isEqualTo(Arrays.copyOf(whole, taken.length));
            journal.cancel(JobId.of("next"));
          } catch (IOException e) {
            assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("at line ");
            return;
          }
          // It goes on as if it had been written by one hand.
          Journal.open(file, new RunJson()).close();
        });
  }

  @Test
  void damagedJournalIsRefusedOrLacksItsLastLinesAlone() throws Exception {
    for (int i = 0; i < 6; i++) {
      JobSpec.Builder job = JobSpec.builder("job-" + i).shell("exit " + i % 2).label("l", "x");
      LocalExecutorExtension.await(local.run().submit(job.retry(RetryPolicy.none()).build()));
    }
    Map<JobId, JobState> truth = states(local.run());
    local.run().close(ClosePolicy.DETACH);
    Path journal = local.runDirectory().resolve("journal");
    byte[] whole = Files.readAllBytes(journal);

    Fuzz.each(
        6,
        random -> {
          byte[] damaged = Damage.some(whole, random);
          // What an attach finishes it can't finish once more.
          Path runs = Files.createTempDirectory(local.path(""), "copy-");
          Path copy = runs.resolve(local.run().id().value());
          copy(local.runDirectory(), copy);
          Files.write(copy.resolve("journal"), damaged);
          try (LocalExecutor executor = LocalExecutor.builder().directory(runs).build()) {
            WorkflowRun found = executor.attach(local.run().id());
            byte[] taken = Files.readAllBytes(copy.resolve("journal"));
            // What was torn off is as if it had never been written; what comes before it holds.
            int mismatch = Arrays.mismatch(whole, damaged);
            int same = lines(whole, mismatch < 0 ? whole.length : mismatch);
            assertThat(Arrays.copyOf(taken, same)).isEqualTo(Arrays.copyOf(whole, same));
            assertThat(lines(damaged, damaged.length)).isEqualTo(same);
            for (JobHandle job : found.jobs()) {
              job.result().join();
            }
            assertThat(truth).containsAllEntriesOf(states(found));
            found.close(ClosePolicy.DETACH);
          } catch (WorkflowException e) {
            assertThat(e).hasMessageContaining("journal").hasMessageContaining("line ");
          }
          new Removal(runs).delete();
        });
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static int lines(byte[] bytes, int end) {
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
