package io.github.lighterman.nextflow;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run of one Nextflow session. What an earlier Nextflow of the same session, one that was
 * killed, left running at the backend is ended: a resumed session runs such tasks again, in new
 * directories.
 */
final class SessionRun {
  private static final Logger log = LoggerFactory.getLogger(SessionRun.class);

  private final WorkflowExecutor executor;
  private final WorkflowRun run;
  private final String session;

  private SessionRun(WorkflowExecutor executor, WorkflowRun run, String session) {
    this.executor = executor;
    this.run = run;
    this.session = session;
  }

  static SessionRun open(WorkflowExecutor executor, UUID session) {
    String name = "nf-" + session + "-";
    String start = String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());
    SessionRun run =
        new SessionRun(executor, executor.start(WorkflowSpec.of(RunId.of(name + start))), name);
    run.removeLeftovers();
    return run;
  }

  WorkflowRun run() {
    return run;
  }

  CloseReport close(ClosePolicy policy) {
    // Once more: a backend may have kept a dead driver's runs for it until now.
    removeLeftovers();
    return run.close(policy);
  }

  private void removeLeftovers() {
    List<RunId> leftovers =
        executor.runs().stream()
            .filter(id -> id.value().startsWith(session) && !id.equals(run.id()))
            .toList();
    for (RunId id : leftovers) {
      try (WorkflowRun leftover = executor.attach(id)) {
        log.info("Ending what an earlier run of this session left: {}", id);
        leftover.close(ClosePolicy.CLEAN);
      } catch (RunInUseException e) {
        log.debug("Run {} of this session is still kept for a driver that is gone", id);
      } catch (WorkflowException e) {
        log.warn("Run {} of this session can't be removed: {}", id, e.getMessage());
      }
    }
  }
}
