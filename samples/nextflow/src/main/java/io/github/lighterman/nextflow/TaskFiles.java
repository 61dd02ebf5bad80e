package io.github.lighterman.nextflow;

import java.nio.file.Path;
import java.util.List;
import nextflow.executor.BashWrapperBuilder;
import nextflow.processor.TaskBean;
import nextflow.processor.TaskRun;

/** Writes a task's {@code .command.run} and {@code .command.sh} to its work directory. */
final class TaskFiles {
  /** Where a task that runs elsewhere finds the pipeline's own programs. */
  static final String BIN = ".nf-bin";

  private final TaskRun task;

  TaskFiles(TaskRun task) {
    this.task = task;
  }

  /** Writes them for a task that runs in the work directory. */
  void writeForHere() {
    new BashWrapperBuilder(task.toTaskBean()).build();
  }

  /** Writes them for a task whose files are brought to its directory and back. */
  void writeForElsewhere() {
    TaskBean bean = task.toTaskBean();
    bean.setScratch(false);
    bean.setTargetDir(null);
    new BashWrapperBuilder(bean, new StagedFiles(bean)).build();
  }

  /** Returns the path below a task's directory of the pipeline's directory with this number. */
  static String bin(int number) {
    return BIN + "/" + number;
  }

  static List<Path> binDirectories(TaskRun task) {
    return task.toTaskBean().getBinDirs();
  }
}
