package io.github.lighterman.nextflow;

import io.github.lighterman.JobSpec;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Submits tasks in bulk: while one list is on its way, the next one gathers. Nextflow hands over
 * tasks one at a time, and a remote backend takes a hundred as fast as one.
 */
final class Submitter implements AutoCloseable {
  private static final int MOST = 1_000;

  private final WorkflowRun run;
  private final Runnable wakeUp;
  private final BlockingQueue<LightermanTask> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::loop, "lighterman-submitter");

  private Submitter(WorkflowRun run, Runnable wakeUp) {
    this.run = run;
    this.wakeUp = wakeUp;
    thread.setDaemon(true);
  }

  static Submitter start(WorkflowRun run, Runnable wakeUp) {
    Submitter submitter = new Submitter(run, wakeUp);
    submitter.thread.start();
    return submitter;
  }

  void add(LightermanTask task) {
    waiting.add(task);
  }

  /** Ends the thread; what still waits is never submitted. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void loop() {
    List<LightermanTask> tasks = new ArrayList<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        tasks.add(waiting.take());
        waiting.drainTo(tasks, MOST - 1);
        submit(tasks.stream().filter(task -> !task.isKilled()).toList());
        wakeUp.run();
        tasks.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(List<LightermanTask> tasks) {
    List<JobSpec> jobs = tasks.stream().map(LightermanTask::job).toList();
    try {
      List<SubmitOutcome> outcomes = run.submit(jobs);
      for (int i = 0; i < tasks.size(); i++) {
        tasks.get(i).submitted(outcomes.get(i));
      }
    } catch (WorkflowException e) {
      tasks.forEach(task -> task.failed(e));
    }
  }
}
