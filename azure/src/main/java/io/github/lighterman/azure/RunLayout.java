package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import io.github.lighterman.LogStream;
import io.github.lighterman.RunId;
import io.github.lighterman.spi.TaskId;
import java.util.Locale;

/**
 * Which blob of a run is what. All that a run makes lies below its root, so that it goes with it;
 * inputs that are kept for later runs lie beside the runs.
 *
 * @param prefix what every blob's name starts with
 * @param run whose
 * @param cache how long inputs are kept
 */
record RunLayout(String prefix, RunId run, InputCache cache) {
  static final String RECORD = "run.json";

  /** Returns what stands before every run's own part. */
  static String runs(String prefix) {
    return prefix + "runs/";
  }

  /** Returns what the names of all that belongs to the run alone start with. */
  String root() {
    return runs(prefix) + run + "/";
  }

  /** Returns the run's record, by which it's found. */
  String record() {
    return root() + RECORD;
  }

  /** Returns the sign of the driver that has the run. */
  String driver() {
    return root() + "driver.json";
  }

  /** Returns what the names of the journal's pieces start with. */
  String journal() {
    return root() + "journal/";
  }

  /** Returns the packed sources. */
  String sources() {
    return root() + "sources.tar.gz";
  }

  /** Returns an input, by the {@link ContentHash} of its bytes. */
  String input(String hash) {
    return inputs() + "inputs/" + hash;
  }

  /** Returns what the names of several inputs start with, by the hash of their names and bytes. */
  String tree(String hash) {
    return inputs() + "trees/" + hash + "/";
  }

  /** Returns what says that all inputs of a tree are there. */
  String treeMark(String hash) {
    return inputs() + "trees/" + hash + ".complete";
  }

  private String inputs() {
    return cache == InputCache.SHARED ? prefix : root();
  }

  /** Returns what the names of all that a job delivered for other jobs start with. */
  String store(JobId job) {
    return root() + "store/" + job + "/";
  }

  /** Returns the same for an output, by its place in the spec, that goes on to this machine. */
  String local(JobId job, int output) {
    return local(job) + output + "/";
  }

  /** Returns the same for all of a job's outputs that go on to this machine. */
  String local(JobId job) {
    return root() + "local/" + job + "/";
  }

  /** Returns what the names of an attempt's logs start with. */
  String logs(TaskId task) {
    return root() + "logs/" + task.job() + "/" + task.attempt() + "/";
  }

  /** Returns one of an attempt's logs. */
  String log(TaskId task, LogStream stream) {
    return logs(task) + logFile(stream);
  }

  /** Returns how a log is called, on the node too. */
  static String logFile(LogStream stream) {
    return stream.name().toLowerCase(Locale.ROOT) + ".txt";
  }

  /** Returns what the names of an attempt's shares of its secrets start with. */
  String secrets(TaskId task) {
    return root() + "secrets/" + task.job() + "/" + task.attempt() + "/";
  }

  /** Returns an attempt's script, if it's too long for a command line. */
  String script(TaskId task) {
    return root() + "scripts/" + task.job() + "/" + task.attempt() + ".sh";
  }
}
