package io.github.lighterman.samples.cluster;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobStatus;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RunClosedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What clients can ask for. */
@Command(name = "lighterman", synopsisSubcommandLabel = "COMMAND")
final class Commands {
  private static final String IDS = "ID";

  private final Request request;
  private final Path from;
  private final Request.Answer answer;
  private final Session session;

  Commands(Request request, Path from, Request.Answer answer) {
    this.request = request;
    this.from = from;
    this.answer = answer;
    this.session = request.session();
  }

  @Command(description = "Submits a script as a job and prints the job's id.")
  int submit(@Mixin SubmitOptions options) throws IOException {
    JobId id = JobId.of(request.name());
    // A driver that ended before it could answer has left it.
    if (session.run().job(id).isEmpty()) {
      JobSpec job = options.job(id, from, session.place());
      session.statuses().expect(id);
      try {
        session.run().submit(job);
      } catch (RuntimeException e) {
        session.statuses().refuse(id);
        throw e;
      }
    }
    answer.print(id.value());
    return 0;
  }

  @Command(description = "Prints running, success or failed.")
  int status(
      @Option(names = "--long", description = "Prints the state and why it waits.") boolean all,
      @Parameters(paramLabel = IDS, arity = "1..*") List<String> ids)
      throws IOException {
    List<JobHandle> jobs = known(ids);
    for (JobHandle job : jobs) {
      answer.print(all ? line(job) : job.resultNow().map(StatusFiles::word).orElse("running"));
    }
    return jobs.size() == ids.size() ? 0 : 1;
  }

  @Command(description = "Asks for jobs to be stopped; those that have ended stay as they are.")
  int cancel(@Parameters(paramLabel = IDS, arity = "1..*") List<String> ids) throws IOException {
    List<JobHandle> jobs = known(ids);
    jobs.forEach(JobHandle::cancel);
    return jobs.size() == ids.size() ? 0 : 1;
  }

  @Command(description = "Prints what a job has printed up to now, on stdout and stderr.")
  int logs(
      @Option(
              names = "--attempt",
              description = "Which, from 1; the last one if it's left out.",
              defaultValue = "0")
          int attempt,
      @Parameters(paramLabel = IDS) String id)
      throws IOException {
    List<JobHandle> jobs = known(List.of(id));
    if (jobs.isEmpty()) {
      return 1;
    }
    int last = jobs.get(0).status().attempt();
    new LogCopy(jobs.get(0), attempt == 0 ? last : attempt).to(answer);
    return 0;
  }

  @Command(name = "wait", description = "Waits for jobs to end; fails if one did not succeed.")
  int await(@Parameters(paramLabel = IDS, arity = "1..*") List<String> ids) throws IOException {
    List<JobHandle> jobs = known(ids);
    boolean good = jobs.size() == ids.size();
    try {
      for (JobHandle job : jobs) {
        good &= job.result().join().succeeded();
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof RunClosedException) {
        request.leave();
      } else {
        throw e;
      }
    }
    return good ? 0 : 1;
  }

  @Command(description = "Ends the driver; jobs run on.")
  int stop() {
    session.stop();
    return 0;
  }

  @Command(description = "Stops all jobs, forgets them, and ends the driver.")
  int clean() throws IOException {
    CloseReport report = session.run().close(ClosePolicy.CLEAN);
    for (String left : report.failed()) {
      answer.complain("this could not be deleted: " + left);
    }
    Files.deleteIfExists(session.directory().run());
    for (JobHandle job : session.run().jobs()) {
      session.statuses().refuse(job.id());
    }
    session.stop();
    return report.failed().isEmpty() ? 0 : 1;
  }

  private List<JobHandle> known(List<String> ids) throws IOException {
    List<JobHandle> jobs = new ArrayList<>();
    for (String id : ids) {
      Optional<JobHandle> job = job(id);
      if (job.isPresent()) {
        jobs.add(job.get());
      } else {
        answer.complain("there is no job '" + id + "' here; submit prints the ids of jobs");
      }
    }
    return jobs;
  }

  private Optional<JobHandle> job(String id) {
    try {
      return session.run().job(JobId.of(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String line(JobHandle job) {
    JobStatus status = job.status();
    String why = status.pending().map(PendingReason::message).map(text -> ": " + text).orElse("");
    String end =
        job.resultNow()
            .flatMap(JobResult::failure)
            .map(failure -> ": " + failure.message())
            .orElse("");
    return (status.state() + ", attempt " + status.attempt() + why + end)
        .replaceAll("\\s*\\R\\s*", "; ");
  }
}
