package io.github.lighterman.nextflow;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nextflow.executor.BashWrapperBuilder;
import nextflow.processor.TaskBean;
import nextflow.processor.TaskRun;

/** Writes a task's {@code .command.run} and {@code .command.sh} to its work directory. */
final class TaskFiles {
  /** Where a task that runs elsewhere finds the pipeline's own programs. */
  static final String BIN = ".nf-bin";

  private final TaskBean bean;

  TaskFiles(TaskRun task) {
    bean = task.toTaskBean();
  }

  /** Writes them for a task that runs in the work directory. */
  void writeForHere() {
    new BashWrapperBuilder(bean).build();
  }

  /** Writes them for a task whose files are brought to its directory and back. */
  void writeForElsewhere() {
    bean.setScratch(false);
    bean.setTargetDir(null);
    bean.setAfterScript(
        Stream.of(bean.getAfterScript(), TaskTree.SCRIPT)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("\n")));
    new BashWrapperBuilder(bean, new StagedFiles(bean)).build();
  }

  /** Returns the path below a task's directory of the pipeline's directory with this number. */
  static String bin(int number) {
    return BIN + "/" + number;
  }

  List<Path> binDirectories() {
    return bean.getBinDirs();
  }
}
