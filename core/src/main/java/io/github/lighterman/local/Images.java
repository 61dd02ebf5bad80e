package io.github.lighterman.local;

/** What {@link LocalExecutor} does with a job that has an image. */
public enum Images {
  /** Refuses it, the default as long as no container engine is named. */
  REFUSE,
  /** Runs its command as a process, as if it had no image. */
  IGNORE,
  /** Runs it in a container of the engine that is named. */
  RUN
}
