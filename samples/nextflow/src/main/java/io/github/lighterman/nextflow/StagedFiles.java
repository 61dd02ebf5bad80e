package io.github.lighterman.nextflow;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nextflow.executor.SimpleFileCopyStrategy;
import nextflow.processor.TaskBean;
import nextflow.processor.TaskRun;
import nextflow.util.Escape;

/**
 * Lets the wrapper script of a task name files by their names alone, since it runs in another
 * directory than Nextflow's, and copy none: that is done before and after it. But for empty
 * directories, which storage has not.
 */
final class StagedFiles extends SimpleFileCopyStrategy {
  private final List<Path> binDirectories;

  StagedFiles(TaskBean bean) {
    super(bean);
    binDirectories = bean.getBinDirs();
  }

  @Override
  public String getStageInputFilesScript(Map<String, Path> inputs) {
    StringBuilder script = new StringBuilder();
    inputs.forEach(
        (name, path) -> {
          if (path.getFileSystem().equals(FileSystems.getDefault()) && Files.isDirectory(path)) {
            for (Path empty : TaskTree.emptyDirectories(path)) {
              script
                  .append("mkdir -p ")
                  .append(Escape.path(Path.of(name).resolve(empty)))
                  .append('\n');
            }
          }
        });
    return script.toString();
  }

  @Override
  public String touchFile(Path file) {
    return "touch " + fileStr(file);
  }

  @Override
  public String fileStr(Path file) {
    return file.getFileName().toString();
  }

  @Override
  public String exitFile(Path file) {
    return "> " + TaskRun.CMD_EXIT;
  }

  @Override
  public String pipeInputFile(Path file) {
    return " < " + fileStr(file);
  }

  /** Leads the search path to where the pipeline's programs are brought. */
  @Override
  @SuppressWarnings("rawtypes")
  public String getEnvScript(Map environment, boolean container) {
    Map<Object, Object> moved = new LinkedHashMap<>((Map<?, ?>) environment);
    if (!binDirectories.isEmpty()) {
      moved.merge("PATH", moved("$PATH"), (path, none) -> moved(path.toString()));
    }
    return super.getEnvScript(moved, container);
  }

  private String moved(String path) {
    String moved = path;
    for (int i = 0; i < binDirectories.size(); i++) {
      String here = "$PWD/" + TaskFiles.bin(i);
      moved = moved.replace(binDirectories.get(i).toString(), here);
      // Nextflow leaves them out if the work directory is not on this machine.
      moved = moved.contains(here) ? moved : moved + ":" + here;
    }
    return moved;
  }
}
