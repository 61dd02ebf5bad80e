package io.github.lighterman.samples.survival;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.testing.batch.execution.ForwardingExecution;
import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Nodes that do what the commands of {@link FourStages} do without starting processes: they fetch
 * the inputs over HTTP, count the command, and upload what it leaves, but no logs. So a run costs a
 * small part of what it does with shells. Safe for use by several threads.
 */
final class SmallNodes extends ForwardingExecution {
  private static final int THREADS = 4;
  private static final int LONGEST_MILLIS = 30;
  private static final int MOST_TRIES = 50;

  /** One address for another. */
  private record ShortCut(String from, String to) {}

  private volatile ShortCut shortCut = new ShortCut("", "");
  private final Map<String, FourStages> works = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "survival-node");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();
  private final Random random = new Random(1);

  SmallNodes() {
    super(ScriptedExecution.instant());
  }

  /** Has what is below one address be asked for below the other, on a shorter way. */
  void shorten(URI from, URI to) {
    shortCut = new ShortCut(from.toString(), to.toString());
  }

  private URI direct(String address) {
    return URI.create(
        address.startsWith(shortCut.from)
            ? shortCut.to + address.substring(shortCut.from.length())
            : address);
  }

  /** Has the nodes know what the commands of a run do. */
  void add(FourStages work) {
    works.put(work.id().value(), work);
  }

  void remove(FourStages work) {
    works.remove(work.id().value());
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    Map<String, String> environment = order.work().environment();
    FourStages work = works.get(environment.getOrDefault("LIGHTERMAN_RUN", ""));
    if (work == null) {
      events.ended(TaskOutcome.exited(0));
      return () -> {};
    }
    Run run = new Run(order, work, events);
    var unused = threads.schedule(run::carryOut, millis(), TimeUnit.MILLISECONDS);
    return run::stop;
  }

  private synchronized int millis() {
    return random.nextInt(LONGEST_MILLIS);
  }

  /** One task on its way. */
  private final class Run {
    private final TaskOrder order;
    private final FourStages work;
    private final TaskEvents events;
    private final String job;
    // All guarded by this.
    private boolean stopped;
    private boolean begun;
    private boolean ended;

    Run(TaskOrder order, FourStages work, TaskEvents events) {
      this.order = order;
      this.work = work;
      this.events = events;
      this.job = order.work().environment().getOrDefault("LIGHTERMAN_JOB", "");
    }

    synchronized void stop() {
      stopped = true;
      if (begun && !ended) {
        work.kill(job);
      }
      end(TaskOutcome.stopped());
    }

    private synchronized void end(TaskOutcome outcome) {
      ended = true;
      events.ended(outcome);
    }

    void carryOut() {
      try {
        StringBuilder inputs = new StringBuilder();
        for (ResourceFile file : order.work().resourceFiles()) {
          HttpResponse<String> answer = send(HttpRequest.newBuilder(direct(file.url())).build());
          if (answer.statusCode() != 200) {
            end(notDownloaded("no " + file));
            return;
          }
          inputs.append(answer.body());
        }
        OptionalInt code = runCommand();
        if (code.isPresent()) {
          upload(inputs + job + "\n", code.getAsInt());
        }
      } catch (IOException e) {
        end(notDownloaded("" + e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized OptionalInt runCommand() throws IOException {
      if (stopped) {
        return OptionalInt.empty();
      }
      begun = true;
      String attempt = order.work().environment().getOrDefault("LIGHTERMAN_ATTEMPT", "1");
      return work.runCommand(job, Integer.parseInt(attempt));
    }

    private TaskOutcome notDownloaded(String why) {
      return TaskOutcome.notStarted(TaskFailure.ofUser("BlobDownloadMiscError", why));
    }

    private void upload(String out, int code) throws InterruptedException {
      try {
        for (OutputFile file : order.work().outputFiles()) {
          boolean wanted =
              switch (file.condition()) {
                case TASK_SUCCESS -> code == 0;
                case TASK_FAILURE -> code != 0;
                case TASK_COMPLETION -> true;
              };
          if (wanted && file.filePattern().equals("out")) {
            put(file, file.path().orElse(""), out);
          }
        }
        end(TaskOutcome.exited(code));
      } catch (IOException e) {
        end(TaskOutcome.uploadFailed(code, TaskFailure.ofUser("FileUploadMiscError", "" + e)));
      }
    }
  }

  /** As nodes do, asks a storage account that is busy, or breaks a connection, several times. */
  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() < 500 || tries == MOST_TRIES) {
          return answer;
        }
      } catch (IOException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private void put(OutputFile file, String path, String text)
      throws IOException, InterruptedException {
    List<String> parts = List.of(file.containerUrl().split("\\?", 2));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(direct(parts.get(0) + "/" + path + "?" + parts.get(1)))
                .header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofString(text, UTF_8))
                .build());
    if (answer.statusCode() != 201) {
      throw new IOException(answer.statusCode() + " for " + path);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    super.close();
  }
}
