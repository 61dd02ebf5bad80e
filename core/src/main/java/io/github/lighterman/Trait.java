package io.github.lighterman;

/** What an executor can do. */
public enum Trait {
  /** Runs jobs with an image in containers. */
  CONTAINERS,
  /** Grants gpus. */
  GPUS,
  /** Serves logs while the job runs. */
  LIVE_LOGS,
  /** Heeds {@link JobSpec#priority}. */
  PRIORITIES,
  /** Finds a run again from another process. */
  ATTACH,
  /** Starts jobs whose dependencies end while no process is attached. */
  RUNS_WITHOUT_DRIVER,
  /** Tells cpu time and memory of an attempt. */
  USAGE
}
