package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.staging.FileTree;
import io.github.lighterman.staging.Glob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that belongs to a workflow as a whole: scripts, configuration. It's taken as it is
 * when {@link WorkflowExecutor#start} is called; later changes reach no job of the run.
 *
 * @param directory where; a relative path is taken from this process's working directory, now
 * @param excludes globs over paths below the directory; what matches is left out
 */
public record Sources(Path directory, List<String> excludes) {
  /** Makes the path absolute. */
  public Sources {
    directory = requireNonNull(directory, "directory").toAbsolutePath();
    excludes = List.copyOf(excludes);
  }

  /**
   * Returns all below {@code directory}, but for {@code .git} and what matches {@code excludes}.
   */
  public static Sources of(Path directory, String... excludes) {
    List<String> all = new ArrayList<>(List.of(".git/**", "**/.git/**"));
    all.addAll(List.of(excludes));
    return new Sources(directory, all);
  }

  /**
   * Returns the path below the directory of every file that belongs to the workflow now, sorted.
   * Links are followed.
   *
   * @throws IOException if a directory can't be read, or a link closes a circle
   * @throws IllegalArgumentException if an exclude is no legal {@link Glob}
   */
  public List<String> files() throws IOException {
    List<Glob> unwanted = excludes.stream().map(Glob::of).toList();
    return new FileTree(directory.normalize())
        .files(
            FileTree.Links.FOLLOW,
            path -> unwanted.stream().noneMatch(exclude -> exclude.matches(path)));
  }
}
