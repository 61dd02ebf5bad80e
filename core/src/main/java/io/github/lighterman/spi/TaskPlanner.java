package io.github.lighterman.spi;

/** The arrow from {@link StagedJob} to {@link Task}. Pure: asks nothing, changes nothing. */
@FunctionalInterface
public interface TaskPlanner {
  /** Returns what to ask the backend for. */
  Task plan(StagedJob job);
}
